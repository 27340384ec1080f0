"""What the people of the town do, each by the way that they have in truth: LINE's events, or the console's moves."""

import re
from collections.abc import Sequence

from sqlalchemy import or_, select
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
from network.services import ServiceKind
from storage import invites, messages
from storage.tables import (
    CaseRow,
    ConversationRow,
    HandoffRow,
    MessageRow,
    OrganisationRow,
    PersonRow,
    ProviderRow,
    StaffRow,
)
from tests.histories import people, words
from tests.histories.line import Button
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
    with town.look() as session:
        person = session.scalar(select(PersonRow).where(PersonRow.line_user_id == line_id(name)))
    if person is None or person.forgotten_at is not None:
        numbers = {number for number, chat in town.trail.belongs_to.items() if chat == line_id(name)}
        town.trail.forgotten |= numbers


def withdraw(town: Town, name: str, place: int) -> None:
    """Take a case back; who has several says which."""
    town.arrive(town.tap(name, Tap("command", "cancel").data()))
    chosen = from_newest(buttons(town, name, "withdraw&value=which"), place)
    if chosen is not None:
        press(town, name, chosen)
    press(town, name, from_newest(buttons(town, name, "withdraw&value=yes"), 0))


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


def buttons(town: Town, name: str, step: str = "") -> list[Button]:
    """Every button that a person was ever shown, of one kind or of all."""
    return [one for one in town.line.shown if one.to == name and f"step={step}" in one.data]


def buttons_saying(town: Town, *says: str) -> list[Button]:
    """Every button that anybody was ever shown and that carries one of these, such as `step=offer&value=accept`."""
    return [one for one in town.line.shown if any(what in one.data for what in says)]


_NUMBER = re.compile(r"25\d\d-\d{6}")


def is_theirs(town: Town, name: str, button: Button) -> bool:
    """Whether a button is about a case of theirs, about a part of their organisation, or about nothing."""
    tap = Tap.read(button.data)
    if tap is None or tap.about is None:
        return True
    with town.look() as session:
        part, case = session.get(HandoffRow, tap.about), session.get(CaseRow, tap.about)
        owners = {its.person_id for its in (part.case if part else None, case) if its is not None}
        mine = _person_id(session, name)
        return mine in owners or (part is not None and part.organisation_id in _served(session, mine))


def own_numbers(town: Town, name: str) -> set[str]:
    """The numbers of all cases that a person may know of."""
    with town.look() as session:
        mine = _person_id(session, name)
        parts = select(HandoffRow.case_id).where(HandoffRow.organisation_id.in_(_served(session, mine)))
        known = select(CaseRow.number).where(or_(CaseRow.person_id == mine, CaseRow.id.in_(parts)))
        every = select(CaseRow.number) if name in people.OFFICERS else known
        return {number for number in session.scalars(every) if number}


def _person_id(session: Session, name: str) -> int | None:
    return session.scalar(select(PersonRow.id).where(PersonRow.line_user_id == line_id(name)))


def _served(session: Session, person_id: int | None) -> Sequence[int]:
    """The organisations for which someone serves or has served."""
    return session.scalars(select(ProviderRow.organisation_id).where(ProviderRow.person_id == person_id)).all()


def press_of_somebody_else(town: Town, name: str, button: Button | None) -> None:
    """A button that is none of theirs: nothing may come of it, and nothing may be learned from it."""
    if button is None or is_theirs(town, name, button):
        return
    moves = len(town.trail.moves)
    heard = len(town.line.heard[line_id(name)])
    press(town, name, button)
    assert len(town.trail.moves) == moves, f"{name} moved something with {button.data}"
    learned = _NUMBER.findall("".join(town.line.heard[line_id(name)][heard:]))
    assert set(learned) <= own_numbers(town, name), f"{name} learned of {learned} from {button.data}"


def press(town: Town, name: str, button: Button | None, times: int = 1) -> None:
    """An impatient finger: all the taps arrive before any is answered. Without a button nothing happens."""
    if button is not None:
        town.arrive(*[town.tap(name, button.data) for _ in range(times)])


# --- what officers do -----------------------------------------------------------------------------------------


def officer_does(town: Town, name: str, move: str, case_place: int, part_place: int = 0, **said: str) -> None:
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
    if move == "release":
        _let_go(town, case_id)


def try_again(town: Town) -> None:
    """Have everything go out once more that LINE has refused."""
    with town.work() as session:
        for row in session.scalars(select(MessageRow).where(MessageRow.outcome == "failed")).all():
            messages.try_again(session, row, town.now)
    town.settle()


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
    """An officer who gives a case out of hand knows what is left undone."""
    with town.look() as session:
        case = session.get_one(CaseRow, case_id)
        kept = {need for part in case.handoffs if part.status in (*LIVE, "done") for need in part.needs}
        town.trail.told_of.update(part.id for part in case.handoffs)
        town.trail.let_go[case_id] = frozenset(row.need for row in case.needs) - kept


def ask(town: Town, name: str, case_place: int, code: str, *, drawn_in: bool) -> None:
    """Give a part of a case to an organisation, or draw in what it has."""
    kind = {"kind": ServiceKind.EXPERT} if drawn_in else {}
    officer_does(town, name, "offer", case_place, 0, organisation=organisation_id(town, code), **kind)


def correct(town: Town, name: str, case_place: int, need: Need, place: str, *, other_number: bool) -> None:
    """Put right what a case is about, and perhaps how its owner is reached."""
    number = {"phone": new_phone_of_case(town, case_place)} if other_number else {}
    officer_does(town, name, "correct", case_place, 0, needs=need, province=place, **number)


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
        chat = owner.line_user_id if owner is not None else None
    return new_phone(town, people.name_of(chat) if chat else "nobody")


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
