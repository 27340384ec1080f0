"""How things stand in a story: cases, what is stored, who waits."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console import figures
from network.fiscal import fiscal_year
from network.provinces import PROVINCES
from storage import cases, people
from storage.tables import AttachmentRow, CaseRow, ConversationRow, MessageRow, PersonRow
from tests.stories.hearing import pattern_of
from tests.stories.stage import Stage


def case(what: str, on: Stage, place: int) -> None:
    """`offered, needs packaging, province พัทลุง` or `none`. Raises AssertionError for what is not so."""
    with on.house.database.reading() as session:
        row = _case_at(session, place)
        if row is None:
            assert what == "none", "there is no case"
            return
        facts = _facts(session, row)
        status = " ".join(filter(None, (row.status, row.resolution)))
    wanted_status, *rest = (part.strip() for part in what.split(","))
    assert status == wanted_status, f"the case is {status}"
    for part in rest:
        name, _, value = part.partition(" ")
        assert facts[name] == _sorted(name, value), f"{name} is {facts[name]!r}"


def _sorted(name: str, value: str) -> str:
    return " + ".join(sorted(one.strip() for one in value.split("+"))) if name == "needs" else value


def _case_at(session: Session, place: int) -> CaseRow | None:
    every = session.scalars(select(CaseRow).order_by(CaseRow.id)).all()
    return every[place - 1] if every else None


def _facts(session: Session, row: CaseRow) -> dict[str, str]:
    handoffs = cases.handoffs_of(row)
    outcomes = cases.outcomes_of(session, row.id)
    files = select(func.count()).where(AttachmentRow.case_id == row.id, AttachmentRow.content.is_not(None))
    return {
        "needs": " + ".join(sorted(each.need for each in row.needs)),
        "province": PROVINCES[row.province].name_th,
        "phone": row.contact_phone or "none",
        "product": row.product or "none",
        "text": row.text or "none",
        "held": row.held_why or "no",
        "handoffs": " + ".join(handoff.status for handoff in handoffs) or "none",
        "roles": " + ".join(handoff.role for handoff in handoffs) or "none",
        "rings": " + ".join(handoff.ring for handoff in handoffs) or "none",
        "reasons": " + ".join(handoff.decline_reason or "none" for handoff in handoffs) or "none",
        "satisfaction": str(row.satisfaction or "none"),
        "word": row.satisfaction_word or "none",
        "closedby": row.resolved_by_word_of or "nobody",
        "outcomes": " + ".join(f"{each.kind} {each.baht_low}" for each in outcomes) or "none",
        "files": str(session.scalar(files)),
    }


def stored(what: str, on: Stage) -> None:
    """`nothing about owner`: the person is unknown again; `no words of owner`: what they wrote is forgotten."""
    kind, _, who = what.rpartition(" ")
    with on.house.database.reading() as session:
        person = people.person_with_line_user(session, on.phone(who).user_id)
        if kind == "nothing about":
            assert person is None, "the person is still known"
        else:
            assert person is not None, "the person is unknown"
            assert not _words_of(session, person.id), "words are still kept"


def _words_of(session: Session, person_id: int) -> list[object]:
    """What this person wrote, in the transcript or as an answer."""
    heard = MessageRow.person_id == person_id, MessageRow.direction == "in", MessageRow.text.is_not(None)
    dialog = session.get(ConversationRow, person_id)
    answers = [dialog.answers] if dialog and dialog.answers else []
    return [*session.scalars(select(MessageRow.text).where(*heard)), *answers]


def waiting(what: str, on: Stage) -> None:
    """Who has asked for a person and has not been given back to the bot: `owner`, or `nobody`."""
    with on.house.database.reading() as session:
        wants = select(PersonRow.line_user_id).join(ConversationRow, ConversationRow.person_id == PersonRow.id)
        chats = set(session.scalars(wants.where(ConversationRow.wants_person_since.is_not(None))))
    names = {who for who, phone in on.phones.items() if phone.user_id in chats}
    assert names == (set() if what == "nobody" else {one.strip() for one in what.split(",")}), f"waiting: {names}"


def report(what: str, on: Stage) -> None:
    """`1 opened, 1 joint, 200000 baht`: the figures of this fiscal year, as the report shows them."""
    with on.house.database.reading() as session:
        of_year = figures.report_of(session, None, fiscal_year(on.clock()))
    for part in what.split(","):
        count, name = part.split()
        found = sum(one.low for one in of_year.money) if name == "baht" else getattr(of_year, name)
        assert found == int(count), f"{name}: {found}"


def history(what: str, on: Stage) -> None:
    """Who did what to the newest case, why, in order: `…contact provider…no_contact owner…`."""
    with on.house.database.reading() as session:
        row = _case_at(session, 0)
        assert row is not None, "there is no case"
        story = "\n".join(f"{move.name} {move.by} {move.why or ''}" for move in cases.moves_of(session, row.id))
    assert pattern_of(what).search(story), f"the history is\n{story}"
