"""What was said and what is still owed. One outgoing row is one call to LINE of 1 to 5 messages."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    and_,
    bindparam,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session

from network.deadlines import SOON
from storage.database import is_among, new_id, note_grown, straight
from storage.tables import CaseRow, FollowUpRow, HandoffRow, MessageRow, PersonRow
from storage.types import opened

OWED = "owed"
EVENT = "event"
"""In `session.info`: the incoming event whose turn it is."""
FETCH = {"synchronize_session": "fetch"}
"""What this session has just come to owe must know, too, that it is not owed any more."""
UNSEEN = {"synchronize_session": False}
"""What nobody can have loaded needs no telling."""

OUT: ColumnElement[str] = literal_column("'out'")
IN: ColumnElement[str] = literal_column("'in'")
FAILED: ColumnElement[str] = literal_column("'failed'")
MERGED: ColumnElement[str] = literal_column("'merged'")
"""To compare with, as part of the statement: some indexes hold only what goes out or has failed. SQLite would plan a
statement anew each time that such a value is given beside it, which takes ten times as long as to look.
"""

MOST_PARTS = 5
"""LINE takes at most five messages a call."""


def keep_heard(
    session: Session,
    person: PersonRow,
    text: str | None,
    line_message_id: str | None,
    now: datetime,
    parts: Sequence[dict[str, Any]] | None = None,
) -> None:
    """A person's own words for the transcript, or, in `parts`, what else they did."""
    heard = {"person_id": person.id, "at": now, "ended_at": now, "text": text, "line_message_id": line_message_id}
    straight(session, _HEARD, {**heard, "parts": parts, "direction": "in", "by": "person"})


_HEARD = insert(MessageRow)


def owe(  # noqa: PLR0913 - what is owed, to whom, about what, and when
    session: Session,
    person: PersonRow,
    parts: Sequence[dict[str, Any]],
    now: datetime,
    *,
    by: str = "bot",
    not_before: datetime | None = None,
    case_id: int | None = None,
    handoff_id: int | None = None,
    follow_up_id: int | None = None,
    reply_token: str | None = None,
    reply_token_at: datetime | None = None,
) -> MessageRow | None:
    """Owe a person one call's worth of messages; nothing is owed to who blocked the account or has no LINE.

    The row has its id after the next flush. `reply_token` is one that LINE gave us at `reply_token_at`.
    """
    if person.line_user_id is None or person.blocked_at is not None or not parts:
        return None
    row = MessageRow(
        person_id=person.id,
        direction="out",
        by=by,
        at=now,
        parts=list(parts[:MOST_PARTS]),
        retry_key=new_id(session),
        not_before=not_before or now,
        case_id=case_id,
        handoff_id=handoff_id,
        follow_up_id=follow_up_id,
        reply_token=reply_token,
        reply_token_at=reply_token_at if reply_token else None,
        event_id=session.info.get(EVENT),
        tries=0,
        maybe_twice=False,
    )
    session.add(row)
    note_grown(session, person.line_user_id)
    session.info.setdefault(OWED, []).append(row)
    return row


def parts_of(row: MessageRow) -> list[dict[str, Any]]:
    """What a row says, each part with what it is about, so that it can be taken out of a call that says more."""
    return [{"case": row.case_id, "handoff": row.handoff_id, **part} for part in row.parts or []]


def begin_turn(session: Session, event_id: str) -> None:
    """What is owed from here on goes back to this event, and is what was owed just now."""
    session.info[EVENT], session.info[OWED] = event_id, []


def owed_just_now(session: Session, person_id: int) -> Sequence[MessageRow]:
    """What this very turn came to owe a person, and has not taken back since."""
    rows = (row for row in session.info.get(OWED, ()) if row.person_id == person_id)
    return [row for row in rows if row in session and row.ended_at is None]


def is_owed() -> tuple[ColumnElement[bool], ...]:
    """What picks out messages that have not ended yet."""
    return MessageRow.direction == OUT, MessageRow.ended_at.is_(None)


def is_due() -> tuple[ColumnElement[bool], ...]:
    """What picks out messages that may go at the moment `now`, a parameter, or are on their way."""
    return *is_owed(), or_(MessageRow.not_before <= bindparam("now"), _ON_ITS_WAY)


def due_rows(session: Session, person_id: int, now: datetime, *, locked: bool = False) -> Sequence[MessageRow]:
    """What a person is owed and may go now, and what was tried just now and is waited for: nothing overtakes it.

    A reply is free and can carry what was never tried. What waits for its hour holds nobody back, and what cannot be
    read any more has failed. `locked`: nobody cancels any of it until the transaction ends.
    """
    about = {"person_id": person_id, "now": now}
    due = _DUE_LOCKED if locked else _DUE
    try:
        return session.scalars(due, about).all()
    except InvalidToken:
        _give_up_unreadable(session, person_id, now)
        return session.scalars(due, about).all()


def _give_up_unreadable(session: Session, person_id: int, now: datetime) -> None:
    """One such row must not silence its person for ever; staff see that it failed."""
    owed = select(MessageRow.id, *(type_coerce(column, LargeBinary) for column in _SEALED))
    for row_id, *sealed in session.execute(owed.where(*is_owed(), MessageRow.person_id == person_id)).all():
        if all(_can_be_read(one) for one in sealed):
            continue
        gone = update(MessageRow).where(MessageRow.id == row_id).values(dict.fromkeys(_SEALED))
        session.execute(gone.values(ended_at=now, outcome="failed", failure=UNREADABLE), execution_options=UNSEEN)


_SEALED = (MessageRow.text, MessageRow.parts, MessageRow.rendered, MessageRow.reply_token)


def _can_be_read(sealed: bytes | None) -> bool:
    try:
        return sealed is None or bool(opened(sealed))
    except InvalidToken:
        return False


HOLDS_BACK_FOR = 5
"""Tries, about a minute in all. What LINE does not take for so long may be overtaken by what comes after."""

_ON_ITS_WAY = and_(MessageRow.tried_at.is_not(None), MessageRow.tries < HOLDS_BACK_FOR)
_DUE = select(MessageRow).where(*is_due(), MessageRow.person_id == bindparam("person_id")).order_by(MessageRow.id)
_DUE_LOCKED = _DUE.with_for_update()


def chats_with_due(
    session: Session, now: datetime, most: int, *, replies_since: datetime | None = None
) -> Sequence[str]:
    """LINE users to whom something is due, who waits longest first; with `replies_since` only answers to what they
    wrote since then.
    """
    asked = _CHATS_WITH_DUE if replies_since is None else _CHATS_WITH_DUE_REPLIES
    about = {"now": now, "since": replies_since, "most": most}
    return [chat for chat in session.scalars(asked, about) if chat]


_CHATS_WITH_DUE = (
    select(PersonRow.line_user_id)
    .join(MessageRow, MessageRow.person_id == PersonRow.id)
    .where(*is_owed(), MessageRow.not_before <= bindparam("now"), PersonRow.line_user_id.is_not(None))
    .group_by(PersonRow.line_user_id)
    .order_by(func.min(MessageRow.id))
    .limit(bindparam("most"))
)
_CHATS_WITH_DUE_REPLIES = _CHATS_WITH_DUE.where(MessageRow.reply_token_at >= bindparam("since"))

LEAP = timedelta(minutes=1)
"""By as much the clocks of two machines never differ: what is further ahead of now is from before it was set back."""


def let_go_what_is_ahead(session: Session, now: datetime) -> None:
    """After the clock was set back: what could have gone at once, or was tried already, does not wait until the clock
    comes there again. What waits for an hour of the day goes on waiting for it.
    """
    ahead = session.scalars(_AHEAD, {"now": now, "leap": now + LEAP}).all()
    if ahead:
        let_go = update(MessageRow).where(MessageRow.id.in_(ahead)).values(not_before=now)
        session.execute(let_go, execution_options=FETCH)


def _is_ahead() -> tuple[ColumnElement[bool], ...]:
    was_ready = and_(MessageRow.at > bindparam("leap"), MessageRow.not_before <= MessageRow.at)
    return (
        *is_owed(),
        MessageRow.not_before > bindparam("now"),
        or_(was_ready, MessageRow.tried_at > bindparam("leap")),
    )


_AHEAD = select(MessageRow.id).where(*_is_ahead())


def is_any_ahead() -> ColumnElement[bool]:
    """As a column: whether anything waits for a moment, `leap` or later, at which the clock was before."""
    return exists().where(*_is_ahead())


def is_any_due() -> ColumnElement[bool]:
    """As a column: whether anything may go out at the moment `now`."""
    return exists().where(*is_owed(), MessageRow.not_before <= bindparam("now"))


EARLIEST_OWED = select(func.min(MessageRow.not_before)).where(*is_owed())
"""The moment at which the next waiting row may go out."""


def number_owed(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(MessageRow).where(*is_owed())) or 0


def end(row: MessageRow, outcome: str, now: datetime, failure: str | None = None) -> None:
    """Done with this row: `sent`, `failed`, `cancelled` or `merged` into another."""
    row.ended_at = now
    row.outcome = outcome
    row.failure = failure[:200] if failure else None
    row.reply_token = None


def end_sent(session: Session, row_ids: Sequence[int], now: datetime) -> frozenset[int]:
    """Rows that tell of nothing else were sent; without those that have ended otherwise meanwhile."""
    return frozenset(straight(session, _END_SENT, {"row_ids": row_ids, "now": now}).scalars())


_END_SENT = (
    update(MessageRow)
    .where(MessageRow.id.in_(bindparam("row_ids", expanding=True)), MessageRow.ended_at.is_(None))
    .values(ended_at=bindparam("now"), outcome="sent", failure=None, reply_token=None)
    .returning(MessageRow.id)
)


def still_owed(session: Session, row_ids: Sequence[int]) -> frozenset[int]:
    """Those of the rows that have not ended."""
    waiting = select(MessageRow.id).where(MessageRow.id.in_(row_ids), MessageRow.ended_at.is_(None))
    return frozenset(session.scalars(waiting))


NO_WORDS = "no_words"
"""Why a row failed: a fault of ours, it could not be put into words."""

UNREADABLE = "unreadable"
"""Why a row failed: none of our keys opens what stands in it."""

NOT_KNOWN = "not_known"
"""Why a row failed: for too long nobody knew whether LINE had taken it."""

MOST_SHOWN = 100


def failed_since(session: Session, since: datetime) -> Sequence[MessageRow]:
    """Messages that did not go out for good, newest first."""
    failed = select(MessageRow).where(MessageRow.outcome == FAILED, MessageRow.ended_at > since)
    return session.scalars(failed.order_by(MessageRow.ended_at.desc(), MessageRow.id.desc()).limit(MOST_SHOWN)).all()


def may_go_again(session: Session, row: MessageRow) -> bool:
    """Whether a failed row still says something to somebody who can be reached."""
    person = session.get_one(PersonRow, row.person_id)
    return bool(row.outcome == "failed" and row.parts and person.line_user_id and person.blocked_at is None)


def try_again(session: Session, row: MessageRow, now: datetime) -> bool:
    """Owe a failed row once more, put into words anew; False when it has not failed, or cannot go.

    The caller has locked it. LINE takes a key once for one body, so it gets a new one, and what LINE may have taken
    before counts as maybe arriving twice.
    """
    if not may_go_again(session, row):
        return False
    row.maybe_twice = row.maybe_twice or row.failure == NOT_KNOWN
    row.outcome = row.failure = row.ended_at = row.rendered = None
    row.tried_at = row.tried_by = row.first_push_at = None
    row.tries, row.not_before, row.retry_key = 0, now, new_id(session)
    person = session.get_one(PersonRow, row.person_id)
    note_grown(session, str(person.line_user_id))
    return True


def note_told(session: Session, row: MessageRow, now: datetime) -> None:
    """The other side has now been told: deadlines count from here."""
    if row.handoff_id is not None:
        # Looking once more is how the new deadline gets computed.
        session.execute(_TOLD_NOW, {"handoff": row.handoff_id, "now": now, "soon": now + SOON})
    if row.follow_up_id is not None:
        session.execute(_ASKED_NOW, {"follow_up": row.follow_up_id, "now": now})
        session.execute(_LOOKED_AT_NOW, {"case": row.case_id, "now": now})


_TOLD_NOW = (
    update(HandoffRow)
    .where(HandoffRow.id == bindparam("handoff"), HandoffRow.told_at.is_(None), HandoffRow.status == "offered")
    .values(told_at=bindparam("now"), next_look_at=bindparam("soon"))
)
_ASKED_NOW = update(FollowUpRow).where(FollowUpRow.id == bindparam("follow_up")).values(at=bindparam("now"))
_LOOKED_AT_NOW = update(CaseRow).where(CaseRow.id == bindparam("case")).values(next_look_at=bindparam("now"))


def people_told(session: Session, handoff_id: int) -> frozenset[int]:
    """Who has been told anything about a handoff, by a push or along with an answer."""
    return frozenset(session.scalars(_TOLD, {"handoff_id": handoff_id}))


_TOLD = select(MessageRow.person_id).where(
    MessageRow.handoff_id == bindparam("handoff_id"), is_among(MessageRow.outcome, ("sent", "merged"))
)


def cancel_owed(
    session: Session,
    now: datetime,
    *,
    handoff_id: int | None = None,
    case_id: int | None = None,
) -> None:
    """Cancel what is owed about something withdrawn, before it goes out."""
    about = {MessageRow.handoff_id: handoff_id, MessageRow.case_id: case_id}
    narrowed = [column == value for column, value in about.items() if value is not None]
    if not narrowed:
        raise ValueError("cancel what?")
    _cancel(session, now, narrowed)
    carried = {"case": case_id, "handoff": handoff_id}
    for reply, kept in _replies_about(session, narrowed, carried, is_owed()):
        end(reply, "cancelled", now)
        said = [part for row in owed_just_now(session, reply.person_id) for part in row.parts or []]
        _owe_rest(session, reply, _each_once(kept, said), now)
    for reply, kept in _replies_about(session, narrowed, carried, (MessageRow.outcome == FAILED,)):
        # Nobody who tries it again sends this.
        if kept:
            reply.parts = kept
        else:
            reply.outcome = "cancelled"


def cancel_owed_saying(
    session: Session, case_id: int, but_to: int | None, is_said: Callable[[dict[str, Any]], bool], now: datetime
) -> set[tuple[int, int]]:
    """Cancel what anybody but its owner is owed about a case, where it says this; who would have heard it, and about
    which handoff.
    """
    its, cancelled = MessageRow.case_id == case_id, set()
    replies = [reply for reply, _ in _replies_about(session, [its], {"case": case_id}, is_owed())]
    for row in dict.fromkeys([*session.scalars(select(MessageRow).where(*is_owed(), its)), *replies]):
        parts = parts_of(row)
        saying = [part for part in parts if part["case"] == case_id and is_said(part)]
        if row.person_id == but_to or not saying:
            continue
        end(row, "cancelled", now)
        if row.handoff_id is None:
            _owe_rest(session, row, [part for part in parts if part not in saying], now)
        cancelled |= {(row.person_id, part["handoff"]) for part in saying if part["handoff"] is not None}
    return cancelled


def cancel_asks(session: Session, now: datetime, *about: ColumnElement[bool]) -> None:
    """Cancel what time was to ask or remind of and has lost its reason: that of the follow-ups picked out."""
    _cancel(session, now, (MessageRow.follow_up_id.in_(select(FollowUpRow.id).where(*about)),))


def _cancel(session: Session, now: datetime, about: Sequence[ColumnElement[bool]]) -> None:
    cancelled = update(MessageRow).where(*is_owed(), *about)
    session.execute(cancelled.values(ended_at=now, outcome="cancelled", reply_token=None), execution_options=FETCH)
    # Nor is it tried again by anybody.
    failed = update(MessageRow).where(MessageRow.outcome == FAILED, *about)
    session.execute(failed.values(outcome="cancelled"), execution_options=FETCH)


def cancel_owed_to_owner(session: Session, person_id: int, own_cases: Collection[int], now: datetime) -> None:
    """Cancel what an owner is owed, and what failed of that. What they are told of others' cases, as one who serves
    or as an officer, goes out all the same.
    """
    not_sent = or_(and_(*is_owed()), MessageRow.outcome == FAILED)
    for row in session.scalars(select(MessageRow).where(MessageRow.person_id == person_id, not_sent)).all():
        kept = [part for part in parts_of(row) if _is_about_another(session, part, own_cases)]
        if kept and len(kept) == len(row.parts or []):
            continue
        if row.ended_at is None:
            _owe_rest(session, row, kept, now)
        end(row, "cancelled", row.ended_at or now)


def _is_about_another(session: Session, part: Mapping[str, Any], own_cases: Collection[int]) -> bool:
    """Whether this is said about a case of somebody else."""
    handoff = session.get(HandoffRow, part["handoff"]) if part["handoff"] is not None else None
    case_id = handoff.case_id if handoff is not None else part["case"]
    return case_id is not None and case_id not in own_cases


def _each_once(parts: Sequence[dict[str, Any]], said: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was not said before: two answers that waited together may have begun with the same words."""
    return [part for number, part in enumerate(parts) if part not in said and part not in parts[:number]]


def _owe_rest(session: Session, reply: MessageRow, kept: Sequence[dict[str, Any]], now: datetime) -> None:
    """What an answer says besides; it still answers what the person said, whoever makes this turn."""
    rest = owe(session, session.get_one(PersonRow, reply.person_id), kept, now, case_id=reply.case_id)
    if rest is not None:
        rest.event_id = reply.event_id
        # LINE may have taken the reply.
        rest.maybe_twice = reply.tries > 0


def _replies_about(
    session: Session,
    merged: Sequence[ColumnElement[bool]],
    about: Mapping[str, int | None],
    these: Sequence[ColumnElement[bool]],
) -> Iterator[tuple[MessageRow, list[dict[str, Any]]]]:
    """Replies that carry what was merged into them about this, each with what it says besides."""
    wanted = {name: which for name, which in about.items() if which is not None}
    people = select(MessageRow.person_id).where(MessageRow.outcome == MERGED, *merged)
    for reply in session.scalars(select(MessageRow).where(*these, MessageRow.person_id.in_(people))).all():
        kept = [part for part in reply.parts or [] if not wanted.items() <= part.items()]
        if wanted and len(kept) < len(reply.parts or []):
            yield reply, kept


def forget_about_case(session: Session, case_id: int) -> None:
    """Empty everything that has been said about a case, to whomever; what a call said besides stays."""
    ended = MessageRow.ended_at.is_not(None)
    its = MessageRow.case_id == case_id
    for reply, kept in _replies_about(session, [its], {"case": case_id}, [ended]):
        reply.parts, reply.rendered = kept, None
    session.execute(update(MessageRow).where(its, ended).values(text=None, parts=None, rendered=None))


MOST_OF_A_CHAT = 200


def transcript_of(session: Session, person_id: int) -> Sequence[MessageRow]:
    """The newest messages to and from a person, oldest first."""
    newest = select(MessageRow).where(*_is_said(person_id)).order_by(MessageRow.id.desc())
    return session.scalars(newest.limit(MOST_OF_A_CHAT)).all()[::-1]


def written_since(session: Session, person_id: int, row_id: int) -> Sequence[MessageRow]:
    """What officers wrote to a person after that message."""
    newer = MessageRow.person_id == person_id, MessageRow.id > row_id, MessageRow.by == "staff"
    return session.scalars(select(MessageRow).where(*newer)).all()


def number_said(session: Session, person_id: int) -> int:
    """How many messages to and from a person there are."""
    return session.scalar(select(func.count()).where(*_is_said(person_id))) or 0


def _is_said(person_id: int) -> tuple[ColumnElement[bool], ...]:
    """What stands in a transcript; one that went along with another stands in that."""
    return MessageRow.person_id == person_id, MessageRow.outcome.is_distinct_from("merged")


def words_of(session: Session, person_id: int, line_message_id: str) -> str | None:
    """What a person wrote in one message; None when it held no words, or they are forgotten."""
    told = MessageRow.person_id == person_id, MessageRow.line_message_id == line_message_id
    return session.scalar(select(MessageRow.text).where(*told).limit(1))


def words_answered_with(session: Session, person_id: int, key: str, since: datetime) -> str | None:
    """What a person wrote before what they have just written, if that was answered with this key."""
    said = transcript_of(session, person_id)
    heard = [place for place, row in enumerate(said) if row.direction == "in"]
    if len(heard) <= 1:
        return None
    before, just_now = heard[-2:]
    keys = {part["key"] for row in said[before:just_now] for part in row.parts or ()}
    return said[before].text if key in keys and said[before].at >= since else None


def forget_words(session: Session, person_id: int, *, line_message_ids: Sequence[str] | None = None) -> None:
    """Empty what a person wrote, all of it or only some messages, and what the bot has answered since: it may
    repeat their words. What did not go out to them about a case is still to be tried again.
    """
    heard = select(MessageRow.id).where(MessageRow.person_id == person_id, MessageRow.direction == IN)
    if line_message_ids is not None:
        heard = heard.where(MessageRow.line_message_id.in_(line_message_ids))
    ids = session.scalars(heard.order_by(MessageRow.id)).all()
    if not ids:
        return
    over = or_(MessageRow.outcome.is_distinct_from("failed"), MessageRow.case_id.is_(None))
    answered = and_(MessageRow.by == "bot", MessageRow.id > ids[0], MessageRow.ended_at.is_not(None), over)
    spoken = update(MessageRow).where(MessageRow.person_id == person_id, or_(MessageRow.id.in_(ids), answered))
    session.execute(spoken.values(text=None, parts=None, rendered=None))


def forget_said_before(session: Session, person_id: int, before: datetime) -> None:
    """Empty what was said to and by a person before then."""
    said = MessageRow.person_id == person_id, MessageRow.ended_at.is_not(None), MessageRow.at < before
    session.execute(update(MessageRow).where(*said).values(text=None, parts=None, rendered=None))
