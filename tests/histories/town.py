"""The bot and everyone who uses it, in one process and in one transaction, which is undone when the history is over.

Everything is the program's own but LINE (`line.py`), the clock, which only a history moves, and the ids.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot import attachments, delivery, inbox, turn
from bot.bot import Bot
from bot.client import Client
from casework.looking import look_at_case
from intake.reading import Reading
from intents.reader import load_reader
from scheduler.clock import ClockJob, next_moment, tick
from storage import cases, incoming
from storage.chats import Look, look_at
from storage.database import GROWN, NEW_ID, connected_to_write, grown
from tests.histories.line import Line
from tests.histories.people import line_id
from tests.histories.trail import Trail
from texts.catalogue import Catalogue

START = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
"""A Tuesday, 09:30 in Bangkok."""

TOGETHER = 3
"""So many chats are answered, and cases looked at, in one transaction."""

MOST_STOPS = 400
"""More moments at which something is due, one after the other, would be a clock that turns on the spot."""

Json = dict[str, Any]


class Town:
    """One history's world. Made for each history anew; `close` leaves the database as it was."""

    def __init__(self, engine: Engine) -> None:
        self.now = START
        self.line = Line()
        self.line.witness = self._note_named
        self.sent_events: list[Json] = []
        self.on_the_way: list[Json] = []
        self.fixed: dict[str, Reading] = {}
        self.actor: str | None = None
        self._actors: deque[str] = deque()
        self._hurries = count(1)
        self._is_cut_short = False
        self._ids = (UUID(int=number) for number in count(1))
        self._waiting: OrderedDict[str, None] = OrderedDict()
        self._borrowed = ExitStack()
        self._connection = self._borrowed.enter_context(connected_to_write(engine))
        self._undone = self._connection.begin()
        self.trail = Trail(self.look)
        self.bot = Bot(
            work=self.work,
            look=self.look,
            read=self._read,
            client=cast(Client, self.line),
            texts=Catalogue.shipped,
            address_of=lambda path: f"https://example.org/{path}",
            clock=lambda: self.now,
            is_hurried=self._next_turn,
        )
        self._job = ClockJob(self.work, self.look, self._announce, lambda: 0, at_once=TOGETHER)

    def close(self) -> None:
        self._undone.rollback()
        self._borrowed.close()

    # --- the database -----------------------------------------------------------------------------------------

    @contextmanager
    def work(self) -> Iterator[Session]:
        """A transaction of its own within the history's; who is told what in it is written down."""
        with self.look() as session, session.begin():
            self._session = session
            yield session
            self.trail.note_told(session, self.actor, self.now)
        if self._is_cut_short:
            self._is_cut_short, self.actor = False, self._actors.popleft()
        self._announce(grown(session))

    def _next_turn(self) -> bool:
        """Between two turns of one transaction: now and then somebody is in a hurry and it ends here; else what the
        first turn told is written down as that of a transaction is.
        """
        if next(self._hurries) % 4 == 0:
            self._is_cut_short = True
            return True
        self.trail.note_told(self._session, self.actor, self.now)
        self.actor = self._actors.popleft()
        return False

    @contextmanager
    def look(self) -> Iterator[Session]:
        info = {NEW_ID: lambda: next(self._ids), GROWN: set()}
        with Session(
            self._connection, expire_on_commit=False, info=info, join_transaction_mode="create_savepoint"
        ) as session:
            yield session

    # --- what people do ---------------------------------------------------------------------------------------

    def event(self, name: str, kind: str, **more: Any) -> Json:
        """Something that a person did, as LINE will tell it."""
        number = len(self.sent_events) + 1
        made: Json = {
            "type": kind,
            "mode": "active",
            "webhookEventId": f"event-{number}",
            "timestamp": int(self.now.timestamp() * 1000),
            "source": {"type": "user", "userId": line_id(name)},
            **more,
        }
        if kind not in ("unfollow", "unsend"):
            made["replyToken"] = self.line.token_for(line_id(name), made["webhookEventId"])
        self.sent_events.append(made)
        return made

    def arrived_lately(self) -> list[Json]:
        """Events that LINE may still send again: it does so for hours, and we know them for a month."""
        since = (self.now - timedelta(days=7)).timestamp() * 1000
        return [one for one in self.sent_events if one["timestamp"] > since and one not in self.on_the_way]

    def words(self, name: str, text: str) -> Json:
        message_id = f"message-{len(self.sent_events) + 1}"
        self.line.phones[line_id(name)].written.append(message_id)
        return self.event(name, "message", message={"type": "text", "id": message_id, "text": text})

    def tap(self, name: str, data: str) -> Json:
        return self.event(name, "postback", postback={"data": data})

    def arrive(self, *events: Json) -> None:
        """LINE's platform hands these over, all in one call, and the workers do what there is to do."""
        with self.work() as session:
            incoming.remember(session, inbox.kept_events({"events": list(events)}), self.now)
        self.settle()

    def settle(self) -> None:
        """As the engine's workers do, some chats at a time, until nothing is left to do."""
        while self._waiting:
            chats = [self._waiting.popitem(last=False)[0] for _ in range(min(TOGETHER, len(self._waiting)))]
            answered = self._answer([self.looked(chat) for chat in chats])
            for chat in chats:
                sent = delivery.deliver_next(self.bot, chat)
                fetched = attachments.fetch_next(self.bot, chat)
                if chat in answered or sent or fetched:
                    self._waiting[chat] = None

    def _answer(self, looks: Sequence[Look]) -> set[str]:
        writing = [look for look in looks if look.waiting is not None]
        if not writing:
            return set()
        self._actors = deque(look.chat for look in writing)
        self.actor = self._actors.popleft()
        try:
            turn.answer_together(self.bot, writing)
        finally:
            self.actor = None
        return {look.chat for look in writing}

    def looked(self, chat: str) -> Look:
        with self.look() as session:
            return look_at(session, [chat], self.now)[0]

    def _announce(self, chats: Iterable[str]) -> None:
        """In an order of their own: a history has to be the same wherever it is played again."""
        for chat in sorted(chats):
            self._waiting[chat] = None

    def _read(self, text: str, step: str | None) -> Reading:
        return self.fixed.get(text) or read_once(text, step)

    # --- time -------------------------------------------------------------------------------------------------

    def pass_until(self, moment: datetime, *, late: bool = False) -> None:
        """Let time pass, with the clock job at every moment at which something is due, or (late) at the end alone.

        As long as LINE takes nothing there is nothing to see on the way; at the end it does again.
        """
        for due in () if late or self.line.is_busy else self._moments_until(moment):
            self._stop_at(due)
        self.line.is_busy = False
        self._stop_at(moment)

    def _moments_until(self, moment: datetime) -> Iterator[datetime]:
        for _ in range(MOST_STOPS):
            with self.look() as session:
                due = next_moment(session)
            if due is None or due > moment:
                return
            yield due
        raise AssertionError(f"the clock turns on the spot at {self.now}")

    def _stop_at(self, moment: datetime) -> None:
        """The clock job, on two machines that saw the same things due."""
        self.now = max(self.now, moment)
        with self.look() as session:
            seen_by_both = cases.due_case_ids(session, self.now)
        tick(self._job, self.now)
        self.settle()
        self._look_once_more(seen_by_both)
        tick(self._job, self.now)
        self.settle()

    def _look_once_more(self, case_ids: Iterable[int]) -> None:
        for case_id in case_ids:
            with self.work() as session:
                look_at_case(session, case_id, self.now)

    def _note_named(self, to: str, whom: set[str]) -> None:
        with self.look() as session:
            self.trail.note_named(session, to, whom, self.now)


@cache
def read_once(text: str, step: str | None) -> Reading:
    """The real reader; the same words are read once for all histories."""
    return _reader()(text, step)


@cache
def _reader() -> Callable[[str, str | None], Reading]:
    return load_reader().read
