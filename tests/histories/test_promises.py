"""That a broken promise is noticed: each is broken once, on purpose, in a town where all of them hold."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from casework import history, holding
from casework.history import Actor
from casework.telling import tell
from intake.saying import Say
from network.cases import CaseStatus, HandoffStatus, Role, Who
from storage.tables import CaseRow, HandoffRow, OrganisationRow, PersonRow
from tests.histories import beginnings, deeds, promises
from tests.histories.people import line_id, phone
from tests.histories.standing import Standing
from tests.histories.town import Town

OWNERS_NUMBER = phone(1)
"""The one that the first owner gives."""

ASKED = "provider-2"
"""Who is asked in every beginning, and accepts."""


def look_at_everything(town: Town) -> None:
    """As after every step and at the end of every history."""
    with town.look() as session:
        stands = Standing.read(session)
        for promise in promises.EVERY_STEP:
            promise(stands, town.trail, town.now)
        promises.every_report_is_the_trail_counted(session, town.trail, town.now)


def forget_the_next_moment(town: Town) -> None:
    with town.work() as session:
        session.execute(update(CaseRow).values(next_look_at=None))
        session.execute(update(HandoffRow).values(next_look_at=None))


def leave_it_with_nobody(town: Town) -> None:
    with town.work() as session:
        session.execute(update(HandoffRow).values(status=HandoffStatus.EXPIRED))
        session.execute(update(CaseRow).values(held_by_staff=False, next_look_at=town.now))


def let_another_lead(town: Town) -> None:
    _let_another_hold_it(town, Role.LEAD, "province")


def let_another_do_the_same(town: Town) -> None:
    _let_another_hold_it(town, Role.MEMBER, "province")


def _let_another_hold_it(town: Town, role: Role, ring: str) -> None:
    with town.work() as session:
        first = session.scalars(select(HandoffRow)).one()
        other = session.scalars(select(OrganisationRow).where(OrganisationRow.code == "BRA")).one()
        more = HandoffRow(
            case=first.case,
            organisation=other,
            role=role,
            needs=first.needs,
            ring=ring,
            reason=first.reason,
            status=HandoffStatus.ACCEPTED,
            offered_at=town.now,
            next_look_at=town.now,
        )
        session.add(more)


def show_the_number(town: Town) -> None:
    """Allowed once they have accepted, and as long as the case is theirs."""
    town.line.push(line_id(ASKED), [{"type": "text", "text": f"โทร {OWNERS_NUMBER}"}], "a key of its own")


def show_the_number_to_a_stranger(town: Town) -> None:
    town.line.push(line_id("provider-5"), [{"type": "text", "text": f"โทร {OWNERS_NUMBER}"}], "a key of its own")


def take_it_back_and_show_the_number(town: Town) -> None:
    deeds.withdraw(town, "owner-1", 0)
    look_at_everything(town)
    show_the_number(town)


def tell_it_again(town: Town) -> None:
    """The same words about the same case, an hour later, though nothing has happened."""
    for _ in range(2):
        town.now += timedelta(hours=1)
        with town.work() as session:
            case = session.scalars(select(CaseRow)).one()
            owner = session.get_one(PersonRow, case.person_id)
            tell(session, owner, (Say("asked.by_staff", {"number": case.number}),), town.now, case_id=case.id)


def count_one_more_as_closed(town: Town) -> None:
    with town.work() as session:
        session.execute(update(CaseRow).values(status=CaseStatus.CLOSED, closed_at=town.now, resolution="resolved"))
        session.execute(update(HandoffRow).values(status=HandoffStatus.DONE))


def count_one_less(town: Town) -> None:
    with town.work() as session:
        session.execute(update(CaseRow).values(opened_at=town.now - timedelta(days=500)))


def leave_it_without_a_lead(town: Town) -> None:
    with town.work() as session:
        session.execute(update(HandoffRow).values(role=Role.MEMBER))


def take_it_back_without_a_word(town: Town) -> None:
    by_staff = Actor(Who.STAFF)
    with town.work() as session:
        part = session.scalars(select(HandoffRow)).one()
        history.move(session, part, "withdraw", by_staff, town.now)
        holding.keep(session, part.case, "nobody", town.now)


@pytest.mark.parametrize(
    ("how_far", "broken", "noticed"),
    [
        ("told", forget_the_next_moment, "never looked at again"),
        ("told", leave_it_with_nobody, "is nobody's"),
        ("accepted", let_another_lead, "has 2 leads"),
        ("accepted", leave_it_without_a_lead, "has 0 leads"),
        ("accepted", let_another_do_the_same, "packaging"),
        ("told", show_the_number, "was shown 0810000001"),
        ("accepted", show_the_number_to_a_stranger, "was shown 0810000001"),
        ("accepted", take_it_back_and_show_the_number, "was shown 0810000001"),
        ("told", tell_it_again, "was told twice"),
        ("accepted", take_it_back_without_a_word, "is not told to delete"),
        ("accepted", count_one_more_as_closed, "its trail says"),
        ("told", count_one_less, "the report says"),
    ],
)
def test_a_broken_promise_is_noticed(town: Town, how_far: str, broken: Callable[[Town], None], noticed: str) -> None:
    beginnings.play(town, how_far, with_phone=True)
    look_at_everything(town)
    broken(town)
    with pytest.raises(AssertionError, match=noticed):
        look_at_everything(town)


def test_who_has_accepted_may_see_the_number(town: Town) -> None:
    beginnings.play(town, "accepted", with_phone=True)
    show_the_number(town)
    look_at_everything(town)
