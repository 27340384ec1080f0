"""Moves of the case as a whole: in whose hands it is, what it says, how it ends, what came of it."""

from casework import closing, correcting, forgetting, holding, offers
from console.doing import Doing
from console.forms import NotSaid, chosen, facts_said, line_said, number_said, row_number, words_said
from intake.results import NOTHING, WITHOUT_BAHT
from network.cases import CaseStatus, Refused, Resolution, refuse_closed
from storage import cases
from storage.tables import OutcomeRow, PersonRow

OUTCOMES = ("sales", "cost_saved", "loan", "investment", "jobs", "none")
SAID_BY = ("owner", "provider")


def take(doing: Doing) -> None:
    refuse_closed(CaseStatus(doing.case.status), "take")
    if offers.LOOKED_AFTER in holding.reasons(doing.session, doing.case):
        # Another officer was faster.
        raise Refused("take", doing.case.status)
    holding.take(doing.session, doing.case, offers.LOOKED_AFTER, doing.officer.actor, doing.now)


def release(doing: Doing) -> None:
    if not doing.case.held_by_staff:
        raise Refused("release", doing.case.status)
    if not offers.give_back(doing.session, doing.case, doing.officer.actor, doing.now):
        raise NotSaid("nobody_left")


def close(doing: Doing) -> None:
    resolution = Resolution(chosen(doing.form, "resolution", tuple(Resolution)))
    why = words_said(doing.form, "why", needed=False) or None
    closing.close(doing.session, doing.case, resolution, doing.officer.actor, doing.now, why)


def reopen(doing: Doing) -> None:
    closing.reopen(doing.session, doing.case, doing.officer.actor, doing.now)


def correct(doing: Doing) -> None:
    right = facts_said(doing.form)
    if not doing.officer.sees(right.province):
        raise NotSaid("province")
    if not correcting.correct(doing.session, doing.case, right, doing.officer.actor, doing.now):
        raise NotSaid("nothing_changed")


def owner_done(doing: Doing) -> None:
    """The owner says on the telephone that it is done."""
    closing.say_whether_done(doing.session, doing.case, True, doing.officer.actor, doing.now)


def owner_not_done(doing: Doing) -> None:
    """The owner says on the telephone that it is not."""
    closing.say_whether_done(doing.session, doing.case, False, doing.officer.actor, doing.now)


def rate(doing: Doing) -> None:
    score = int(chosen(doing.form, "score", ("1", "2", "3", "4", "5")))
    closing.rate(doing.session, doing.case, score, doing.officer.actor, doing.now)
    closing.comment(doing.case, words_said(doing.form, "words", needed=False) or None)


def outcome(doing: Doing) -> None:
    kind = chosen(doing.form, "kind", OUTCOMES)
    baht = None if kind in WITHOUT_BAHT else number_said(doing.form, "baht")
    # How many were hired stays in the words: the report adds up baht alone.
    number = line_said(doing.form, "baht") if baht is None else None
    if number is not None and kind == NOTHING:
        raise NotSaid("nothing_with_baht")
    row = OutcomeRow(
        case_id=doing.case.id,
        kind=kind,
        baht_low=baht,
        baht_high=baht,
        said_by=chosen(doing.form, "said_by", SAID_BY),
        words="\n".join(filter(None, (number, words_said(doing.form, "words", needed=False)))) or None,
        at=doing.now,
    )
    closing.report_outcome(doing.session, doing.case, row, doing.officer.actor, doing.now)


def note(doing: Doing) -> None:
    text, seen = words_said(doing.form, "words"), doing.form.get("seen", 0, type=row_number)
    newer = [row for row in cases.notes_of(doing.session, doing.case.id) if row.id > seen]
    if any((row.staff_id, row.text) == (doing.officer.id, text) for row in newer):
        # The same form came twice.
        return
    holding.write_down(doing.session, doing.case, text, doing.officer.id, doing.now)


def erase(doing: Doing) -> None:
    """The owner asked for it at the counter or on the telephone. What another region looks after stays theirs."""
    if doing.case.person_id is None:
        forgetting.forget_ownerless(doing.session, doing.case, doing.now)
        return
    owner = doing.session.get_one(PersonRow, doing.case.person_id)
    if not all(doing.officer.sees(case.province) for case in cases.cases_of_person(doing.session, owner.id)):
        raise Refused("erase", doing.case.status)
    forgetting.forget_person(doing.session, owner, doing.now)
