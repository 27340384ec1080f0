"""What the people of the town do, each by the way that they have in truth: LINE's events, or the console's moves."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from casework import chats
from console.directory_changes import CHANGES, Change
from console.forms import NotSaid
from console.moves import make
from console.officers import Officer, officer_of
from intake.saying import Tap
from network.cases import LIVE, Refused
from network.needs import Need
from storage import invites
from storage.tables import CaseRow, ConversationRow, HandoffRow, OrganisationRow, PersonRow, ProviderRow, StaffRow
from tests.histories import people, words
from tests.histories.line import Button, Json
from tests.histories.people import line_id
from tests.histories.town import Town

MOST_QUESTIONS = 9
"""No matter takes more questions from its first words to its number."""


def step_of(town: Town, name: str) -> str | None:
    """The question that a person has been asked and has not answered."""
    with town.look() as session:
        asked = select(ConversationRow.step).join(PersonRow, PersonRow.id == ConversationRow.person_id)
        return session.scalar(asked.where(PersonRow.line_user_id == line_id(name)))


def tell_matter(town: Town, name: str, needs: tuple[Need, ...], province: str, *, with_phone: bool) -> None:
    """Tell a whole matter and answer every question, as far as the confirmation."""
    number = new_phone(town, name) if with_phone else None
    text, town.fixed[words.matter(needs, province, number)[0]] = words.matter(needs, province, number)
    town.arrive(town.words(name, text))
    for _ in range(MOST_QUESTIONS):
        answer = _ANSWERS.get(step_of(town, name) or "")
        if answer is None:
            return
        town.arrive(town.tap(name, answer.data()))


_ANSWERS = {
    "consent": Tap("consent", "yes"),
    "phone": Tap("phone", "skip"),
    "confirm": Tap("confirm", "send"),
    "news": Tap("news", "no"),
}


def new_phone(town: Town, name: str) -> str:
    """A number that nobody has given before in this history."""
    number = people.phone(len(town.trail.belongs_to) + 1)
    town.trail.belongs_to[number.replace("-", "")] = line_id(name) if name in people.EVERYONE else name
    return number


def correct_phone(town: Town, name: str) -> None:
    town.arrive(town.words(name, f"เปลี่ยนเบอร์เป็น {new_phone(town, name)}"))


def erase(town: Town, name: str) -> None:
    """Ask to be forgotten, and mean it."""
    town.arrive(town.words(name, "ลบข้อมูล"))
    town.arrive(town.tap(name, Tap("erase", "yes").data()))


def block(town: Town, name: str) -> None:
    phone = town.line.phones[line_id(name)]
    phone.blocks = not phone.blocks
    town.arrive(town.event(name, "unfollow" if phone.blocks else "follow"))


def unsend(town: Town, name: str) -> None:
    written = town.line.phones[line_id(name)].written
    if written:
        town.arrive(town.event(name, "unsend", unsend={"messageId": written.pop()}))


# --- buttons --------------------------------------------------------------------------------------------------


def from_newest(shown: list[Button], place: int) -> Button | None:
    """The `place`th button from the newest; from the newest again where there are not so many."""
    return shown[-1 - place % len(shown)] if shown else None


def buttons(town: Town, name: str, step: str | None = None) -> list[Button]:
    """Every button that a person was ever shown, of one kind or of all."""
    shown = town.line.phones[line_id(name)].buttons
    return [button for button in shown if step is None or f"step={step}&" in f"{button.data}&"]


def press(town: Town, name: str, button: Button, times: int) -> None:
    """An impatient finger: all the taps arrive before any is answered."""
    taps: list[Json] = [town.tap(name, button.data) for _ in range(times)]
    town.arrive(*taps)


# --- what officers do -----------------------------------------------------------------------------------------


def officer_does(town: Town, name: str, move: str, case_place: int, part_place: int, said: dict[str, str]) -> None:
    """A move in the console; one that is refused changes nothing."""
    case_id, handoff_id = _about(town, case_place, part_place)
    if case_id is None:
        return
    form = MultiDict({"handoff": str(handoff_id or 0), **_said(town, case_id), **said})
    try:
        with town.work() as session:
            make(session, move, case_id, form, _officer(session, name), town.now)
    except (Refused, NotSaid):
        return
    if move in ("release", "withdraw"):
        _let_go(town, case_id)


def _about(town: Town, case_place: int, part_place: int) -> tuple[int | None, int | None]:
    with town.look() as session:
        cases = session.scalars(select(CaseRow.id).order_by(CaseRow.id.desc())).all()
        if not cases:
            return None, None
        case_id = cases[case_place % len(cases)]
        its = select(HandoffRow.id).where(HandoffRow.case_id == case_id).order_by(HandoffRow.id.desc())
        parts = session.scalars(its).all()
    return case_id, parts[part_place % len(parts)] if parts else None


def _said(town: Town, case_id: int) -> dict[str, str]:
    """What stands in a form before anything is filled in."""
    with town.look() as session:
        case = session.get_one(CaseRow, case_id)
        return {
            "needs": case.needs[0].need,
            "province": case.province,
            "product": case.product or "",
            "name": case.contact_name or "",
            "phone": case.contact_phone or "",
            "why": "ตามที่คุยกันทางโทรศัพท์",
            "words": "จดไว้",
        }


def _officer(session: Session, name: str) -> Officer:
    return officer_of(session, session.scalars(select(StaffRow).where(StaffRow.name == name)).one())


def _let_go(town: Town, case_id: int) -> None:
    """An officer who gives a case out of hand, or takes a part back, knows what is left undone."""
    with town.look() as session:
        case = session.get_one(CaseRow, case_id)
        kept = {need for part in case.handoffs if part.status in (*LIVE, "done") for need in part.needs}
        town.trail.let_go[case_id] = frozenset(row.need for row in case.needs) - kept


def organisation_id(town: Town, code: str) -> str:
    with town.look() as session:
        return str(session.scalar(select(OrganisationRow.id).where(OrganisationRow.code == code)))


def officer_talks(town: Town, name: str, to: str, deed: str) -> None:
    """Take a chat over, write in it, give it back to the bot."""
    with town.work() as session:
        person = session.scalar(select(PersonRow).where(PersonRow.line_user_id == line_id(to)))
        officer = session.scalars(select(StaffRow).where(StaffRow.name == name)).one()
        if person is None:
            return
        if deed == "take_over":
            chats.take_over(session, person, officer, town.now)
        elif deed == "write":
            chats.write(session, person, officer, "สวัสดีค่ะ", town.now)
        else:
            chats.give_back(session, person, town.now)


def new_phone_of_case(town: Town, case_place: int) -> str:
    """Another number for the owner of a case, as an officer hears it on the telephone."""
    case_id, _ = _about(town, case_place, 0)
    with town.look() as session:
        case = session.get(CaseRow, case_id) if case_id else None
        owner = session.get(PersonRow, case.person_id) if case is not None and case.person_id else None
    return new_phone(town, people.name_of(owner.line_user_id) if owner else "nobody")


def leave_or_join(town: Town, name: str, code: str) -> None:
    """An officer notes in the directory that someone has left; whoever had left comes back with a new code."""
    with town.work() as session:
        served = select(ProviderRow).join(PersonRow, PersonRow.id == ProviderRow.person_id)
        mine = served.where(PersonRow.line_user_id == line_id(name), ProviderRow.organisation.has(code=code))
        row = session.scalar(mine.where(ProviderRow.left_at.is_(None)))
        if row is not None:
            form = MultiDict({"provider": str(row.id)})
            by = _officer(session, "officer-1").actor
            CHANGES["leave"](Change(session, row.organisation, form, by, town.now))
            return
        joined = int(organisation_id(town, code))
        secret = len(town.sent_events).to_bytes(invites.SECRET_BYTES, "big")
        invite = invites.make_invite(session, organisation_id=joined, now=town.now, secret=secret)
    town.arrive(town.words(name, invite))
