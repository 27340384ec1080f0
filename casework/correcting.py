"""Putting right what was understood or told wrong; whoever got the case for the wrong reason gives it back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from casework import closing, history, holding, offers, teams
from casework.cards import contact_card
from casework.history import Actor
from casework.telling import tell_owner, tell_provider, whom_to_call
from casework.withdrawing import ELSEWHERE, have_finished_ones_deleted, who_deletes, withdraw_all
from intake.saying import Say
from intents.lessons import as_lesson
from network.cases import HOLDING, CaseStatus, HandoffStatus, Who, refuse_closed
from network.needs import Need
from storage import cases
from storage.tables import BusinessRow, CaseNeedRow, CaseRow, CorrectionRow, HandoffRow

WRONG_PLACE = frozenset({"nobody", "nobody_asked", "asked_enough", "nobody_has_it"})
"""Reasons for which staff hold a case that a new search answers."""


@dataclass(frozen=True)
class Facts:
    """What a case says of its matter and of its owner's contact; `needs` in the order of the programme's list."""

    needs: tuple[Need, ...]
    province: str
    product: str | None = None
    name: str | None = None
    phone: str | None = None

    @classmethod
    def of(cls, case: CaseRow) -> "Facts":
        named = {row.need for row in case.needs}
        return cls(
            needs=tuple(need for need in Need if need in named),
            province=case.province,
            product=case.product,
            name=case.contact_name,
            phone=case.contact_phone,
        )


Changes = dict[str, tuple[Any, Any]]


def changes_of(before: Facts, after: Facts) -> Changes:
    """What differs, by name: before and after."""
    names = ("needs", "province", "product", "name", "phone")
    both = {name: (getattr(before, name), getattr(after, name)) for name in names}
    return {name: (old, new) for name, (old, new) in both.items() if old != new}


def correct(session: Session, case: CaseRow, right: Facts, by: Actor, now: datetime) -> Changes:
    """Set a case right and write down old and new; what changed. The case must be locked.

    Another province makes every living handoff void, another need those that were only about what is not needed:
    who knew the contact is told to delete it, and the search begins anew. Another contact, or that less is needed,
    goes to those who work on the case. Raises `Refused` for a closed case.
    """
    refuse_closed(CaseStatus(case.status), "correct")
    before = Facts.of(case)
    changes = changes_of(before, right)
    if not changes:
        return changes
    since = cases.moves_of(session, case.id)[-1].id
    history.note(session, case, "correct", case.status, by, now, _as_text(changes))
    moved = bool(changes.keys() & {"needs", "province"})
    if moved:
        _learn(session, case, before, right, by, now)
        _take_back(session, case, right, by, now)
    narrowed = _narrow(case, right)
    _write(session, case, right)
    if by.who is Who.OWNER:
        tell_owner(session, case, _set_right(session, case, since), now=now)
    serving = cases.handoffs_of(case) if changes.keys() - {"needs", "province"} else narrowed
    tell_those_who_serve(session, case, serving, now)
    if moved:
        _offer_anew(session, case, by, now)
    return changes


def _set_right(session: Session, case: CaseRow, since: int) -> Say:
    """What their owner hears of it; nobody is said to have been told what an officer has yet to tell them."""
    key = {None: "change.done", "told": "change.done_and_told", "by_staff": "change.done_by_staff"}
    return Say(key[who_deletes(session, case.id, since)], {"number": case.number})


def _as_text(changes: Changes) -> str:
    return json.dumps(changes, ensure_ascii=False)


def read_changes(why: str | None) -> Changes:
    """What a move of the name `correct` changed; empty when its words were erased."""
    read = json.loads(why) if why else {}
    return {name: (old, new) for name, (old, new) in read.items()}


def _learn(session: Session, case: CaseRow, before: Facts, right: Facts, by: Actor, now: datetime) -> None:
    """The reader learns from what officers put right, and from words that lead to nobody."""
    if by.who is not Who.STAFF or by.id is None or not case.masked_text:
        return
    session.add(
        CorrectionRow(
            person_id=case.person_id,
            case_id=case.id,
            masked_text=as_lesson(case.masked_text, filter(None, (before.name, right.name))),
            understood=[*before.needs, before.province],
            meant=[*right.needs, right.province],
            staff_id=by.id,
            at=now,
        )
    )


def _take_back(session: Session, case: CaseRow, right: Facts, by: Actor, now: datetime) -> None:
    """Void what was made for something else; whether what is done of that was of use, only the owner can say."""
    void = _void(case, right)
    withdraw_all(session, void, by, now, "corrected")
    have_finished_ones_deleted(session, void, ELSEWHERE.to_holder, now)
    if by.who is Who.OWNER and any(part.status == HandoffStatus.DONE for part in void):
        holding.hold(session, case, "corrected_when_done", now)


def _void(case: CaseRow, right: Facts) -> list[HandoffRow]:
    """Handoffs that were made for another place, or for something that is not needed.

    Whoever has begun to serve several needs goes on with those that are; an offer of several is made anew.
    """
    needed = set(right.needs)
    return [
        handoff
        for handoff in cases.handoffs_of(case)
        if case.province != right.province
        or needed.isdisjoint(handoff.needs)
        or (handoff.status == HandoffStatus.OFFERED and not needed.issuperset(handoff.needs))
    ]


def _narrow(case: CaseRow, right: Facts) -> list[HandoffRow]:
    """Parts that go on with fewer needs than before."""
    serving = (part for part in cases.handoffs_of(case) if part.status in HOLDING)
    narrowed = [part for part in serving if not set(right.needs).issuperset(part.needs)]
    for part in narrowed:
        part.needs = [need for need in part.needs if need in right.needs]
    return narrowed


def _write(session: Session, case: CaseRow, right: Facts) -> None:
    kept = {row.need: row for row in case.needs}
    case.needs = [kept.get(need) or CaseNeedRow(need=need) for need in right.needs]
    case.province, case.product = right.province, right.product
    case.contact_name, case.contact_phone = right.name, right.phone
    business = session.get(BusinessRow, case.business_id) if case.business_id is not None else None
    if business is not None:
        business.province, business.product = right.province, right.product
    session.flush()


def _offer_anew(session: Session, case: CaseRow, by: Actor, now: datetime) -> None:
    history.note(session, case, cases.SEARCH_ANEW, case.status, by, now)
    closing.expect_no_more(session, case, "done", now)
    history.follow_handoffs(case)
    holding.settle(session, case, WRONG_PLACE, by, now)
    offers.settle_call(session, case, by, now)
    teams.keep_a_lead(session, case, now)
    offers.offer_next(session, case, now)
    teams.name_a_lead(session, case, now)


def tell_those_who_serve(session: Session, case: CaseRow, parts: Sequence[HandoffRow], now: datetime) -> None:
    """Whoever works on one of these parts hears what is right now, and is to delete what they had."""
    for handoff in parts:
        if handoff.status in HOLDING:
            # What was given before is wrong now, and may be someone else's.
            told = Say("corrected.provider", {"number": case.number})
            if not tell_provider(session, handoff, told, contact_card(session, handoff), now=now):
                holding.hold(session, case, "call_with_change", now, **whom_to_call(handoff.organisation))
