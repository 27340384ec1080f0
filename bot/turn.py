"""One event of one person, answered: read outside any transaction, then everything else in one."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter

import orjson
from sqlalchemy.orm import Session

from bot import inbox
from bot.bot import Bot
from bot.client import Profile
from casework.performing import perform
from intake.dialog import take_turn
from intake.effects import Effect, ForgetPerson, JoinByCode, RecordConsent
from intake.incoming import Incoming, Kind
from intake.reading import Reading
from intake.saying import Say, Tap, to_plain
from intake.turn import Turn
from storage import incoming as queue
from storage import messages, people, situations
from storage.tables import ConversationRow, IncomingRow, MessageRow, PersonRow
from texts.catalogue import Catalogue

log = logging.getLogger(__name__)

CONSENT_LAPSES = timedelta(days=1)
"""So long a notice waits for an answer before what was written is forgotten."""

Json = dict[str, object]


@dataclass(frozen=True)
class Heard:
    """An event and what was understood of it, before anything is changed."""

    row_id: int
    event: Json
    incoming: Incoming
    reading: Reading
    profile: Profile | None


def answer_oldest(bot: Bot, chat: str) -> bool:
    """Take the oldest waiting event of a chat and answer it; False when none waits.

    A failed turn changes nothing and is counted; after some tries the event is set aside for staff to see.
    """
    started = perf_counter()
    heard = _hear(bot, chat)
    if heard is None:
        return False
    try:
        step = _answer(bot, chat, heard)
    except Exception:
        _count_failure(bot, heard.row_id)
        raise
    took = (perf_counter() - started) * 1000
    log.info("turn event=%d kind=%s step=%s ms=%.1f", heard.row_id, heard.incoming.kind, step, took)
    return True


def _hear(bot: Bot, chat: str) -> Heard | None:
    with bot.look() as session:
        row = queue.oldest_waiting(session, chat)
        if row is None:
            return None
        event = orjson.loads(row.payload or b"{}")
        unsent = (
            row.kind == "message"
            and bool(row.line_message_id)
            and queue.is_unsent(session, row.line_message_id or "")
        )
        person = people.person_with_line_user(session, chat)
        conversation = session.get(ConversationRow, person.id) if person else None
        step = conversation.step if conversation else None
        row_id = row.id
    incoming = inbox.to_incoming(event, bot.clock(), unsent=unsent)
    reading = bot.read(incoming.text, step) if incoming.kind is Kind.TEXT and not unsent else Reading()
    return Heard(row_id, event, incoming, reading, _profile(bot, chat, person, incoming))


def _profile(bot: Bot, chat: str, person: PersonRow | None, incoming: Incoming) -> Profile | None:
    """The name is asked for only of who gives consent or joins as a provider, the language only of who is new."""
    agrees = incoming.tap == Tap("consent", "yes") or incoming.code is not None
    if incoming.kind is Kind.JOIN or (person is not None and not agrees):
        return None
    return bot.client.profile(chat)


def _answer(bot: Bot, chat: str, heard: Heard) -> str | None:
    now = bot.clock()
    with bot.work() as session:
        row = session.get(IncomingRow, heard.row_id, with_for_update=True)
        if row is None or row.done_at is not None:
            return None
        queue.finish(row, now)
        if row.kind not in inbox.ANSWERED:
            return None
        if heard.incoming.kind is Kind.JOIN:
            _greet_group(bot, heard.event)
            return None
        return _take(session, chat, heard, bot.texts(), now)


def _take(session: Session, chat: str, heard: Heard, texts: Catalogue, now: datetime) -> str | None:
    person = people.met(session, chat, now)
    if person.first_seen_at == now:
        person.language = _language(heard)
    conversation = people.conversation_of(session, person, now)
    situation = situations.situation_of(session, person, conversation, now)
    if not situation.was_blocked or heard.incoming.kind is Kind.FOLLOW:
        person.blocked_at = None
    _keep_heard(session, person, heard, texts, now)
    turn = take_turn(situation, heard.incoming, heard.reading)
    _keep(session, person, conversation, turn, now)
    _perform(session, person, turn, heard.profile, now)
    _owe_reply(session, person, turn, inbox.reply_token(heard.event), now)
    return turn.conversation.step


def _language(heard: Heard) -> str:
    """Of someone new: that of their words, else that of their LINE, else Thai."""
    if heard.incoming.kind is Kind.TEXT and heard.incoming.code is None:
        return heard.reading.language
    return "en" if heard.profile and heard.profile.language == "en" else "th"


def _keep_heard(session: Session, person: PersonRow, heard: Heard, texts: Catalogue, now: datetime) -> None:
    """The transcript: words as written, a tap by its label, everything else by its kind."""
    conversation = people.conversation_of(session, person, now)
    conversation.person_wrote_at = now
    incoming = heard.incoming
    if incoming.unsent or incoming.kind in (Kind.FOLLOW, Kind.UNFOLLOW, Kind.UNSEND):
        return
    words = incoming.text if incoming.kind is Kind.TEXT else None
    row = messages.keep_heard(session, person, words, incoming.message_id, now)
    key = f"choice.{incoming.tap.step}_{incoming.tap.value}" if incoming.tap else f"heard.{incoming.kind}"
    if words is None and texts.has(key):
        row.parts = [to_plain(Say(key))]


def _keep(session: Session, person: PersonRow, row: ConversationRow, turn: Turn, now: datetime) -> None:
    situations.keep_conversation(row, turn.conversation, now)
    agreed = people.consents_of(session, person.id).get("service")
    if row.paused_since is None:
        row.next_look_at = None if agreed else now + CONSENT_LAPSES


def _perform(session: Session, person: PersonRow, turn: Turn, profile: Profile | None, now: datetime) -> None:
    for effect in turn.effects:
        if profile and _names_themselves(effect):
            person.display_name = profile.name
        perform(session, person, effect, now)
    if any(isinstance(effect, ForgetPerson) for effect in turn.effects):
        return
    session.flush()


def _names_themselves(effect: Effect) -> bool:
    """Whoever agrees to be helped, or joins to help, is known by the name that they show in LINE."""
    agrees = isinstance(effect, RecordConsent) and effect.purpose == "service" and effect.given
    return agrees or isinstance(effect, JoinByCode)


def _owe_reply(session: Session, person: PersonRow, turn: Turn, token: str | None, now: datetime) -> None:
    """All that this person is to hear goes into one reply: what the turn says, what its effects say, the question,
    and what was owed to them anyway. What does not fit into five messages follows as a row of its own.
    """
    just_owed = messages.owed_just_now(session, person.id)
    along = [row for row in messages.rows_to_take_along(session, person.id, now) if row not in just_owed]
    effects_say = [part for row in just_owed for part in row.parts or []]
    own = [*map(to_plain, turn.say), *effects_say, *map(to_plain, turn.ask)]
    room = messages.MOST_PARTS - min(len(own), messages.MOST_PARTS)
    waiting = _that_fit(along, room)
    parts = [part for row in waiting for part in row.parts or []] + own
    if not parts:
        return
    about = next((row for row in just_owed if row.handoff_id or row.case_id), None)
    for start in range(0, len(parts), messages.MOST_PARTS):
        reply = messages.owe(
            session,
            person,
            parts[start : start + messages.MOST_PARTS],
            now,
            case_id=about.case_id if about else None,
        )
        if reply is not None and start == 0:
            reply.reply_token, reply.reply_token_at = token, now
    for row in (*just_owed, *waiting):
        messages.note_told(session, row, now)
        messages.end(row, "merged", now)


def _that_fit(rows: Sequence[MessageRow], room: int) -> list[MessageRow]:
    fitting: list[MessageRow] = []
    for row in rows:
        room -= len(row.parts or [])
        if room < 0:
            break
        fitting.append(row)
    return fitting


def _greet_group(bot: Bot, event: Json) -> None:
    """A group is greeted and nothing of it is kept; the greeting's row is the event itself."""
    token = inbox.reply_token(event)
    if token:
        bot.client.reply(token, [{"type": "text", "text": bot.texts().say("hello.group", "th")}])


def _count_failure(bot: Bot, row_id: int) -> None:
    with bot.work() as session:
        if queue.count_failure(session, row_id, "turn failed", bot.clock()):
            log.error("event set aside event=%d", row_id)
