"""One filled store with the real bot on it, and talks with people of it, taken turn by turn."""

import gc
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography.fernet import Fernet
from prometheus_client import CollectorRegistry
from sqlalchemy import func, select, text

from benchmarks.due import store as filled
from benchmarks.servers import SECRET, TOKEN
from bot.inbox import kept_events
from rismep.sample import load_sample
from rismep.seeing.figures import Figures
from rismep.settings import Settings
from rismep.wiring import House
from simulator.platform import Platform
from storage.tables import CaseRow, OrganisationRow

START = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)
"""A Tuesday, 10:30 in Bangkok: organisations are told of an offer at once."""

TALK = ("สถานะ", "อยากได้คนช่วยออกแบบบรรจุภัณฑ์น้ำพริก อยู่พัทลุง", "ใช่ค่ะ", "ขอบคุณค่ะ")
"""How it stands, a new matter, its confirmation (which opens a case, and finds and asks an organisation), thanks."""

PATIENCE_SECONDS = 30.0
KEY = Fernet.generate_key().decode()


@dataclass
class Talk:
    """The seconds of each turn, and how many of them the bot waited for LINE."""

    turns: list[float] = field(default_factory=list)
    turns_in_line: list[float] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return sum(self.turns)

    @property
    def in_line(self) -> float:
        return sum(self.turns_in_line)


class LineTime(Figures):
    """Adds up how long LINE took."""

    def __init__(self) -> None:
        super().__init__(CollectorRegistry())
        self.seconds = 0.0

    def called(self, call: str, result: str, seconds: float) -> None:
        super().called(call, result, seconds)
        self.seconds += seconds


class Store:
    """A database with so many people, and one worker who answers them."""

    def __init__(self, kind: str, people: int, address: str, platform: Platform, api: str, messages: int) -> None:
        self.kind, self.people = kind, people
        self.talks: list[Talk] = []
        self._platform = platform
        self._chance = random.Random(people)
        began = time.perf_counter()
        self.house = House(
            _settings(address, api),
            clock=lambda: START + timedelta(seconds=time.perf_counter() - began),
            alone=True,
        )
        self._line = self.house.figures = LineTime()
        self._fill(messages)
        self.house.engine.start()

    def _fill(self, messages: int) -> None:
        self.house.prepare()
        with self.house.work() as session:
            load_sample(session)
        with self.house.database.reading() as session:
            organisations = session.scalars(select(OrganisationRow.id)).all()
        filled.fill(self.house.database.engine, self.people, organisations, START, messages)
        with self.house.work() as session:
            readers = filled.let_everyone_read(session, START)
        for user in readers:
            self._platform.add_phone("ผู้ให้บริการตัวอย่าง", user_id=user).is_friend = True

    def round(self, talks: int) -> None:
        """So many people, picked at random of all whose matter is at rest, have a talk. Raises RuntimeError when an
        answer is missing: a bot that does nothing would be fast.
        """
        gc.collect()
        self._platform.call_log.clear()
        cases = self._cases()
        for number in self._at_rest(talks):
            self.talks.append(self._talk(number))
        if self._cases() - cases != talks:
            raise RuntimeError(f"{self.kind}, {self.people}: {self._cases() - cases} cases opened, not {talks}")
        replies = [call for call in self._platform.calls if call.operation == "replyMessage"]
        if len(replies) != talks * len(TALK) or any(call.status != 200 for call in replies):
            raise RuntimeError(f"{self.kind}, {self.people}: {len(replies)} answers, not {talks * len(TALK)}")

    def _at_rest(self, many: int) -> Iterator[int]:
        while many:
            number = self._chance.randint(1, self.people)
            if number % 100 >= filled.OF_HUNDRED_LIVE + filled.OF_HUNDRED_WAITING:
                many -= 1
                yield number

    def _talk(self, number: int) -> Talk:
        phone = self._platform.add_phone("เจ้าของตัวอย่าง", user_id=filled.line_user(number))
        talk = Talk()
        for words in TALK:
            events = kept_events({"events": [phone.text_event(words)]})
            in_line, began = self._line.seconds, time.perf_counter()
            self.house.keeper.keep(events)
            if not self.house.engine.wait_until_idle(PATIENCE_SECONDS):
                raise RuntimeError(f"{self.kind}, {self.people}: no end of a turn")
            talk.turns.append(time.perf_counter() - began)
            talk.turns_in_line.append(self._line.seconds - in_line)
        return talk

    def _cases(self) -> int:
        with self.house.database.reading() as session:
            return session.scalar(select(func.max(CaseRow.id))) or 0

    def megabytes(self) -> float:
        """What the store takes on the disk."""
        size = {
            "SQLite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
            "PostgreSQL": "SELECT pg_database_size(current_database())",
        }[self.kind]
        with self.house.database.reading() as session:
            return float(session.scalar(text(size)) or 0) / 1024**2

    def close(self) -> None:
        self.house.close()


def _settings(address: str, api: str) -> Settings:
    return Settings(
        channel_secrets=(SECRET,),
        channel_access_token=TOKEN,
        database_url=address,
        secret_key="a key of the benchmark that is long enough",
        encryption_keys=(KEY,),
        public_url="http://127.0.0.1:9",
        line_api_base=api,
        workers=1,
    )
