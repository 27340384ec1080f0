"""`rismep rules`, `texts`, `calendar` and `staff` as an operator types them, beside a bot that may run."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from casework.rules import rules_of
from network.office_hours import WorkingTime
from rismep.cli import main
from rismep.settings import from_environment
from rismep.wiring import House
from storage import staff
from storage.tables import AuditRow, StaffRow
from tests.keys import TEST_KEY

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        "LINE_CHANNEL_SECRET": "a-secret-of-the-tests",
        "LINE_CHANNEL_ACCESS_TOKEN": "a-token-of-the-tests",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'own.sqlite3'}",
        "SECRET_KEY": "a key of the tests that is long enough",
        "ENCRYPTION_KEYS": TEST_KEY,
        "PUBLIC_URL": "http://127.0.0.1:8080",
        "LC_ALL": "C.UTF-8",
    }


@pytest.fixture
def run(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Type a command: its exit code, what it writes, what it complains of."""

    def typed(*words: str, **environment_too: str) -> tuple[int, str, str]:
        for name, value in {**environment, **environment_too}.items():
            monkeypatch.setenv(name, value)
        code = main(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    return typed


@pytest.fixture
def house(environment: dict[str, str]) -> Iterator[House]:
    house = House(from_environment(environment))
    house.prepare()
    yield house
    house.close()


def test_deadlines_are_listed_with_value_unit_and_meaning(run: Run) -> None:
    code, listed, _ = run("rules")
    assert code == 0
    lines = {line.split()[0]: line for line in listed.splitlines() if line.strip()}
    assert "8h" in lines["offer_expires"]
    assert (
        "8 working hours · An organisation has not answered an offer: the next one is asked" in lines["offer_expires"]
    )
    assert "then every 2 working days" in lines["anyone_called.again"]
    assert "at most 2 times" in lines["anyone_called.at_most"]
    assert "หน่วยงานยังไม่ตอบข้อเสนอ: ถามหน่วยงานถัดไป" in run("rules", LC_ALL="th_TH.UTF-8")[1]


def test_a_deadline_is_set_shown_beside_the_shipped_one_and_taken_back(run: Run, house: House) -> None:
    assert run("rules", "set", "offer_expires", "1d", "4h") == (
        0,
        "offer_expires: 8 working hours → 1 working day 4 working hours, at once for whatever is open.\n",
        "",
    )
    with house.database.reading() as session:
        assert rules_of(session).named("offer_expires").after == WorkingTime(1, 4)
    changed = next(line for line in run("rules")[1].splitlines() if line.startswith("offer_expires"))
    assert changed.split()[:4] == ["offer_expires", "1d", "4h", "8h"]
    assert run("rules", "reset", "offer_expires")[0] == 0
    with house.database.reading() as session:
        assert rules_of(session).named("offer_expires").after == WorkingTime(hours=8)
        assert [row.action for row in session.scalars(select(AuditRow))] == ["rule", "rule"]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("set", "offer_expire", "8h"), "no deadline called offer_expire"),
        (("set", "offer_expires", "soon"), 'offer_expires: "soon" is not a wait'),
        (("set", "offer_expires", "2h"), "offer_reminder (4 working hours) has to come before offer_expires"),
        (("reset", "offer_expire"), "no deadline called offer_expire"),
    ],
)
def test_a_senseless_deadline_is_refused_in_words(run: Run, words: tuple[str, ...], complaint: str) -> None:
    code, _, error = run("rules", *words)
    assert code == 2
    assert complaint in error


def test_a_text_is_found_worded_anew_and_taken_up_by_a_bot_that_runs(run: Run, house: House) -> None:
    assert "  en  Which province is your business in?" in run("texts", "find", "ask.province")[1]
    assert run("texts", "set", "th", "ask.province", r"กิจการของคุณ\nอยู่จังหวัดไหนคะ")[0] == 0
    house.read_texts()
    assert house.bot.texts().say("ask.province", "th") == "กิจการของคุณ\nอยู่จังหวัดไหนคะ"
    shown = run("texts", "find", "ask.province")[1]
    assert r"  th  กิจการของคุณ\nอยู่จังหวัดไหนคะ" in shown
    assert "(shipped: กิจการอยู่จังหวัดไหนคะ)" in shown
    assert run("texts", "reset", "th", "ask.province")[0] == 0
    house.read_texts()
    assert house.bot.texts().say("ask.province", "th") == "กิจการอยู่จังหวัดไหนคะ"


def test_all_texts_are_listed(run: Run) -> None:
    assert len(run("texts")[1].splitlines()) > 2_000


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("th", "ask.nowhere", "ก"), "no text called ask.nowhere"),
        (("th", "ask.withdraw", "ใช่ไหมคะ"), "{number}"),
        (("th", "choice.offer_accept", "ขอรับเรื่องนี้ไว้ดูแลเองนะคะ"), "20 at most"),
        (("th", "ask.consent", "ยินยอมไหมคะ"), "part of what people agree to"),
    ],
)
def test_an_unfit_text_is_refused_in_words(run: Run, words: tuple[str, ...], complaint: str) -> None:
    code, _, error = run("texts", "set", *words)
    assert code == 2
    assert complaint in error


def test_a_day_closed_by_command_is_written_down(run: Run, house: House) -> None:
    assert run("calendar", "2026-12-01", "--name", "วันหยุดตัวอย่าง")[0] == 0
    with house.database.reading() as session:
        assert [row.action for row in session.scalars(select(AuditRow))] == ["calendar"]


def test_an_officer_gets_another_password_that_is_not_typed_on_the_line(
    run: Run, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["the first password", "short", "another password"])
    monkeypatch.setattr("rismep.cli.getpass", lambda _: next(answers))
    assert run("staff", "add", "malee")[0] == 0
    assert run("staff", "password", "malee")[0] == 2
    assert run("staff", "password", "malee")[0] == 0
    now = house.bot.clock()
    assert staff.sign_in(house.work, "malee", "the first password", now) is staff.NotSignedIn.WRONG
    assert isinstance(staff.sign_in(house.work, "malee", "another password", now), StaffRow)
    with house.database.reading() as session:
        (noted,) = session.scalars(select(AuditRow).where(AuditRow.action == "password")).all()
    assert (noted.staff_id, noted.about, noted.detail) == (None, "staff", None)


def test_nobody_gets_a_password_who_is_no_officer(run: Run, house: House) -> None:
    code, _, complaint = run("staff", "password", "nobody", RISMEP_PASSWORD="another password")
    assert code == 2
    assert "nobody" in complaint
    assert house
