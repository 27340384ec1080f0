"""One event of one person, answered: read outside any transaction, then everything else in one.

The turns of people who wait at the same time share one, so that its cost is shared, too.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter

import orjson
from sqlalchemy.orm import Session

from bot import delivery, inbox, trail
from bot.bot import Bot
from bot.circuit import is_closed
from bot.client import Profile
from bot.delivery import Claimed
from bot.labels import tap_typed, tapped
from bot.setting_aside import count_failure
from casework.chats import first_look
from casework.performing import perform
from intake.conversation import Situation
from intake.dialog import take_turn
from intake.effects import Effect, JoinByCode, RecordConsent
from intake.incoming import Incoming, Kind
from intake.reading import Reading, YesNo
from intake.saying import Say, Tap, to_plain
from intake.turn import Turn
from intents.availability import away, most_cases
from network.office_hours import in_bangkok
from storage import incoming as queue
from storage import messages, people, sending, situations
from storage.chats import Look, Waiting
from storage.database import begin_anew
from storage.sending import CALM, States
from storage.tables import ConversationRow, MessageRow, PersonRow
from storage.types import opened
from texts.catalogue import Catalogue

log = logging.getLogger(__name__)

Json = dict[str, object]


@dataclass(frozen=True)
class Heard:
    """An event and what was understood of it, before anything is changed. `began` is when that began."""

    look: Look
    waiting: Waiting
    event: Json
    incoming: Incoming
    reading: Reading
    began: float
    profile: Profile | None = None

    @property
    def sent_at(self) -> datetime:
        return inbox.sent_at(self.event) or self.waiting.received_at


@dataclass(frozen=True)
class Answered:
    """A turn that is committed: the step that waits now, and the reply that was claimed with it."""

    heard: Heard
    step: str | None = None
    claimed: Claimed | None = None


def answer_oldest(bot: Bot, look: Look) -> bool:
    """Answer the oldest waiting event of a chat that was looked at just now; False when none waits.

    A failed turn changes nothing and is counted; after some tries the event is set aside for staff to see.
    """
    if look.waiting is None:
        return False
    trail.follow(look.waiting.event_id)
    try:
        heard = _hear(bot, [look])
        if heard[0].incoming.kind is Kind.JOIN:
            _greet_group(bot, heard[0])
        answered = _answer(bot, heard)
    except Exception as error:
        count_failure(bot, look.waiting.row_id, error)
        raise
    _send(bot, answered)
    return True


def answer_together(bot: Bot, looks: Sequence[Look]) -> None:
    """Answer the oldest waiting event of each of these chats, looked at just now, in as few transactions as can be;
    a group that is to be greeted is not one of them.

    Raises what went wrong in any of them. What was not committed by then has changed nothing: as no turn may fail for
    the fault of another, it is for the caller to try each by itself.
    """
    left = _hear(bot, looks)
    while left:
        answered = _answer(bot, left)
        _send(bot, answered)
        # Meanwhile sending may have come to rest.
        left = [replace(one, look=replace(one.look, calm=False)) for one in left[len(answered) :]]


def _send(bot: Bot, answered: Sequence[Answered]) -> None:
    delivery.send_together(bot, [turn.claimed for turn in answered if turn.claimed is not None])


def _hear(bot: Bot, looks: Sequence[Look]) -> list[Heard]:
    heard = [_understand(bot, look, look.waiting) for look in looks if look.waiting is not None]
    unknown = [one for one in heard if _wants_profile(bot, one)]
    profiles = bot.each(bot.client.profile, [one.look.chat for one in unknown])
    known = {one.look.chat: profile for one, profile in zip(unknown, profiles, strict=True)}
    return [replace(one, profile=known.get(one.look.chat)) for one in heard] if known else heard


def _understand(bot: Bot, look: Look, waiting: Waiting) -> Heard:
    began = perf_counter()
    trail.follow(waiting.event_id)
    event = orjson.loads(opened(waiting.sealed)) if waiting.sealed else {}
    incoming = inbox.to_incoming(event, bot.clock(), unsent=waiting.unsent)
    is_words = incoming.kind is Kind.TEXT and not waiting.unsent
    typed = tap_typed(incoming.text, waiting.step, bot.texts()) if is_words else None
    if typed is not None:
        incoming = replace(incoming, kind=Kind.TAP, tap=typed)
    reading = _read(bot, incoming.text, waiting.step) if is_words and typed is None else Reading()
    return Heard(look, waiting, event, incoming, reading, began)


def _read(bot: Bot, text: str, step: str | None) -> Reading:
    """What the words mean; days and counts of cases only where they were asked for, or a provider tells of them."""
    reading = bot.read(text, step)
    if step == "pause_until" or (step is None and reading.told("pauses") is YesNo.YES):
        today = in_bangkok(bot.clock()).date()
        return replace(reading, away=away(text, today, asked=step == "pause_until"))
    if step == "capacity" or (step is None and reading.told("limits") is YesNo.YES):
        return replace(reading, most_cases=most_cases(text))
    return reading


def _wants_profile(bot: Bot, heard: Heard) -> bool:
    """The name is asked for only of who gives consent or joins as a provider, the language only of who is new
    and says nothing from which it could be told.
    """
    incoming, waiting = heard.incoming, heard.waiting
    says_yes = waiting.step == "consent" and heard.reading.answer is YesNo.YES
    agrees = incoming.tap == Tap("consent", "yes") or says_yes or incoming.code is not None
    is_silent = not waiting.known and incoming.kind not in (Kind.TEXT, Kind.JOIN)
    return (agrees or is_silent) and _line_answers(bot, heard.look)


def _line_answers(bot: Bot, look: Look) -> bool:
    if look.calm:
        return True
    with bot.look() as session:
        return is_closed(session)


def _answer(bot: Bot, heard: Sequence[Heard]) -> list[Answered]:
    """The turns of the first of these, in one transaction: of all, unless somebody urgent waits for its end."""
    answered: list[Answered] = []
    with bot.work() as session:
        for one in heard:
            if answered and bot.is_hurried():
                break
            if answered:
                begin_anew(session)
            answered.append(_take(session, bot, one, bot.clock()))
        if len(answered) > 1:
            answered = _without_cancelled(session, answered)
    for turn in answered:
        _tell(turn)
    return answered


def _without_cancelled(session: Session, answered: Sequence[Answered]) -> list[Answered]:
    """A later turn may have withdrawn what an earlier one was to tell."""
    session.flush()
    owed = messages.still_owed(session, [turn.claimed.row_id for turn in answered if turn.claimed])
    return [
        replace(turn, claimed=turn.claimed if turn.claimed and turn.claimed.row_id in owed else None)
        for turn in answered
    ]


def _tell(turn: Answered) -> None:
    heard = turn.heard
    trail.follow(heard.waiting.event_id)
    took = (perf_counter() - heard.began) * 1000
    log.info("turn row=%d kind=%s step=%s ms=%.1f", heard.waiting.row_id, heard.incoming.kind, turn.step, took)


def _take(session: Session, bot: Bot, heard: Heard, now: datetime) -> Answered:
    trail.follow(heard.waiting.event_id)
    messages.begin_turn(session, heard.waiting.event_id)
    is_mine = queue.finish(session, heard.waiting.row_id, now)
    if not is_mine or heard.incoming.kind is Kind.JOIN or heard.event.get("type") not in inbox.ANSWERED:
        return Answered(heard)
    return _take_turn(session, bot, heard, now)


def _take_turn(session: Session, bot: Bot, heard: Heard, now: datetime) -> Answered:
    person, conversation, is_owed = people.meet(session, heard.look.chat, now)
    is_late = _is_late(conversation, heard)
    if is_late and heard.incoming.kind in (Kind.FOLLOW, Kind.UNFOLLOW):
        return Answered(heard)
    if person.first_seen_at == now and conversation.person_wrote_at is None:
        person.language = _language(heard)
    situation = situations.situation_of(session, person, conversation, now)
    if not is_late and heard.incoming.kind not in (Kind.UNFOLLOW, Kind.UNSEND):
        person.blocked_at = None
    if heard.incoming.kind is Kind.FOLLOW:
        # LINE takes no menu for who is not a friend, and says nothing of it.
        person.menu = None
    _keep_heard(session, person, situation, heard, bot.texts(), now)
    turn = take_turn(situation, heard.incoming, heard.reading)
    if not is_late:
        conversation.newest_event_at = heard.sent_at
    _keep(conversation, turn, bool(situation.consent), now)
    _perform(session, person, turn, heard.profile, now)
    known = CALM if heard.look.calm else sending.states(session)
    older = _due(session, person, now) if is_owed else []
    reply = _owe_reply(session, person, turn, heard, older, known, now)
    claimed = delivery.claim(session, bot, person, reply, known, now) if reply else None
    return Answered(heard, turn.conversation.step, claimed)


def _is_late(conversation: ConversationRow, heard: Heard) -> bool:
    """Whether a newer event of theirs was answered before: LINE sends again what it could not deliver."""
    newest = conversation.newest_event_at
    return newest is not None and heard.sent_at < newest


def _language(heard: Heard) -> str:
    """Of someone new: that of their words, else that of their LINE, else Thai."""
    if heard.incoming.kind is Kind.TEXT and heard.incoming.code is None and heard.reading.language:
        return heard.reading.language
    return "en" if heard.profile and heard.profile.language == "en" else "th"


def _keep_heard(
    session: Session, person: PersonRow, situation: Situation, heard: Heard, texts: Catalogue, now: datetime
) -> None:
    """The transcript: words as written, a tap by its label, everything else by its kind."""
    incoming = heard.incoming
    if incoming.unsent or incoming.kind in (Kind.FOLLOW, Kind.UNFOLLOW, Kind.UNSEND):
        return
    words = incoming.text if incoming.kind is Kind.TEXT else None
    said = tapped(incoming.tap, situation.cases, texts) if incoming.tap else Say(f"heard.{incoming.kind}")
    parts = [to_plain(said)] if words is None else None
    messages.keep_heard(session, person, words, incoming.message_id, now, parts)


def _keep(row: ConversationRow, turn: Turn, agreed: bool, now: datetime) -> None:
    situations.keep_conversation(row, turn.conversation, now)
    row.person_wrote_at = now
    if row.paused_since is None:
        row.next_look_at = first_look(row, now, agreed=agreed)


def _perform(session: Session, person: PersonRow, turn: Turn, profile: Profile | None, now: datetime) -> None:
    for effect in turn.effects:
        if profile and _names_themselves(effect):
            person.display_name = profile.name
        perform(session, person, effect, now)


def _names_themselves(effect: Effect) -> bool:
    """Whoever agrees to be helped, or joins to help, is known by the name that they show in LINE."""
    agrees = isinstance(effect, RecordConsent) and effect.purpose == "service" and effect.given
    return agrees or isinstance(effect, JoinByCode)


def _owe_reply(
    session: Session,
    person: PersonRow,
    turn: Turn,
    heard: Heard,
    due: Sequence[MessageRow],
    known: States,
    now: datetime,
) -> MessageRow | None:
    """All that this person is to hear goes into one reply: what the turn says, what its effects say, the question,
    and what was owed to them anyway. What is to go out at once: that reply, or an older one before it, such as one of
    which it is not known whether it arrived; its token lives on for a moment only. None if anything else goes first.
    """
    just_owed = messages.owed_just_now(session, person.id)
    older = [row for row in due if row not in just_owed]
    effects_say = [part for row in just_owed for part in messages.parts_of(row)]
    own = [*map(to_plain, turn.say), *effects_say, *map(to_plain, turn.ask)]
    room = messages.MOST_PARTS - min(len(own), messages.MOST_PARTS)
    waiting = _that_fit([row for row in older if row.tried_at is None and row.tries == 0], room)
    parts = [part for row in waiting for part in messages.parts_of(row)] + own
    about = next((row.case_id for row in just_owed if row.handoff_id or row.case_id), None)
    reply = _owe_parts(session, person, parts, about, heard, now) if parts else None
    for row in (*just_owed, *waiting):
        messages.note_told(session, row, now)
        messages.end(row, "merged", now)
    left = [*(row for row in older if row not in waiting), *([reply] if reply else [])]
    first = delivery.first_to_go(left, known, now)
    return first if first is reply or (first and delivery.is_reply_to_go(first, known, now)) else None


def _due(session: Session, person: PersonRow, now: datetime) -> Sequence[MessageRow]:
    """What may go to this person now, asked before what the turn has changed is written, all at once, later."""
    with session.no_autoflush:
        return [row for row in messages.due_rows(session, person.id, now) if row.ended_at is None]


def _owe_parts(
    session: Session, person: PersonRow, parts: list[Json], case_id: int | None, heard: Heard, now: datetime
) -> MessageRow | None:
    """The first five messages by the token; what does not fit follows as a row of its own."""
    most = messages.MOST_PARTS
    token, since = inbox.reply_token(heard.event), heard.waiting.received_at
    reply = messages.owe(session, person, parts[:most], now, case_id=case_id, reply_token=token, reply_token_at=since)
    for start in range(most, len(parts), most):
        messages.owe(session, person, parts[start : start + most], now, case_id=case_id)
    return reply


def _that_fit(rows: Sequence[MessageRow], room: int) -> list[MessageRow]:
    fitting: list[MessageRow] = []
    for row in rows:
        room -= len(row.parts or [])
        if room < 0:
            break
        fitting.append(row)
    return fitting


def _greet_group(bot: Bot, heard: Heard) -> None:
    """A group is greeted and nothing of it is kept. Its row is the event itself, and since a token works once,
    the call can stand before the commit: a crash in between greets nobody twice.
    """
    token = inbox.reply_token(heard.event)
    if token and _line_answers(bot, heard.look):
        bot.client.reply(token, [{"type": "text", "text": bot.texts().say("hello.group", "th")}])
