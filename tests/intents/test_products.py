"""What the business makes or does."""

from pathlib import Path

import pytest

from intents.normalise import normalise
from intents.products import find_product, product_instead

ROWS = [
    tuple(map(str.strip, line.rsplit("|", 1)))
    for line in (Path(__file__).parent / "cases/products.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_the_product(text: str, expected: str) -> None:
    assert (find_product(normalise(text)) or "-") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("น้ำพริกไม่ใช่แล้ว เปลี่ยนเป็นเครื่องแกง", ("น้ำพริก", "เครื่องแกง")),
        ("เปลี่ยนสินค้าเป็นเครื่องแกง", ("", "เครื่องแกง")),
        ("ขอแก้สินค้า ไม่ใช่น้ำพริก เป็นกล้วยฉาบ", ("น้ำพริก", "กล้วยฉาบ")),
        ("its not chili paste, its curry paste", ("chili paste", "curry paste")),
        ("product is curry paste not chili paste", ("chili paste", "curry paste")),
        ("for coconut oil not chili paste", ("chili paste", "coconut oil")),
        ("change my product to curry paste please", ("", "curry paste")),
        ("ไม่ใช่ฉลาก เป็นโลโก้", None),
        ("ไม่ใช่พัทลุง เป็นตรัง", None),
        ("เปลี่ยนสินค้าเป็นอะไรดี", None),
        ("it's not packaging, it's a loan", None),
        ("is it not chili paste, but curry paste?", None),
        ("น้ำพริกขายไม่ดีแล้ว", None),
    ],
)
def test_what_the_product_is_instead(text: str, expected: tuple[str, str] | None) -> None:
    assert product_instead(normalise(text)) == expected


@pytest.mark.parametrize("unit", ["ทำ", "ทำน้ำ", "น้ำพริก", "ก", "ขาย ", "make ", "ผลิต"])
def test_a_long_message_is_read(unit: str) -> None:
    find_product((unit * 1000)[:1000])
