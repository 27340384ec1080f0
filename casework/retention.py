"""What the notice promises: two years after a matter has ended, nothing of its owner is kept."""

from datetime import datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, exists, or_, select
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
    long_ago = {"before": now - KEPT}
    old = session.scalars(_LONG_GONE, long_ago).all()
    for person in old:
        forgetting.forget_grown_old(session, person, now)
    ended = [case for cases in _LONG_ENDED for case in session.scalars(cases, long_ago)]
    for case in ended:
        forgetting.forget_old_matter(session, case, now - KEPT, now)
    if max(len(old), len(ended)) < MOST:
        settings.set_state_of_service(session, LOOKED, {"at": now.isoformat()}, now)
    return len(old) + len(ended)


def has_looked() -> ColumnElement[bool]:
    """As a column: whether anybody has looked for old ones after the moment `looked_since`."""
    return exists().where(ServiceState.name == LOOKED, ServiceState.at > bindparam("looked_since"))


_HAS_LOOKED = select(has_looked())


_BEFORE: BindParameter[datetime] = bindparam("before")
_WAS_HERE = PersonRow.first_seen_at < _BEFORE, PersonRow.forgotten_at.is_(None)


def _long_gone() -> Select[PersonRow]:
    own_case = CaseRow.person_id == PersonRow.id
    newer_case = exists().where(own_case, or_(CaseRow.closed_at.is_(None), CaseRow.closed_at >= _BEFORE))
    spoke = ConversationRow.person_id == PersonRow.id
    newer_words = exists().where(spoke, ConversationRow.person_wrote_at >= _BEFORE)
    something = or_(exists().where(own_case), exists().where(spoke))
    gone = select(PersonRow).where(*_WAS_HERE, something, ~newer_case, ~newer_words)
    return gone.order_by(PersonRow.id).limit(MOST)


_LONG_GONE = _long_gone()


def _long_ended() -> tuple[Select[CaseRow], ...]:
    # By whoever was here by then, since cases have no index of their end.
    owned = CaseRow.person_id.in_(select(PersonRow.id).where(*_WAS_HERE))
    told = (CaseRow.text, CaseRow.product, CaseRow.contact_name, CaseRow.contact_phone, CaseRow.satisfaction_word)
    says_something = or_(*(fact.is_not(None) for fact in told))
    ownerless = and_(CaseRow.person_id.is_(None), says_something)
    return tuple(
        select(CaseRow).where(which, CaseRow.closed_at < _BEFORE).limit(MOST) for which in (owned, ownerless)
    )


_LONG_ENDED = _long_ended()
