"""What the notice promises: two years after a matter has ended, nothing of its owner is kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from casework import forgetting
from storage import settings
from storage.tables import CaseRow, ConversationRow, PersonRow, ServiceState

KEPT = timedelta(days=730)
"""Named in `ask.consent`: a change here needs a new version of the notice."""

LOOKED = "looked_for_old"
EVERY = timedelta(days=1)
MOST = 200


def forget_old(session: Session, now: datetime) -> int:
    """Once a day forget whoever has had no open case and written nothing for two years; how many there were.

    So is every other case that ended so long ago: its owner has written since, has a newer one, or has no row.
    """
    if session.scalar(_HAS_LOOKED, {"looked_since": now - EVERY}):
        return 0
    old = _long_gone(session, now - KEPT)
    for person in old:
        forgetting.forget_grown_old(session, person, now)
    ended = _long_ended(session, now - KEPT)
    for case in ended:
        forgetting.forget_old_matter(session, case, now - KEPT, now)
    if max(len(old), len(ended)) < MOST:
        settings.set_state_of_service(session, LOOKED, {"at": now.isoformat()}, now)
    return len(old) + len(ended)


def has_looked() -> ColumnElement[bool]:
    """As a column: whether anybody has looked for old ones after the moment `looked_since`."""
    return exists().where(ServiceState.name == LOOKED, ServiceState.at > bindparam("looked_since"))


_HAS_LOOKED = select(has_looked())


def _long_gone(session: Session, before: datetime) -> Sequence[PersonRow]:
    own_case = CaseRow.person_id == PersonRow.id
    newer_case = exists().where(own_case, or_(CaseRow.closed_at.is_(None), CaseRow.closed_at >= before))
    spoke = ConversationRow.person_id == PersonRow.id
    newer_words = exists().where(spoke, ConversationRow.person_wrote_at >= before)
    something = or_(exists().where(own_case), exists().where(spoke))
    gone = select(PersonRow).where(
        PersonRow.first_seen_at < before, PersonRow.forgotten_at.is_(None), something, ~newer_case, ~newer_words
    )
    return session.scalars(gone.order_by(PersonRow.id).limit(MOST)).all()


def _long_ended(session: Session, before: datetime) -> Sequence[CaseRow]:
    # By whoever was here by then, since cases have no index of their end.
    known = select(PersonRow.id).where(PersonRow.first_seen_at < before, PersonRow.forgotten_at.is_(None))
    owned = select(CaseRow).where(CaseRow.person_id.in_(known))
    told = (CaseRow.text, CaseRow.product, CaseRow.contact_name, CaseRow.contact_phone, CaseRow.satisfaction_word)
    says_something = or_(*(fact.is_not(None) for fact in told))
    ownerless = select(CaseRow).where(CaseRow.person_id.is_(None), says_something)
    return [
        case
        for cases in (owned, ownerless)
        for case in session.scalars(cases.where(CaseRow.closed_at < before).limit(MOST))
    ]
