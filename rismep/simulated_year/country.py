"""The bot in a country of its own: real turns, real casework, the real clock job, on a clock that is moved.

It works in one thread and answers at once: when a deed returns, everything that follows from it has happened.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session

from bot import delivery, turn
from bot.bot import Bot
from bot.inbox import kept_events
from casework.rules import rules_of
from intake.reading import Reading
from intake.saying import Tap
from intents.reader import Reader
from network.deadlines import Rules
from network.office_hours import Calendar
from rismep.calendar_th import government_days_off
from rismep.sample import load_sample
from rismep.simulated_year.post import Post
from scheduler import clock
from storage import incoming, schema, settings
from storage.chats import MOST_AT_ONCE, look_at
from storage.database import Database, grown, open_database
from storage.types import KEYRING
from texts.catalogue import Catalogue

ADDRESS = "https://simulated.example.org/"
YEARS = 3
"""Of which the days off are known: the last matters of a year end in the one after the next."""

Json = dict[str, Any]
OwnRules = Mapping[str, Mapping[str, int]]
"""The numbers of each rule that differs from the shipped ones."""


class Country:
    """The database with the sample network, the bot on it, and the phones of everyone.

    `called` is when the owner of a handoff was really rung up, which the bot hears of later, or never.
    """

    def __init__(self, folder: Path, start: datetime, key: str, reader: Reader, own_rules: OwnRules) -> None:
        KEYRING.use([key])
        self.now = start
        self.called: dict[int, datetime] = {}
        self.post = Post()
        self.texts = Catalogue.shipped()
        self.database = Database(_opened(folder / "country.sqlite3"), _ids())
        self._reader = reader
        self._readings: dict[tuple[str, str | None], Reading] = {}
        self._waiting: dict[str, None] = {}
        self._events = count(1)
        self.calendar, self.rules = self._prepared(own_rules)
        self.bot = Bot(
            work=self.work,
            look=self.look,
            read=self._read,
            client=self.post,
            texts=lambda: self.texts,
            address_of=lambda path: ADDRESS + path,
            clock=lambda: self.now,
        )
        self._job = clock.ClockJob(
            work=self.work,
            look=self.look,
            announce=self._announce,
            send_batches=lambda: 0,
            at_once=MOST_AT_ONCE,
        )

    def _prepared(self, own_rules: OwnRules) -> tuple[Calendar, Rules]:
        schema.upgrade(self.database.engine)
        with self.database.writing() as session:
            load_sample(session)
            settings.fill_calendar(session, government_days_off(range(self.now.year, self.now.year + YEARS)))
            for name, numbers in own_rules.items():
                settings.set_rule_numbers(session, name, numbers, self.now)
            return settings.calendar(session), rules_of(session)

    @contextmanager
    def work(self) -> Iterator[Session]:
        """A transaction like those of the bot; what it made to do is done by the next `settle`."""
        with self.database.writing() as session:
            self._let_know(session)
            yield session
        self._announce(grown(session))

    @contextmanager
    def look(self) -> Iterator[Session]:
        with self.database.reading() as session:
            self._let_know(session)
            yield session

    def _let_know(self, session: Session) -> None:
        """The calendar and the rules do not change during a play, so nobody has to read them again."""
        session.info[settings.CALENDAR] = self.calendar
        session.info[settings.RULES] = self.rules

    def type(self, user_id: str, text: str) -> None:
        self._send(user_id, {"type": "message", "message": {"type": "text", "text": text}})

    def tap(self, user_id: str, tap: Tap) -> None:
        self._send(user_id, {"type": "postback", "postback": {"data": tap.data()}})

    def block(self, user_id: str) -> None:
        self.post.phones[user_id].has_blocked = True
        self._send(user_id, {"type": "unfollow"})

    def _send(self, user_id: str, fields: Json) -> None:
        number = next(self._events)
        sent: Json = {
            **fields,
            "webhookEventId": str(number),
            "replyToken": f"{user_id}/{number}",
            "source": {"type": "user", "userId": user_id},
        }
        if "message" in sent:
            sent["message"] = {"id": str(number), **sent["message"]}
        with self.work() as session:
            incoming.remember(session, kept_events({"events": [sent]}), self.now)
        with self.look() as session:
            (look,) = look_at(session, [user_id], self.now)
        turn.answer_oldest(self.bot, look)
        self.settle()

    def tick(self) -> None:
        """The clock job, once."""
        clock.tick(self._job, self.now)
        self.settle()

    def next_due(self) -> datetime | None:
        """The next moment at which the clock job has anything to do."""
        with self.look() as session:
            return clock.next_moment(session)

    def settle(self) -> None:
        """Deliver until nobody is owed anything that may go now."""
        while self._waiting:
            chat = next(iter(self._waiting))
            del self._waiting[chat]
            while self._is_owed(chat) and delivery.deliver_next(self.bot, chat):
                pass

    def _is_owed(self, chat: str) -> bool:
        with self.look() as session:
            (look,) = look_at(session, [chat], self.now)
        return look.left is not None and look.left.message

    def _announce(self, chats: Iterable[str]) -> None:
        self._waiting.update(dict.fromkeys(sorted(chats)))

    def _read(self, text: str, step: str | None) -> Reading:
        """Simulated people say the same words again and again; each is read once."""
        if (text, step) not in self._readings:
            self._readings[text, step] = self._reader.read(text, step)
        return self._readings[text, step]

    def close(self) -> None:
        self.database.close()


def _opened(file: Path) -> Any:
    """A country that is lost is played again: no commit waits for the disk."""
    engine = open_database(f"sqlite:///{file}")
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    return engine


def _ids() -> Any:
    numbers = count(1)
    return lambda: UUID(int=next(numbers))
