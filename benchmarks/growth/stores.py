"""One filled store with the real bot on it, and talks with people of it, taken turn by turn."""

import gc
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

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


@dataclass(frozen=True)
class Turn:
    """Seconds from the event's coming until nothing is left to do for it; how many of them LINE took, and how many
    the processor worked in this process, which the database on SQLite and LINE's stand-in share.
    """

    seconds: float
    in_line: float
    processor: float

    @property
    def ours(self) -> float:
        return self.seconds - self.in_line


Talk = Sequence[Turn]


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
        self._chance, self._talked = random.Random(people), set[int]()
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

    def talk(self) -> None:
        """Somebody picked at random of all whose matter is at rest has a talk. Raises RuntimeError when an answer is
        missing: a bot that does nothing would be fast.
        """
        gc.collect()
        self._platform.call_log.clear()
        cases = self._cases()
        phone = self._platform.add_phone("เจ้าของตัวอย่าง", user_id=filled.line_user(self._somebody()))
        self.talks.append([self._turn(phone.text_event(words)) for words in TALK])
        replies = [call for call in self._platform.calls if call.operation == "replyMessage" and call.status == 200]
        if len(replies) != len(TALK) or self._cases() != cases + 1:
            raise RuntimeError(f"{self.kind}, {self.people}: {len(replies)} answers, {self._cases() - cases} cases")

    def _somebody(self) -> int:
        """Nobody twice: who has just told a matter is asked whether the next is the same."""
        while True:
            number = self._chance.randint(1, self.people)
            is_at_rest = number % 100 >= filled.OF_HUNDRED_LIVE + filled.OF_HUNDRED_WAITING
            if is_at_rest and number not in self._talked:
                self._talked.add(number)
                return number

    def _turn(self, event: dict[str, Any]) -> Turn:
        events = kept_events({"events": [event]})
        in_line, worked, began = self._line.seconds, time.process_time(), time.perf_counter()
        self.house.keeper.keep(events)
        if not self.house.engine.wait_until_idle(PATIENCE_SECONDS):
            raise RuntimeError(f"{self.kind}, {self.people}: no end of a turn")
        took, worked = time.perf_counter() - began, time.process_time() - worked
        return Turn(took, self._line.seconds - in_line, worked)

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
