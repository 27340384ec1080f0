"""Cases, their handoffs and their history: found, locked, listed; changed by casework alone."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Row, Select, bindparam, exists, func, or_, select, update
from sqlalchemy.orm import Session, lazyload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from network.cases import (
    ASK_OWNER,
    HOLDING,
    LIVE,
    NOT_TAKEN,
    OWNER_ANSWERED,
    QUESTION_LAPSED,
    HandoffStatus,
    Who,
)
from storage.database import is_among, straight
from storage.tables import (
    AttachmentRow,
    CaseRow,
    FollowUpRow,
    HandoffRow,
    MoveRow,
    NoteRow,
    OutcomeRow,
    ProviderRow,
)

SEARCH_ANEW = "search_anew"
"""The move after a correction from which the search for organisations begins once more."""

CHAT_GIVEN_BACK = "chat_given_back"
"""The note that an officer talked with the owner until now: the owner's silence is counted from here."""

TOLD_TO_DELETE = "told_to_delete"
TO_BE_DELETED = "to_be_deleted"
SERVES_BESIDES = "serves_besides"
"""Whoever knew the owner's contact was told to delete it, or an officer is to tell them; or they need it still."""

ABOUT_DELETING = (TOLD_TO_DELETE, TO_BE_DELETED, SERVES_BESIDES)


def locked_case(session: Session, case_id: int) -> CaseRow | None:
    """The case with its handoffs, ours alone until the transaction ends, as they stand now and not as they were first
    read.
    """
    about = {"case_id": case_id}
    case = session.scalar(_LOCKED, about)
    if case is not None:
        handoffs = session.scalars(_HANDOFFS_NOW, about).all()
        set_committed_value(case, "handoffs", handoffs)
        for handoff in handoffs:
            # A session holds nothing that nobody has in hand, and would load the case once more.
            set_committed_value(handoff, "case", case)
    return case


_LOCKED = (
    select(CaseRow)
    .where(CaseRow.id == bindparam("case_id"))
    # For one case a query of its own, when it is asked for them, costs a third of what loads them for many.
    .options(lazyload(CaseRow.needs))
    .with_for_update(of=CaseRow)
    .execution_options(populate_existing=True)
)
_HANDOFFS_NOW = (
    select(HandoffRow)
    .where(HandoffRow.case_id == bindparam("case_id"))
    .options(lazyload(HandoffRow.organisation))
    .order_by(HandoffRow.id)
    .execution_options(populate_existing=True)
)


def locked_handoff(session: Session, handoff_id: int) -> HandoffRow | None:
    """The handoff with its case locked: owner, provider, clock and staff all touch both."""
    case_id = session.scalar(_CASE_OF_HANDOFF, {"handoff_id": handoff_id})
    case = locked_case(session, case_id) if case_id is not None else None
    return next((part for part in case.handoffs if part.id == handoff_id), None) if case is not None else None


_CASE_OF_HANDOFF = select(HandoffRow.case_id).where(HandoffRow.id == bindparam("handoff_id"))


def cases_of_person(session: Session, person_id: int) -> Sequence[CaseRow]:
    """Every case of an owner, newest first, with its handoffs."""
    own = select(CaseRow).where(CaseRow.person_id == person_id).options(selectinload(CaseRow.handoffs))
    return session.scalars(own.order_by(CaseRow.id.desc())).all()


def locked_cases_of_person(session: Session, person_id: int) -> Sequence[CaseRow]:
    """The same, each ours alone until the transaction ends; taken in the order of their ids, so that two who take
    several never wait for each other.
    """
    own = select(CaseRow.id).where(CaseRow.person_id == person_id).order_by(CaseRow.id)
    found = [locked_case(session, case_id) for case_id in session.scalars(own).all()]
    return [case for case in reversed(found) if case is not None]


def locked_newest_open_case(session: Session, person_id: int) -> CaseRow | None:
    """The newest case of an owner that goes on, ours alone until the transaction ends."""
    is_open = CaseRow.person_id == person_id, CaseRow.closed_at.is_(None)
    newest = session.scalar(select(CaseRow.id).where(*is_open).order_by(CaseRow.id.desc()).limit(1))
    case = locked_case(session, newest) if newest is not None else None
    return case if case is not None and case.closed_at is None else None


def handoffs_of(case: CaseRow) -> Sequence[HandoffRow]:
    """Those that a case has at this moment: whoever goes through them may make more."""
    return tuple(case.handoffs)


def live_handoffs_of_person(session: Session, person_id: int) -> Sequence[HandoffRow]:
    """What a provider is offered or works on now, for every organisation that they serve."""
    return session.scalars(_LIVE_OF_PERSON, {"person_id": person_id}).all()


def _live_of_person() -> Select[HandoffRow]:
    own = ProviderRow.person_id == bindparam("person_id")
    serves = select(ProviderRow.organisation_id).where(own, ProviderRow.left_at.is_(None))
    live = select(HandoffRow).where(
        HandoffRow.organisation_id.in_(serves),
        is_among(HandoffRow.status, LIVE),
        or_(HandoffRow.provider_id.is_(None), HandoffRow.provider_id.in_(select(ProviderRow.id).where(own))),
    )
    return live.order_by(HandoffRow.id)


_LIVE_OF_PERSON = _live_of_person()


def has_work(session: Session, person_id: int) -> bool:
    """Whether a provider is offered or works on anything now."""
    return bool(straight(session, _HAS_WORK, {"person_id": person_id}).scalar())


_HAS_WORK = select(_live_of_person().exists())


DONE_LATELY = timedelta(days=30)


def parts_done_by(session: Session, person_id: int, since: datetime | None = None) -> Sequence[HandoffRow]:
    """What a provider has finished, ever or since then, for every organisation that they serve."""
    done = _DONE_BY_PERSON if since is None else _DONE_BY_PERSON.where(HandoffRow.ended_at >= since)
    return session.scalars(done, {"person_id": person_id}).all()


_DONE_BY_PERSON = (
    select(HandoffRow)
    .join(ProviderRow, ProviderRow.id == HandoffRow.provider_id)
    .where(
        ProviderRow.person_id == bindparam("person_id"),
        ProviderRow.left_at.is_(None),
        HandoffRow.status == HandoffStatus.DONE,
    )
    .order_by(HandoffRow.id)
)


def has_one_done_lately(session: Session, person_id: int, now: datetime) -> bool:
    """Whether a provider has finished their part of one case of late, and of no other."""
    return len({part.case_id for part in parts_done_by(session, person_id, now - DONE_LATELY)}) == 1


def handoffs_taken_by(session: Session, provider_id: int) -> Sequence[int]:
    """What one provider has accepted and works on, in the order in which cases are locked."""
    taken = select(HandoffRow.id).where(HandoffRow.provider_id == provider_id, HandoffRow.status.in_(HOLDING))
    return session.scalars(taken.order_by(HandoffRow.case_id)).all()


def offers_to(session: Session, organisation_id: int) -> Sequence[int]:
    """What an organisation is offered and has not answered, in the order in which cases are locked."""
    offered = select(HandoffRow.id).where(
        HandoffRow.organisation_id == organisation_id, HandoffRow.status == HandoffStatus.OFFERED
    )
    return session.scalars(offered.order_by(HandoffRow.case_id)).all()


def live_parts_of(session: Session, organisation_id: int) -> Sequence[HandoffRow]:
    """What an organisation is offered or works on now, with the cases."""
    live = select(HandoffRow).where(HandoffRow.organisation_id == organisation_id, HandoffRow.status.in_(LIVE))
    return session.scalars(live.options(selectinload(HandoffRow.case)).order_by(HandoffRow.id)).all()


def open_needs(case: CaseRow, handoffs: Collection[HandoffRow]) -> frozenset[str]:
    """Needs of a case that no living or finished part covers; a resource that was drawn in serves those of others."""
    parts = (part for part in handoffs if part.kind is None and part.status not in NOT_TAKEN)
    return frozenset(row.need for row in case.needs).difference(*(part.needs for part in parts))


def provider_for(session: Session, handoff: HandoffRow, person_id: int) -> ProviderRow | None:
    """The row under which this person serves the organisation of a handoff, unless a colleague has taken it."""
    row = session.scalar(_SERVING, {"person_id": person_id, "organisation_id": handoff.organisation_id})
    if row is None or handoff.provider_id not in (None, row.id):
        return None
    return row


_SERVING = select(ProviderRow).where(
    ProviderRow.person_id == bindparam("person_id"),
    ProviderRow.organisation_id == bindparam("organisation_id"),
    ProviderRow.left_at.is_(None),
)


def handoffs_since_correction(session: Session, case: CaseRow) -> Sequence[HandoffRow]:
    """Its handoffs, without those that ended before the case was last corrected: they were about something else."""
    begun = last_case_move(session, case.id, SEARCH_ANEW)
    handoffs = handoffs_of(case)
    if begun is None:
        return handoffs
    later = select(MoveRow.handoff_id).where(MoveRow.case_id == case.id, MoveRow.id > begun.id)
    made = set(session.scalars(later.where(MoveRow.name == "offer")))
    return [row for row in handoffs if row.id in made or row.status not in NOT_TAKEN]


def moves_of(session: Session, case_id: int) -> Sequence[MoveRow]:
    """The whole history of a case, oldest first."""
    return session.scalars(_MOVES, {"case_id": case_id}).all()


_MOVES = select(MoveRow).where(MoveRow.case_id == bindparam("case_id")).order_by(MoveRow.id)


def holding_moves(session: Session, case_ids: Collection[int]) -> Sequence[MoveRow]:
    """How these cases came into staff's hands and out of them, oldest first."""
    moves = select(MoveRow).where(MoveRow.case_id.in_(case_ids), MoveRow.name.in_(("hold_for_staff", "release")))
    return session.scalars(moves.order_by(MoveRow.id)).all()


def done_by_provider(session: Session, person_id: int) -> Sequence[Row[MoveRow, HandoffRow]]:
    """Whatever a person did or said as a provider, each beside the handoff that it is about."""
    return session.execute(_DONE_BY_PROVIDER, {"person_id": person_id}).all()


_DONE_BY_PROVIDER = (
    select(MoveRow, HandoffRow)
    .join(HandoffRow, MoveRow.handoff_id == HandoffRow.id)
    .join(ProviderRow, HandoffRow.organisation_id == ProviderRow.organisation_id)
    .where(
        ProviderRow.person_id == bindparam("person_id"), MoveRow.by == Who.PROVIDER, MoveRow.by_id == ProviderRow.id
    )
)


def last_move(session: Session, handoff_id: int, name: str) -> MoveRow | None:
    return session.scalar(_LAST_MOVE, {"handoff_id": handoff_id, "name": name})


_LAST_MOVE = (
    select(MoveRow)
    .where(MoveRow.handoff_id == bindparam("handoff_id"), MoveRow.name == bindparam("name"))
    .order_by(MoveRow.id.desc())
    .limit(1)
)


def open_question(session: Session, handoff_id: int) -> MoveRow | None:
    """The question to the owner about this offer that waits for an answer."""
    last = session.scalar(_LAST_OF_QUESTION, {"handoff_id": handoff_id})
    return last if last is not None and last.name == ASK_OWNER else None


_LAST_OF_QUESTION = (
    select(MoveRow)
    .where(
        MoveRow.handoff_id == bindparam("handoff_id"),
        is_among(MoveRow.name, (ASK_OWNER, OWNER_ANSWERED, QUESTION_LAPSED)),
    )
    .order_by(MoveRow.id.desc())
    .limit(1)
)


def question_waits(session: Session, move_id: int) -> bool:
    """Whether the organisation that asked this still has something to decide, and no answer."""
    row = session.get(MoveRow, move_id)
    if row is None or row.handoff_id is None:
        return False
    handoff, waiting = session.get(HandoffRow, row.handoff_id), open_question(session, row.handoff_id)
    return handoff is not None and handoff.status in LIVE and waiting is not None and waiting.id == row.id


def number_asked(session: Session, handoff_id: int) -> int:
    """How often the organisation has asked the owner something about this offer."""
    return session.scalar(_NUMBER_ASKED, {"handoff_id": handoff_id}) or 0


_NUMBER_ASKED = select(func.count()).where(MoveRow.handoff_id == bindparam("handoff_id"), MoveRow.name == ASK_OWNER)


def last_case_move(session: Session, case_id: int, name: str) -> MoveRow | None:
    return session.scalar(_LAST_CASE_MOVE, {"case_id": case_id, "name": name})


_LAST_CASE_MOVE = (
    select(MoveRow)
    .where(
        MoveRow.case_id == bindparam("case_id"),
        MoveRow.handoff_id.is_(None),
        MoveRow.name == bindparam("name"),
    )
    .order_by(MoveRow.id.desc())
    .limit(1)
)


def follow_ups_of(session: Session, case_id: int) -> Sequence[FollowUpRow]:
    return session.scalars(select(FollowUpRow).where(FollowUpRow.case_id == case_id).order_by(FollowUpRow.id)).all()


def outcomes_of(session: Session, case_id: int) -> Sequence[OutcomeRow]:
    return session.scalars(select(OutcomeRow).where(OutcomeRow.case_id == case_id).order_by(OutcomeRow.id)).all()


def notes_of(session: Session, case_id: int) -> Sequence[NoteRow]:
    return session.scalars(select(NoteRow).where(NoteRow.case_id == case_id).order_by(NoteRow.id)).all()


def parts_asked_about_contact(session: Session, person_id: int) -> Sequence[HandoffRow]:
    """Parts of an owner's cases of which it was asked whether anyone has called, as long as they have not said so."""
    asked = exists().where(FollowUpRow.handoff_id == HandoffRow.id, FollowUpRow.rule == "anyone_called")
    own = select(HandoffRow).join(CaseRow, CaseRow.id == HandoffRow.case_id).where(CaseRow.person_id == person_id)
    waits = own.where(is_among(HandoffRow.status, HOLDING), HandoffRow.confirmed_at.is_(None), asked)
    return session.scalars(waits.order_by(HandoffRow.case_id, HandoffRow.id)).all()


def loose_files(session: Session, person_id: int) -> Sequence[AttachmentRow]:
    """What a person sent that belongs to no case yet."""
    loose = AttachmentRow.person_id == person_id, AttachmentRow.case_id.is_(None)
    return session.scalars(select(AttachmentRow).where(*loose)).all()


def last_file_at(session: Session, case_id: int) -> datetime | None:
    """When the newest picture or file of a case was sent."""
    return session.scalar(select(func.max(AttachmentRow.at)).where(AttachmentRow.case_id == case_id))


def attachments_of(session: Session, case_id: int) -> Sequence[AttachmentRow]:
    """Files that belong to a case and have arrived."""
    arrived = select(AttachmentRow).where(AttachmentRow.case_id == case_id, AttachmentRow.content.is_not(None))
    return session.scalars(arrived.order_by(AttachmentRow.id)).all()


MOST_DUE = 500
"""A look of the clock takes so many; the rest is due at the next."""


def due_case_ids(session: Session, now: datetime) -> Sequence[int]:
    """Cases that some rule wants looked at by now: their own moment, or that of a handoff of theirs."""
    return straight(session, _DUE, {"now": now}).scalars().all()


def _due() -> Select[int]:
    """Picked out first and put in order then: SQLite would walk through every case there is to have them in order."""
    own = select(CaseRow.id.label("id")).where(CaseRow.next_look_at <= bindparam("now"))
    parts = select(HandoffRow.case_id.label("id")).where(HandoffRow.next_look_at <= bindparam("now"))
    waiting = own.union_all(parts).subquery()
    return select(waiting.c.id).distinct().order_by(waiting.c.id).limit(MOST_DUE)


_DUE = _due()


def put_off_look(session: Session, case_id: int, until: datetime) -> None:
    """Have nothing of a case looked at before then."""
    session.execute(update(CaseRow).where(CaseRow.id == case_id).values(next_look_at=until))
    due = HandoffRow.case_id == case_id, HandoffRow.next_look_at < until
    session.execute(update(HandoffRow).where(*due).values(next_look_at=until))


EARLIEST_LOOKS = tuple(
    # That some are empty has to be said: the index holds the others alone.
    select(func.min(row.next_look_at)).where(row.next_look_at.is_not(None))
    for row in (CaseRow, HandoffRow)
)
"""The earliest moments at which a rule about a case, or about a part of one, can be due."""


def statuses_of(handoffs: Collection[HandoffRow]) -> list[HandoffStatus]:
    return [HandoffStatus(handoff.status) for handoff in handoffs]
