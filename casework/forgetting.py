"""Real erasure: what identifies a person or stands in their words goes; what a report counts stays, without them."""

from collections.abc import Sequence, Set
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.orm import Session

from casework import closing, correcting, holding, offers, questions
from casework.answering import show_handoff
from casework.history import CLOCK, Actor
from casework.masking import masked
from casework.telling import tell
from casework.withdrawing import CANCELLED, ask_to_delete, have_finished_ones_deleted, who_deletes, withdraw_all
from intake.saying import Say
from intents.digits import plain_digits
from network.cases import LIVE, OWNER_ANSWERED, CaseStatus, HandoffStatus, Refused, Resolution, Who
from storage import cases, directory, incoming, messages, staff
from storage.tables import (
    AttachmentRow,
    BusinessRow,
    CaseRow,
    ConsentRow,
    ConversationRow,
    CorrectionRow,
    HandoffRow,
    IncomingRow,
    MessageRow,
    MoveRow,
    NoteRow,
    OutcomeRow,
    PersonRow,
    ProviderRow,
    StaffRow,
)

EVER = datetime(2000, 1, 1, tzinfo=UTC)
"""Before anyone was forgotten. SQLite finds "since then" in the index, "is not null" only by reading everyone."""


def forget_person(session: Session, person: PersonRow, now: datetime) -> None:
    """Erase an owner and tell them so, also whether an officer has yet to tell one of those who know their contact.

    Their open cases are withdrawn, and providers are told to delete what they were given.

    The row itself goes as soon as the last message to them is out (`forget_departed`); the row of someone who
    is also a provider or an officer stays.
    """
    left_to_staff = [_forget_case(session, case, now) for case in cases.locked_cases_of_person(session, person.id)]
    _erase(session, person, now)
    key = "erase.done_by_staff" if any(left_to_staff) else "erase.done"
    if directory.provider_rows_of(session, person.id):
        key = "erase.done_serving_by_staff" if any(left_to_staff) else "erase.done_serving"
    tell(session, person, (Say(key),), now)


def forget_ownerless(session: Session, case: CaseRow, now: datetime) -> None:
    """Erase what was written down about an owner of whom there is no row. Raises `Refused` when there is nothing."""
    if not case.holds_anything:
        raise Refused("erase", case.status)
    _forget_case(session, case, now)


def _forget_case(session: Session, case: CaseRow, now: datetime) -> bool:
    """True when an officer has to tell somebody to delete what they know of it."""
    since = cases.moves_of(session, case.id)[-1].id
    messages.cancel_owed(session, now, case_id=case.id)
    _ask_to_delete(session, case, now)
    _end(session, case, Actor(Who.OWNER, case.person_id), now)
    left_to_staff = who_deletes(session, case.id, since) == "by_staff"
    _empty(session, case)
    return left_to_staff


def forget_grown_old(session: Session, person: PersonRow, now: datetime) -> None:
    """Erase an owner whose time has run out: nobody asked for it, and providers do not hear that anybody did."""
    for case in cases.locked_cases_of_person(session, person.id):
        forget_case_grown_old(session, case, now)
    _erase(session, person, now)


def forget_old_matter(session: Session, case: CaseRow, before: datetime, now: datetime) -> None:
    """Erase a case that ended before then, with all that its owner said so long ago, and whose it was: they may be
    here still, with another one.
    """
    forget_case_grown_old(session, case, now)
    if case.person_id is not None:
        messages.forget_said_before(session, case.person_id, before)
    case.person_id = None


def forget_case_grown_old(session: Session, case: CaseRow, now: datetime) -> None:
    """Erase what a case says of its owner."""
    messages.cancel_owed(session, now, case_id=case.id)
    have_finished_ones_deleted(session, cases.handoffs_of(case), "grown_old.provider", now)
    holding.release(session, case, CLOCK, now)
    _empty(session, case)


def _erase(session: Session, person: PersonRow, now: datetime) -> None:
    own_cases = {case.id for case in cases.cases_of_person(session, person.id)}
    messages.cancel_owed_to_owner(session, person.id, own_cases, now)
    for table in (ConsentRow, AttachmentRow, CorrectionRow, BusinessRow):
        session.execute(delete(table).where(table.person_id == person.id))
    session.execute(update(CaseRow).where(CaseRow.person_id == person.id).values(person_id=None))
    _forget_dialog(session, person)
    person.display_name = None
    person.forgotten_at = now


def _ask_to_delete(session: Session, case: CaseRow, now: datetime) -> None:
    """Whoever has ended a part knows the owner, too; who still works on one is told as it is taken back.

    Who was told as theirs was taken back is told again: that may have waited for the morning, and is cancelled.
    """
    for handoff in cases.handoffs_of(case):
        if handoff.accepted_at is not None and handoff.status not in LIVE:
            ask_to_delete(session, handoff, "erased.provider", now)


def _end(session: Session, case: CaseRow, owner: Actor, now: datetime) -> None:
    if case.status != CaseStatus.CLOSED:
        closing.end(session, case, Resolution.WITHDRAWN, owner, now, "erased")
    else:
        withdraw_all(session, cases.handoffs_of(case), owner, now, words=CANCELLED)
    holding.release(session, case, owner, now)


def _empty(session: Session, case: CaseRow) -> None:
    """Leave of a case only what a report counts."""
    case.text = case.product = case.contact_name = case.contact_phone = case.satisfaction_word = None
    case.masked_text = ""
    case.told_in = case.next_look_at = None
    business, case.business_id = case.business_id, None
    session.flush()
    session.execute(delete(BusinessRow).where(BusinessRow.id == business))
    about = {"case_id": case.id}
    session.execute(delete(AttachmentRow).filter_by(**about))
    session.execute(delete(NoteRow).filter_by(**about))
    session.execute(delete(CorrectionRow).filter_by(**about))
    session.execute(update(MoveRow).filter_by(**about).values(why=None))
    session.execute(update(MoveRow).filter_by(case_id=case.id, by="owner").values(by_id=None))
    session.execute(update(OutcomeRow).filter_by(**about).values(words=None))
    session.execute(update(HandoffRow).filter_by(**about).values(decline_reason=None))
    # Sent cards hold the owner's contact: their text goes from the providers' transcripts, too.
    messages.forget_about_case(session, case.id)


def _forget_dialog(session: Session, person: PersonRow) -> None:
    # What did not go out to them about others' cases is still to be tried again.
    ended = MessageRow.ended_at.is_not(None), MessageRow.outcome.is_distinct_from("failed")
    said = MessageRow.person_id == person.id
    session.execute(delete(MessageRow).where(said, *ended), execution_options=messages.FETCH)
    session.execute(delete(ConversationRow).where(ConversationRow.person_id == person.id))
    _forget_stuck(session, person)
    waiting = IncomingRow.chat == person.line_user_id, IncomingRow.done_at.is_not(None)
    session.execute(update(IncomingRow).where(*waiting).values(payload=None, line_message_id=None, chat=""))


def forget_departed(session: Session) -> None:
    """Delete the rows of forgotten people to whom nothing is owed any more; whoever has come back meanwhile stays."""
    for person in _departed(session):
        if _is_here(session, person):
            person.forgotten_at = None
            continue
        for table in (MessageRow, ConversationRow, ConsentRow, AttachmentRow):
            session.execute(delete(table).where(table.person_id == person.id))
        for role in (ProviderRow, StaffRow):
            # Who has left is still named by what they did.
            session.execute(update(role).where(role.person_id == person.id).values(person_id=None))
        session.delete(person)


def _is_here(session: Session, person: PersonRow) -> bool:
    """Whether they serve, or have begun something new since they were forgotten."""
    if directory.provider_rows_of(session, person.id) or staff.staff_of_person(session, person.id):
        return True
    dialog = session.get(ConversationRow, person.id)
    talks = dialog is not None and (dialog.step or dialog.wants_person_since or dialog.paused_since)
    return bool(talks) or bool(cases.cases_of_person(session, person.id))


def _departed(session: Session) -> Sequence[PersonRow]:
    return session.scalars(_DEPARTED).all()


_HAS_DEPARTED = (
    PersonRow.forgotten_at >= EVER,
    PersonRow.id.not_in(select(MessageRow.person_id).where(*messages.is_owed())),
)
_DEPARTED = select(PersonRow).where(*_HAS_DEPARTED)


def is_any_departed() -> ColumnElement[bool]:
    """As a column: whether there is a forgotten person to whom nothing is owed any more."""
    return exists().where(*_HAS_DEPARTED)


def forget_message(session: Session, person: PersonRow, line_message_id: str, now: datetime) -> None:
    """An unsent message: gone from the transcript, with its file, and from the case that it told of."""
    words = messages.words_of(session, person.id, line_message_id)
    messages.forget_words(session, person.id, line_message_ids=[line_message_id])
    session.execute(delete(AttachmentRow).where(AttachmentRow.line_message_id == line_message_id))
    _forget_stuck(session, person, line_message_id)
    if not words:
        return
    _take_out_of_what_they_did(session, person, words)
    for case in cases.locked_cases_of_person(session, person.id):
        if line_message_id in (case.told_in or []):
            _take_out(session, case, words, now)
        _take_out_of_answers(session, case, words, now)


def _take_out_of_what_they_did(session: Session, person: PersonRow, words: str) -> None:
    """Forget what a provider told of a case, or gave as a reason, in an unsent message."""
    for move, handoff in cases.done_by_provider(session, person.id):
        if move.why == words:
            move.why = None
        if handoff.decline_reason == words:
            handoff.decline_reason = None


def _take_out(session: Session, case: CaseRow, words: str, now: datetime) -> None:
    """Forget of a case what stood in an unsent message, whoever has it; its need and place stay, or nobody could
    help.
    """
    lines, had = set(words.split("\n")), (case.text, case.product, case.contact_phone)
    said = {words, *lines, *map(masked, lines), case.text, case.masked_text}
    case.text = "\n".join(line for line in (case.text or "").split("\n") if line not in lines) or None
    case.masked_text = masked(case.text)
    session.execute(delete(CorrectionRow).filter_by(case_id=case.id))
    business = session.get(BusinessRow, case.business_id) if case.business_id is not None else None
    if case.product and case.product in words:
        said |= {case.product, masked(case.product)}
        case.product = None
        if business is not None:
            business.product = None
    if case.contact_phone and case.contact_phone in plain_digits(words):
        said.add(case.contact_phone)
        case.contact_phone = None
    _keep_back(session, case, {one for one in said if one}, now)
    if had != (case.text, case.product, case.contact_phone):
        correcting.tell_those_who_serve(session, case, cases.handoffs_of(case), now)


def _take_out_of_answers(session: Session, case: CaseRow, words: str, now: datetime) -> None:
    """Forget what an owner answered, or said of what was done and of what came of it, in an unsent message."""
    said = {words, masked(words).strip()[: questions.LONGEST]}
    answered = [move for move in cases.moves_of(session, case.id) if move.name == OWNER_ANSWERED and move.why in said]
    for move in answered:
        move.why = None
    if answered:
        _keep_back(session, case, said, now)
    if case.satisfaction_word == words:
        case.satisfaction_word = None
    for outcome in cases.outcomes_of(session, case.id):
        if outcome.words == words:
            outcome.words = None


def _keep_back(session: Session, case: CaseRow, said: Set[str], now: datetime) -> None:
    """What still waits to go out and says this stays here, and an offer goes out without it; what has gone out is
    emptied.
    """

    def says_it(part: Any) -> bool:
        if isinstance(part, str):
            return part in said or not said.isdisjoint(part.split("\n"))
        inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        return any(map(says_it, inside))

    kept_back = messages.cancel_owed_saying(session, case.id, case.person_id, says_it, now)
    messages.forget_about_case(session, case.id)
    for person_id, handoff_id in sorted(kept_back):
        person, handoff = session.get_one(PersonRow, person_id), session.get_one(HandoffRow, handoff_id)
        if handoff.status == HandoffStatus.OFFERED:
            if handoff.told_at is None:
                offers.offer_anew(session, handoff, person, now)
            else:
                show_handoff(session, person, handoff, now)


def forget_words(session: Session, person: PersonRow) -> None:
    """Without consent nothing that was written is kept."""
    messages.forget_words(session, person.id)
    _forget_stuck(session, person)
    loose = AttachmentRow.person_id == person.id, AttachmentRow.case_id.is_(None)
    session.execute(delete(AttachmentRow).where(*loose))


def _forget_stuck(session: Session, person: PersonRow, line_message_id: str | None = None) -> None:
    """What no turn could answer was kept for staff to try again."""
    if person.line_user_id is not None:
        incoming.forget_set_aside(session, person.line_user_id, line_message_id)
