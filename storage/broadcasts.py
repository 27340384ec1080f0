"""Announcements: whom they reach, and which of their batches are still to go out."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, bindparam, func, select, update
from sqlalchemy.orm import Session

from storage.database import straight
from storage.tables import BroadcastBatchRow, CaseNeedRow, CaseRow, ConsentRow, PersonRow


def _agreeing() -> Select[int]:
    """People whose newest statement about news is a yes."""
    newest = (
        select(func.max(ConsentRow.id)).where(ConsentRow.purpose == "news").group_by(ConsentRow.person_id)
    ).scalar_subquery()
    return select(ConsentRow.person_id).where(ConsentRow.id.in_(newest), ConsentRow.given)


def audience(provinces: Collection[str] | None, needs: Collection[str]) -> Select[int]:
    """Ids of the people an announcement goes to: reachable owners of cases there, about that, who agreed to news.

    `provinces` None means everywhere; no needs means any need.
    """
    matters = select(CaseRow.person_id).where(CaseRow.person_id.is_not(None))
    if provinces is not None:
        matters = matters.where(CaseRow.province.in_(provinces))
    if needs:
        matters = matters.where(CaseRow.id.in_(select(CaseNeedRow.case_id).where(CaseNeedRow.need.in_(needs))))
    reached = PersonRow.line_user_id.is_not(None), PersonRow.blocked_at.is_(None), PersonRow.forgotten_at.is_(None)
    return (
        select(PersonRow.id)
        .where(*reached, PersonRow.id.in_(_agreeing()), PersonRow.id.in_(matters))
        .order_by(PersonRow.id)
    )


def count_audience(session: Session, provinces: Collection[str] | None, needs: Collection[str]) -> int:
    return session.scalar(select(func.count()).select_from(audience(provinces, needs).subquery())) or 0


def still_agree(session: Session, person_ids: Collection[int]) -> Sequence[str]:
    """LINE ids of those recipients who still want news at the first try; later the same body has to go again."""
    reached = PersonRow.line_user_id.is_not(None), PersonRow.blocked_at.is_(None)
    asked = select(PersonRow.line_user_id).where(
        PersonRow.id.in_(person_ids), *reached, PersonRow.id.in_(_agreeing())
    )
    return [chat for chat in session.scalars(asked.order_by(PersonRow.id)) if chat]


def with_chats(session: Session, chats: Collection[str]) -> list[int]:
    """Ids of the people of these LINE ids."""
    return list(session.scalars(select(PersonRow.id).where(PersonRow.line_user_id.in_(chats)).order_by(PersonRow.id)))


def locked_untried(session: Session, broadcast_id: int) -> Sequence[BroadcastBatchRow]:
    """Batches of an announcement of which nothing can have gone out yet."""
    untried = select(BroadcastBatchRow).where(
        BroadcastBatchRow.broadcast_id == broadcast_id,
        BroadcastBatchRow.ended_at.is_(None),
        BroadcastBatchRow.tries == 0,
    )
    locked = untried.order_by(BroadcastBatchRow.id).with_for_update().execution_options(populate_existing=True)
    return session.scalars(locked).all()


def due_batches(session: Session, now: datetime, most: int) -> Sequence[int]:
    """Batches that may go out now, the oldest first."""
    return straight(session, _DUE_BATCHES, {"now": now, "most": most}).scalars().all()


_DUE_BATCHES = (
    select(BroadcastBatchRow.id)
    .where(BroadcastBatchRow.ended_at.is_(None), BroadcastBatchRow.not_before <= bindparam("now"))
    .order_by(BroadcastBatchRow.id)
    .limit(bindparam("most"))
)


def put_off_batches(session: Session, until: datetime) -> None:
    """Have no batch tried before then."""
    waiting = update(BroadcastBatchRow).where(
        BroadcastBatchRow.ended_at.is_(None), BroadcastBatchRow.not_before < until
    )
    session.execute(waiting.values(not_before=until))


def is_any_left(session: Session, broadcast_id: int) -> bool:
    """Whether batches of an announcement have not ended."""
    left = select(BroadcastBatchRow.id).where(
        BroadcastBatchRow.broadcast_id == broadcast_id, BroadcastBatchRow.ended_at.is_(None)
    )
    return session.scalar(left.limit(1)) is not None
