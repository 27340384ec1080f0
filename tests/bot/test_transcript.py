"""What was tapped stands in the transcript in words, whatever the label of its button is called."""

import pytest
from sqlalchemy import select

from bot.labels import tapped
from intake.conversation import OwnCase
from intake.saying import Tap
from network.needs import Need
from network.wording import say
from storage.tables import MessageRow
from tests.stories.stage import Stage
from texts.catalogue import Catalogue

TEXTS = Catalogue.shipped()
CASES = (OwnCase(7, "2570-000007", (Need.PACKAGING,), is_open=True, product="น้ำพริก"),)


@pytest.mark.parametrize(
    ("tap", "words"),
    [
        (Tap("consent", "yes"), "ยินยอม"),
        (Tap("province", "TH-93"), "พัทลุง"),
        (Tap("need", "other"), "เรื่องอื่น"),
        (Tap("change", "credit"), "สินเชื่อ"),
        (Tap("command", "stop_news"), "หยุดรับข่าว"),
        (Tap("decline_reason", "busy", 7), "งานเต็ม"),
        (Tap("withdraw", "which", 7), "2570-000007 บรรจุภัณฑ์ · น้ำพริก"),
        (Tap("file", "case", 8), "(กดปุ่ม)"),
        (Tap("province", "TH-00"), "(กดปุ่ม)"),
    ],
)
def test_a_tap_is_told_by_what_stood_on_its_button(tap: Tap, words: str) -> None:
    said = tapped(tap, CASES, TEXTS)
    assert say(said.key, said.parameters, "th", TEXTS) == words


def test_a_tap_is_kept_in_the_transcript(on: Stage) -> None:
    phone = on.phone("owner")
    phone.type("ข้อมูลของฉัน")
    on.settle()
    phone.tap("ลบข้อมูล")
    on.settle()
    with on.house.database.reading() as session:
        heard = session.scalars(select(MessageRow).where(MessageRow.direction == "in").order_by(MessageRow.id)).all()
    assert [part["key"] for part in heard[-1].parts or ()] == ["choice.erase"]
