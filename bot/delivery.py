"""Sending what is owed. One row is one call: claimed and committed before it, settled after it.

What an unknown outcome means is in docs/decisions: pushes arrive exactly once by their key, replies at least once.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from bot import outbox, rests, trail
from bot.bot import Bot
from bot.client import Outcome, Result
from storage import incoming as queue
from storage import messages, people, sending
from storage.sending import DOWN, QUOTA_USED, STOPPED, States
from storage.tables import MessageRow, PersonRow

log = logging.getLogger(__name__)

TOKEN_LIVES = timedelta(seconds=50)
"""LINE gives a reply token one minute and asks not to count on all of it."""

SKEW = timedelta(seconds=5)
"""So much the clocks of two machines may differ; with it a token is still younger than a minute."""

FIRST_TRY_WITHIN = timedelta(seconds=40)
"""An older token would not live to a second try, should what became of the first not be known."""

REPLY_TRIES = 4
"""What LINE fails at once is tried for the fourth time a quarter of a minute after the first. A push follows while
the row still holds back what comes after it (storage/messages.py, HOLDS_BACK_FOR).
"""


@dataclass(frozen=True)
class Claimed:
    """A call that may be made once its claim is committed.

    `is_plain`: that it is sent changes nothing but its row, since it tells of nothing that is waited for, and nothing
    was noted of how sending stands.
    """

    row_id: int
    event_id: str | None
    way: str
    to: str
    token: str
    token_at: datetime | None
    rendered: list[dict[str, Any]]
    retry_key: str
    tries: int
    is_plain: bool


def deliver_next(bot: Bot, chat: str) -> bool:
    """Send the next due message to one person; False when there is none, or sending rests."""
    claimed = _claim_next(bot, chat)
    return claimed is not None and send(bot, claimed)


def send(bot: Bot, claimed: Claimed) -> bool:
    """Make a call whose claim is committed, and note what became of it. False when no other should follow now."""
    result = _call(bot, claimed)
    _settle(bot, [(claimed, result)], answers=False)
    return result.outcome not in rests.NOT_TAKEN


def send_together(bot: Bot, claimed: Sequence[Claimed]) -> None:
    """Make calls to several people whose claims are committed, and note what became of them as soon as it is known:
    as long as it is not noted, a crash would leave it in doubt. What is in doubt anyway is noted last, since calls
    side by side do not fail in a row while LINE answers others of them.
    """
    failed: list[tuple[Claimed, Result]] = []
    answers = False
    for called in bot.each_as_it_comes(partial(_call, bot), claimed):
        answers = answers or any(result.outcome not in (Outcome.UNKNOWN, Outcome.HELD_BACK) for _, result in called)
        failed += [one for one in called if one[1].outcome is Outcome.UNKNOWN]
        _settle(bot, [one for one in called if one not in failed], answers=False)
    _settle(bot, failed, answers=answers)


def _call(bot: Bot, claimed: Claimed) -> Result:
    trail.follow(claimed.event_id)
    if claimed.way == "reply":
        return bot.client.reply(claimed.token, claimed.rendered)
    return bot.client.push(claimed.to, claimed.rendered, claimed.retry_key)


def _claim_next(bot: Bot, chat: str) -> Claimed | None:
    now = bot.clock()
    with bot.work() as session:
        person = people.person_with_line_user(session, chat)
        if person is None:
            return None
        known = sending.states(session)
        row = first_to_go(_in_their_hour(session, person, known, now), known, now)
        if row is None or row.not_before is None or row.not_before > now:
            return None
        return claim(session, bot, person, row, known, now, may_probe=True)


def first_to_go(rows: Sequence[MessageRow], known: States, now: datetime) -> MessageRow | None:
    """The oldest of what one person is owed. With the month's pushes used up a free reply does not stand behind what
    only a push can carry.
    """
    free = [row for row in rows if _way(row, known, now) == "reply"] if QUOTA_USED in known else []
    return next(iter(free or rows), None)


def is_reply_to_go(row: MessageRow, known: States, now: datetime) -> bool:
    """Whether a row may go at once, and by its token."""
    return row.not_before is not None and row.not_before <= now and _way(row, known, now) == "reply"


def claim(
    session: Session,
    bot: Bot,
    person: PersonRow,
    row: MessageRow,
    known: States,
    now: datetime,
    *,
    may_probe: bool = False,
) -> Claimed | None:
    """Choose the way of a row's call, by what is known of sending. Committed before the call: a crash then leaves an
    unknown outcome.

    None when sending rests or the row cannot go; while LINE is down, that of all but one who `may_probe`. The caller
    has the person to itself.
    """
    trail.follow(row.event_id)
    if sending.rests(known, STOPPED, now) or (DOWN in known and not may_probe):
        return None
    way = _way(row, known, now)
    if not _may_go(known, row, way, now):
        return None
    if row.rendered is None:
        row.rendered = _rendered(bot, row, person.language, now)
    if row.ended_at is not None or (DOWN in known and not sending.take_probe(session, now)):
        return None
    _note_try(row, way, now)
    session.flush()
    return Claimed(
        row.id,
        row.event_id,
        way,
        person.line_user_id or "",
        row.reply_token or "",
        row.reply_token_at,
        row.rendered,
        str(row.retry_key),
        row.tries,
        is_plain=not known and row.handoff_id is None and row.follow_up_id is None,
    )


def _rendered(bot: Bot, row: MessageRow, language: str, now: datetime) -> list[dict[str, Any]]:
    """The message in words; one that has none is a fault of ours, shown to staff and not tried for ever."""
    try:
        return outbox.render(row.parts or [], bot.writer(language))
    except Exception:
        log.exception("message without words message=%d", row.id)
        messages.end(row, "failed", now, messages.NO_WORDS)
        return []


def _way(row: MessageRow, known: States, now: datetime) -> str:
    """By reply while the token lives, some times; else by push. A token works once: trying it again doubles nothing,
    a push after it may. When the clock was set back since it came, its age is not known, and a dead one at a second
    try would pass for one that was used.
    """
    lives = TOKEN_LIVES if row.tries > 0 or QUOTA_USED in known else FIRST_TRY_WITHIN
    alive = row.reply_token and row.reply_token_at and -SKEW < now - row.reply_token_at < lives
    return "reply" if alive and row.tries < REPLY_TRIES and row.tried_by != "push" else "push"


def _may_go(known: States, row: MessageRow, way: str, now: datetime) -> bool:
    if way == "reply":
        return True
    if row.first_push_at is not None and now - row.first_push_at > rests.KEY_LIVES:
        messages.end(row, "failed", now, messages.NOT_KNOWN)
        return False
    return not sending.rests(known, QUOTA_USED, now)


IN_TIME = timedelta(minutes=1)
"""What was owed goes within so long, if nothing keeps it."""


def _in_their_hour(session: Session, person: PersonRow, known: States, now: datetime) -> list[MessageRow]:
    """What a person is owed and may go now, without what is put off to the morning."""
    due = messages.due_rows(session, person.id, now, locked=True)
    return [
        row for row in due if _way(row, known, now) == "reply" or not _waits_for_its_hour(session, person, row, now)
    ]


def _waits_for_its_hour(session: Session, person: PersonRow, row: MessageRow, now: datetime) -> bool:
    """What was kept beyond its hour, by LINE or for want of pushes, comes to nobody at night; an answer does."""
    is_late = row.tries > 0 or (row.not_before is not None and now - row.not_before > IN_TIME)
    if not is_late or row.by == "staff" or _answers(session, person, row):
        return False
    opening = rests.opening_to_wait_for(session, row.first_push_at, now)
    if opening is not None:
        # It is not on its way any more, so it holds nobody back.
        row.not_before, row.tried_at = opening, None
    return opening is not None


def _answers(session: Session, person: PersonRow, row: MessageRow) -> bool:
    """Whether a row says what this person is waiting for since they wrote."""
    return row.reply_token_at is not None or (
        row.event_id is not None and queue.chat_of(session, row.event_id) == person.line_user_id
    )


def _note_try(row: MessageRow, way: str, now: datetime) -> None:
    if way == "push":
        if row.tried_by == "reply":
            # The reply may have arrived; this push may make it twice.
            row.maybe_twice = True
        row.first_push_at = row.first_push_at or now
    row.tried_at, row.tried_by = now, way
    row.tries += 1


Called = Sequence[tuple[Claimed, Result]]


def _settle(bot: Bot, called: Called, *, answers: bool) -> None:
    """Plain ones are noted together; what changes more than its row has a transaction of its own. `answers`: LINE has
    answered calls that were made beside these.
    """
    plain = [(claimed, result) for claimed, result in called if claimed.is_plain and result.outcome is Outcome.SENT]
    if plain:
        _note_sent(bot, plain)
    for claimed, result in called:
        if (claimed, result) not in plain:
            now = bot.clock()
            if answers:
                bot.circuit.note_answer()
            with bot.work() as session:
                outcome = _settle_row(session, bot, claimed.row_id, result, now)
            _tell(bot, claimed, result, outcome, now)


def _note_sent(bot: Bot, called: Called) -> None:
    now = bot.clock()
    bot.circuit.note_answer()
    with bot.work() as session:
        ended = messages.end_sent(session, [claimed.row_id for claimed, _ in called], now)
    for claimed, result in called:
        _tell(bot, claimed, result, "sent" if claimed.row_id in ended else None, now)


def _tell(bot: Bot, claimed: Claimed, result: Result, outcome: str | None, now: datetime) -> None:
    """Whoever counts answers, and the log. `outcome` is how the row has ended, if it has."""
    trail.follow(claimed.event_id)
    if outcome == "sent" and claimed.token_at is not None:
        bot.answered(claimed.way, now - claimed.token_at)
    log.info(
        "sent message=%d way=%s outcome=%s tries=%d request=%s",
        claimed.row_id,
        claimed.way,
        result.outcome,
        claimed.tries,
        result.request_id,
    )


def _settle_row(session: Session, bot: Bot, row_id: int, result: Result, now: datetime) -> str | None:
    """What this outcome means for the row and for sending at large; how the row has ended, if it has."""
    row = session.get(MessageRow, row_id, with_for_update=True)
    known = rests.note_call(session, bot, result, now)
    if row is None or row.ended_at is not None:
        return None
    if result.outcome is Outcome.UNKNOWN and DOWN in known:
        # The circuit says when to try again, and the order of this person's rows stays.
        row.not_before = now
    else:
        _SETTLE[result.outcome](session, row, result, now)
    if row.outcome == "sent":
        rests.end(session, known, now, pushes=row.tried_by == "push")
    return row.outcome


def _sent(session: Session, row: MessageRow, _result: Result, now: datetime) -> None:
    messages.note_told(session, row, now)
    messages.end(row, "sent", now)


def _token_dead(session: Session, row: MessageRow, result: Result, now: datetime) -> None:
    """After an unknown outcome it means that the first try went through; at a first try, that the token is old."""
    if row.tries > 1:
        _sent(session, row, result, now)
        return
    row.reply_token = None
    row.tried_at = row.tried_by = None
    row.tries = 0


def _wait(_session: Session, row: MessageRow, _result: Result, now: datetime) -> None:
    row.not_before = rests.after_failures(row.tries, now)


def _unknown(session: Session, row: MessageRow, result: Result, now: datetime) -> None:
    if row.tried_by == "reply" and row.tries < 2:
        row.not_before = now
        return
    _wait(session, row, result, now)


def _rate(_session: Session, row: MessageRow, _result: Result, now: datetime) -> None:
    """Nothing was sent, and the try does not count; but it was tried, so nothing overtakes it. The client knows how
    long such calls rest.
    """
    _untry(row)
    row.tried_at, row.not_before = now, now + rests.RATE_WAIT


def _untry(row: MessageRow) -> None:
    row.tries -= 1
    if row.tries == 0:
        row.tried_at = row.tried_by = row.first_push_at = None


def _resting(session: Session, row: MessageRow, result: Result, now: datetime) -> None:
    _untry(row)
    rests.note_refusal(session, result, now)


def _refused(_session: Session, row: MessageRow, result: Result, now: datetime) -> None:
    messages.end(row, "failed", now, result.detail)
    log.error("message refused by LINE message=%d why=%s", row.id, result.detail)


_SETTLE = {
    Outcome.SENT: _sent,
    Outcome.TOKEN_DEAD: _token_dead,
    Outcome.RATE: _rate,
    Outcome.HELD_BACK: _rate,
    Outcome.QUOTA: _resting,
    Outcome.STOPPED: _resting,
    Outcome.REFUSED: _refused,
    Outcome.UNKNOWN: _unknown,
}
