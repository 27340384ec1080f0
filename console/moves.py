"""What an officer can do to a case: one entry per move, each through casework's own function for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from casework import closing, correcting, forgetting, holding, offers, service, withdrawing
from casework.telling import tell
from console.forms import NotSaid, chosen, facts_said, needs_said, number_said, words_said
from console.officers import Officer
from intake.saying import Say
from network.cases import (
    HANDOFF_MOVES,
    HOLDING,
    LIVE,
    CaseStatus,
    HandoffStatus,
    Refused,
    Resolution,
    Who,
    refuse_closed,
)
from storage import cases, directory
from storage.tables import CaseRow, HandoffRow, NoteRow, OrganisationRow, OutcomeRow, PersonRow, ProviderRow

Form = MultiDict[str, str]

ABOUT_SERVICE = frozenset({"no_contact", "nobody_called", "ask_provider_by_telephone", "progress_silent"})
"""Reasons for which staff hold a case that news of the service answers."""

OUTCOMES = ("sales", "cost_saved", "loan", "investment", "jobs")
SAID_BY = ("owner", "provider")


@dataclass(frozen=True)
class Doing:
    """All that a move is made from: the locked case (and handoff), what the officer filled in, and when."""

    session: Session
    case: CaseRow
    handoff: HandoffRow | None
    form: Form
    officer: Officer
    now: datetime

    @property
    def part(self) -> HandoffRow:
        """The handoff of a move that has one."""
        if self.handoff is None:
            raise Refused("move", self.case.status)
        return self.handoff


Move = Callable[[Doing], None]


# --- finding who helps --------------------------------------------------------------------------------------


def _offer(doing: Doing) -> None:
    refuse_closed(CaseStatus(doing.case.status), "offer")
    organisation = doing.session.get(OrganisationRow, number_said(doing.form, "organisation"))
    if organisation is None or not organisation.active:
        raise NotSaid("organisation")
    parts = cases.handoffs_of(doing.session, doing.case.id)
    if any(part.organisation_id == organisation.id and part.status in LIVE for part in parts):
        raise Refused("offer", doing.case.status)
    holding.release(doing.session, doing.case, doing.officer.actor, doing.now)
    wanted = needs_said(doing.form)
    offers.offer_to(doing.session, doing.case, organisation, wanted, doing.officer.actor, doing.now)


def _offer_next(doing: Doing) -> None:
    refuse_closed(CaseStatus(doing.case.status), "offer_next")
    holding.release(doing.session, doing.case, doing.officer.actor, doing.now)
    offers.offer_next(doing.session, doing.case, doing.now)


def _accept(doing: Doing) -> None:
    chosen_id = doing.form.get("provider", type=int)
    serving = {row.id: row for row in directory.providers_of(doing.session, doing.part.organisation_id)}
    provider: ProviderRow | None = serving.get(chosen_id) if chosen_id else None
    offers.accept(doing.session, doing.part, doing.officer.actor, provider, doing.now)


def _decline(doing: Doing) -> None:
    why = words_said(doing.form, "why")
    offers.decline(doing.session, doing.part, doing.officer.actor, doing.now, why)


def _withdraw_part(doing: Doing) -> None:
    why = words_said(doing.form, "why")
    withdrawing.withdraw_one(doing.session, doing.part, doing.officer.actor, doing.now, why)
    doing.case.staff_acted_at = doing.now


# --- the service --------------------------------------------------------------------------------------------


def _acted(doing: Doing) -> None:
    """News of the service is what a silent case was held for; whoever holds it for another reason keeps it."""
    if doing.case.held_why in ABOUT_SERVICE:
        holding.release(doing.session, doing.case, doing.officer.actor, doing.now)
    doing.case.staff_acted_at = doing.now


def _contact(doing: Doing) -> None:
    service.contact(doing.session, doing.part, doing.officer.actor, doing.now)
    _acted(doing)


def _no_contact(doing: Doing) -> None:
    service.report_no_contact(doing.session, doing.part, doing.now)
    doing.case.staff_acted_at = doing.now


def _progress(doing: Doing) -> None:
    service.report_progress(doing.session, doing.part, doing.officer.actor, doing.now)
    _acted(doing)


def _finish(doing: Doing) -> None:
    _acted(doing)
    service.finish(doing.session, doing.part, doing.officer.actor, doing.now)


def _give_up(doing: Doing) -> None:
    why = words_said(doing.form, "why")
    _acted(doing)
    service.give_up(doing.session, doing.part, doing.officer.actor, doing.now, why)


# --- the case itself ----------------------------------------------------------------------------------------


def _take(doing: Doing) -> None:
    refuse_closed(CaseStatus(doing.case.status), "take")
    holding.take(doing.session, doing.case, "by_staff", doing.now)
    doing.case.staff_id, doing.case.staff_acted_at = doing.officer.id, doing.now


def _release(doing: Doing) -> None:
    if not doing.case.held_by_staff:
        raise Refused("release", doing.case.status)
    holding.release(doing.session, doing.case, doing.officer.actor, doing.now)


def _close(doing: Doing) -> None:
    resolution = Resolution(chosen(doing.form, "resolution", tuple(Resolution)))
    why = words_said(doing.form, "why", needed=False) or None
    if resolution is Resolution.WITHDRAWN:
        closing.withdraw(doing.session, doing.case, doing.officer.actor, doing.now)
    else:
        closing.close(doing.session, doing.case, resolution, doing.officer.actor, doing.now, why)


def _reopen(doing: Doing) -> None:
    closing.reopen(doing.session, doing.case, doing.officer.actor, doing.now)


def _correct(doing: Doing) -> None:
    right = facts_said(doing.form)
    if not doing.officer.sees(right.province):
        raise NotSaid("province")
    if not correcting.correct(doing.session, doing.case, right, doing.officer.actor, doing.now):
        raise NotSaid("nothing_changed")


def _rate(doing: Doing) -> None:
    score = int(chosen(doing.form, "score", ("1", "2", "3", "4", "5")))
    closing.rate(doing.session, doing.case, score, doing.now)
    doing.case.satisfaction_word = words_said(doing.form, "words", needed=False) or None


def _outcome(doing: Doing) -> None:
    baht = number_said(doing.form, "baht")
    row = OutcomeRow(
        case_id=doing.case.id,
        kind=chosen(doing.form, "kind", OUTCOMES),
        baht_low=baht,
        baht_high=baht,
        said_by=chosen(doing.form, "said_by", SAID_BY),
        words=words_said(doing.form, "words", needed=False) or None,
        at=doing.now,
    )
    closing.report_outcome(doing.session, doing.case, row, doing.now)


def _note(doing: Doing) -> None:
    text = words_said(doing.form, "words")
    doing.session.add(NoteRow(case_id=doing.case.id, staff_id=doing.officer.id, text=text, at=doing.now))
    doing.case.staff_acted_at = doing.now


def _erase(doing: Doing) -> None:
    """The owner asked for it at the counter or on the telephone. What another region looks after stays theirs."""
    owner = doing.session.get(PersonRow, doing.case.person_id) if doing.case.person_id else None
    every: Sequence[CaseRow] = cases.cases_of_person(doing.session, owner.id) if owner else ()
    if owner is None or not all(doing.officer.sees(case.province) for case in every):
        raise Refused("erase", doing.case.status)
    forgetting.forget_person(doing.session, owner, doing.now)
    tell(doing.session, owner, (Say("erase.done"),), doing.now)


@dataclass(frozen=True)
class StaffMove:
    """One move of the console, of a case or of one `part` (handoff) of it.

    Those that tell nobody anything are done `at_once`; every other one is shown before it is made.
    """

    do: Move
    of_part: bool = False
    at_once: bool = False


MOVES: Mapping[str, StaffMove] = {
    "offer": StaffMove(_offer),
    "offer_next": StaffMove(_offer_next),
    "accept": StaffMove(_accept, of_part=True),
    "decline": StaffMove(_decline, of_part=True),
    "withdraw": StaffMove(_withdraw_part, of_part=True),
    "contact": StaffMove(_contact, of_part=True),
    "no_contact": StaffMove(_no_contact, of_part=True),
    "progress": StaffMove(_progress, of_part=True),
    "finish": StaffMove(_finish, of_part=True),
    "give_up": StaffMove(_give_up, of_part=True),
    "take": StaffMove(_take, at_once=True),
    "release": StaffMove(_release, at_once=True),
    "close": StaffMove(_close),
    "reopen": StaffMove(_reopen),
    "correct": StaffMove(_correct),
    "rate": StaffMove(_rate),
    "outcome": StaffMove(_outcome),
    "note": StaffMove(_note, at_once=True),
    "erase": StaffMove(_erase),
}


def make(session: Session, name: str, case_id: int, form: Form, officer: Officer, now: datetime) -> CaseRow | None:
    """Make a move on the locked case; None when the officer does not see it or it has no such part.

    Raises `Refused` when the move is not allowed now, `NotSaid` when something was not filled in.
    """
    move = MOVES[name]
    case = cases.locked_case(session, case_id)
    if case is None or not officer.sees(case.province):
        return None
    handoff = cases.locked_handoff(session, form.get("handoff", 0, type=int)) if move.of_part else None
    if move.of_part and (handoff is None or handoff.case_id != case.id):
        return None
    move.do(Doing(session, case, handoff, form, officer, now))
    return case


def moves_of_part(status: str) -> list[str]:
    """What an officer may do about a handoff in this state, by the table of moves."""
    state = HandoffStatus(status)
    by_table = [
        name
        for name in ("accept", "decline", "contact", "finish", "give_up", "withdraw")
        if state in HANDOFF_MOVES[name].sources and Who.STAFF in HANDOFF_MOVES[name].by
    ]
    return by_table if state not in HOLDING else ["progress", "no_contact", *by_table]
