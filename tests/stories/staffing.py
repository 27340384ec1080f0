"""What staff of a story prepared and did."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import agency, chats, closing, correcting, holding, leaving, offers, opening, questions, service
from casework.history import Actor
from network.cases import LIVE, Resolution, Who
from network.matching import Wanted, match
from network.needs import Need
from network.provinces import PROVINCES
from network.services import ServiceKind
from storage import candidates, cases, directory, invites, people, staff
from storage.tables import CaseRow, HandoffRow, MoveRow, OrganisationRow, OutcomeRow, PersonRow, StaffRow
from tests.stories.people import act
from tests.stories.stage import Stage

# --- before the story begins --------------------------------------------------------------------------------


def given(what: str, on: Stage) -> None:
    """Who has joined with an invite code before the story begins."""
    names, _, rest = what.partition(" for ")
    if names.startswith("officer"):
        _officer(names, rest, on)
        return
    need, _, place = rest.partition(" in ")
    asked: list[int] = []
    for group in names.split(","):
        organisation = _next_organisation(need, _province(place), asked, on)
        asked.append(organisation.id)
        for name in group.split("+"):
            _join(name.strip(), organisation, on)


def _join(name: str, organisation: OrganisationRow, on: Stage) -> None:
    with on.house.work() as session:
        now = on.house.clock()
        code = invites.make_invite(session, organisation_id=organisation.id, now=now, secret=next(on.secrets))
    if name == "code":
        on.codes.append(code)
    else:
        _hand_out(name, code, on)


def _hand_out(name: str, code: str, on: Stage) -> None:
    act(name, code, on)
    on.heard[name] = len(on.phone(name).chat)


def _next_organisation(need: str, province: str, asked: list[int], on: Stage) -> OrganisationRow:
    needs = frozenset(Need(code.strip()) for code in need.split("+"))
    with on.house.database.reading() as session:
        known = candidates.organisations_for_matching(session, on.house.clock(), needs)
        found = match(Wanted(needs, province, asked=frozenset(asked)), known, directory.centres(session))
        return session.get_one(OrganisationRow, found.offers[0].organisation_id)


def _officer(name: str, place: str, on: Stage) -> None:
    with on.house.work() as session:
        centre = directory.centre_for(session, _province(place)) if place else None
        officer = staff.add_staff(
            session,
            name=name,
            shown_name="คุณตัวอย่าง",
            password="a password of the tests",
            centre_id=centre.id if centre else None,
            now=on.house.clock(),
        )
        code = invites.make_invite(session, staff_id=officer.id, now=on.house.clock(), secret=next(on.secrets))
    _hand_out(name, code, on)


def _province(name: str) -> str:
    return next(code for code, place in PROVINCES.items() if place.name_th == name.strip())


# --- what they do -------------------------------------------------------------------------------------------


def do(what: str, on: Stage) -> None:
    """What an officer did in the console, by the very functions that the console calls."""
    name, _, rest = what.partition("=")
    with on.house.work() as session:
        officer = session.scalar(select(StaffRow).order_by(StaffRow.id.desc()).limit(1))
        actor = Actor(Who.STAFF, officer.id if officer else None)
        _DEEDS[name.strip()](session, actor, rest.strip(), on)


def _case(session: Session) -> CaseRow:
    newest = session.scalar(select(CaseRow.id).order_by(CaseRow.id.desc()).limit(1))
    found = cases.locked_case(session, newest or 0)
    assert found is not None, "there is no case"
    return found


def _handoff(session: Session) -> HandoffRow:
    """The newest part that lives, else the newest."""
    parts = cases.handoffs_of(_case(session))
    return ([part for part in parts if part.status in LIVE] or parts)[-1]


def _question(session: Session) -> MoveRow:
    asked = cases.open_question(session, _handoff(session).id)
    assert asked is not None, "nothing was asked"
    return asked


def _owner(session: Session, on: Stage) -> PersonRow:
    found = people.person_with_line_user(session, on.phone("owner").user_id)
    assert found is not None, "the owner is unknown"
    return found


def _me(session: Session, actor: Actor) -> StaffRow:
    return session.get_one(StaffRow, actor.id)


def _no_limit(session: Session, _actor: Actor, who: str, on: Stage) -> None:
    """The provider's organisation takes as many cases as come."""
    person = people.person_with_line_user(session, on.phone(who).user_id)
    assert person is not None, f"{who} is unknown"
    directory.provider_rows_of(session, person.id)[-1].organisation.capacity = None


def _leave(session: Session, actor: Actor, who: str, on: Stage) -> None:
    """A provider leaves their organisation; of several, the one that they joined last."""
    person = people.person_with_line_user(session, on.phone(who).user_id)
    assert person is not None, f"{who} is unknown"
    leaving.leave(session, directory.provider_rows_of(session, person.id)[-1], actor, on.clock())


def _make_code(session: Session, _actor: Actor, who: str, on: Stage) -> None:
    """An invite code for someone who is in LINE already."""
    person = people.person_with_line_user(session, on.phone(who).user_id)
    assert person is not None, f"{who} is unknown"
    provider = directory.provider_rows_of(session, person.id)[-1]
    code = invites.make_invite(session, provider_id=provider.id, now=on.clock(), secret=next(on.secrets))
    on.codes.append(code)


def _offer(session: Session, actor: Actor, what: str, on: Stage) -> None:
    """`credit to provider 2`, or as a resource `packaging to provider 2 as equipment`."""
    need, _, rest = what.partition(" to ")
    who, _, kind = rest.partition(" as ")
    person = people.person_with_line_user(session, on.phone(who).user_id)
    assert person is not None, f"{who} is unknown"
    organisation = directory.provider_rows_of(session, person.id)[-1].organisation
    needs = [Need(code.strip()) for code in need.split("+")]
    drawn = ServiceKind(kind) if kind else None
    offers.offer_to(session, _case(session), organisation, needs, actor, on.clock(), drawn)


def _result(session: Session, actor: Actor, what: str, on: Stage) -> None:
    """`sales 50000`, as the owner says on the telephone."""
    kind, _, baht = what.partition(" ")
    case = _case(session)
    amount = int(baht) if baht else None
    row = OutcomeRow(case_id=case.id, kind=kind, baht_low=amount, baht_high=amount, said_by="owner", at=on.clock())
    closing.report_outcome(session, case, row, actor, on.clock())


def _open(session: Session, actor: Actor, what: str, on: Stage) -> None:
    """For someone at the counter or on the telephone: `packaging in พัทลุง`."""
    need, _, place = what.partition(" in ")
    matter = opening.Matter(
        needs=[Need(code.strip()) for code in need.split("+")],
        province=_province(place),
        product="น้ำพริก",
        text="มาที่เคาน์เตอร์",
        name="คุณเคาน์เตอร์ ตัวอย่าง",
        phone="020000009",
        channel="counter",
    )
    opening.open_case(session, matter, None, actor, on.clock())


def _open_twenty(session: Session, actor: Actor, what: str, on: Stage) -> None:
    for _ in range(20):
        _open(session, actor, what, on)


def _correct(session: Session, actor: Actor, what: str, on: Stage) -> None:
    """`need packaging` or `province สงขลา`."""
    case = _case(session)
    facts = correcting.Facts.of(case)
    name, _, value = what.partition(" ")
    needs = (Need(value),) if name == "need" else facts.needs
    province = _province(value) if name == "province" else facts.province
    right = correcting.Facts(needs, province, facts.product, facts.name, facts.phone)
    correcting.correct(session, case, right, actor, on.clock())


def _set_deadline(session: Session, actor: Actor, what: str, on: Stage) -> None:
    """`offer_expires 2h`, as with `rismep rules set`."""
    name, _, value = what.partition(" ")
    agency.set_rule(session, name, value, actor.id, on.clock())


_DEEDS: dict[str, Callable[[Session, Actor, str, Stage], Any]] = {
    "accept for the organisation": lambda s, a, _, on: offers.accept(s, _handoff(s), a, None, on.clock()),
    "decline for the organisation": lambda s, a, why, on: offers.decline(s, _handoff(s), a, on.clock(), why or None),
    "answer the question": lambda s, a, words, on: questions.answer(s, _question(s), words, a, on.clock()),
    "contact made": lambda s, a, _, on: service.contact(s, _handoff(s), a, on.clock()),
    "progress": lambda s, a, _, on: service.report_progress(s, _handoff(s), a, on.clock()),
    "the owner says that they spoke": lambda s, a, _, on: service.contact(
        s, _handoff(s), a, on.clock(), word_of=Who.OWNER
    ),
    "the owner says that nobody called": lambda s, a, _, on: service.report_no_contact(s, _handoff(s), a, on.clock()),
    "the owner says it is done": lambda s, a, _, on: closing.say_whether_done(s, _case(s), True, a, on.clock()),
    "rate": lambda s, a, score, on: closing.rate(s, _case(s), int(score), a, on.clock()),
    "result": _result,
    "take back": lambda s, a, why, on: offers.take_back(s, _handoff(s), a, on.clock(), why or None),
    "give up": lambda s, a, why, on: service.give_up(s, _handoff(s), a, on.clock(), why or None),
    "finish": lambda s, a, _, on: service.finish(s, _handoff(s), a, on.clock()),
    "take": lambda s, a, _, on: holding.take(s, _case(s), offers.LOOKED_AFTER, a, on.clock()),
    "release": lambda s, a, _, on: offers.give_back(s, _case(s), a, on.clock()),
    "close": lambda s, a, how, on: closing.close(s, _case(s), Resolution(how), a, on.clock()),
    "reopen": lambda s, a, _, on: closing.reopen(s, _case(s), a, on.clock()),
    "open a case": _open,
    "open twenty cases": _open_twenty,
    "offer": _offer,
    "leave": _leave,
    "make a code for": _make_code,
    "set no limit": _no_limit,
    "correct": _correct,
    "set deadline": _set_deadline,
    "take over the chat": lambda s, a, _, on: chats.take_over(s, _owner(s, on), _me(s, a), on.clock()),
    "write": lambda s, a, words, on: chats.write(s, _owner(s, on), _me(s, a), words, on.clock()),
    "give the chat back": lambda s, _a, _w, on: chats.give_back(s, _owner(s, on), on.clock()),
}
