"""A provider who has just said that their part is done, and then writes: what they did, or that it was a slip."""

import pytest

from intents.replies import takes_back_end


@pytest.mark.parametrize(
    "words",
    [
        "กดผิดค่ะ ยังไม่เสร็จ",
        "กดพลาดครับ",
        "เผลอกด ขอโทษค่ะ",
        "จริงๆ ยังไม่ได้โทรเลย",
        "ยังทำอยู่นะคะ",
        "sorry, by mistake",
        "not done yet",
    ],
)
def test_a_slip_is_one(words: str) -> None:
    assert takes_back_end(words)


@pytest.mark.parametrize(
    "words",
    ["ออกแบบฉลากให้แล้ว", "ยื่นกู้ให้แล้ว ธนาคารอนุมัติ 2 แสน", "สอนถ่ายรูปสินค้า 2 ครั้ง", "designed a new label, all done"],
)
def test_a_report_is_none(words: str) -> None:
    assert not takes_back_end(words)
