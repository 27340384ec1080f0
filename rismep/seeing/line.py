"""What is known of LINE by the calls that are made anyway: noted in the database, for every process to see."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from bot.client import CallFailed
from storage import settings
from storage.sending import DOWN, STOPPED

LINE = "line"
QUOTA = "quota"

LATELY = timedelta(minutes=15)
"""What was seen of LINE longer ago says nothing of now; the quota is asked for more often than that."""

QUOTA_AGAIN = timedelta(minutes=10)

Work = Callable[[], AbstractContextManager[Session]]
AskQuota = Callable[[], tuple[int | None, int]]


class LineState(StrEnum):
    """How LINE stands to us."""

    REACHABLE = "reachable"
    UNREACHABLE = "unreachable"
    REFUSES = "refuses"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Quota:
    """The month's pushes as LINE told them `age` ago; no `limit`: as many as one likes."""

    limit: int | None
    used: int
    age: timedelta

    @property
    def left(self) -> int | None:
        return None if self.limit is None else max(self.limit - self.used, 0)


class LineSight:
    """When LINE last answered this process, and when it last did not."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._seen: dict[str, str] = {}
        self._asked_quota: datetime | None = None

    def called(self, result: str) -> None:
        """A call came to this. A refusal is an answer, too; a fault of LINE's own is none."""
        is_answer = result == "ok" or result.startswith("4")
        self._seen["answered" if is_answer else "failed"] = _written(self._clock())

    def note(self, look: Work, work: Work, ask_quota: AskQuota) -> None:
        """Write down what was seen since the last time, and now and then what is left of the month's pushes."""
        with look() as session:
            quota = settings.state_of_service(session, QUOTA) or {}
        asked = self._quota(str(quota.get("at", "")), ask_quota)
        with look() as session:
            known = settings.state_of_service(session, LINE) or {}
        newer = {name: at for name, at in self._seen.items() if at > str(known.get(name, ""))}
        if not newer and not asked:
            return
        now = self._clock()
        with work() as session:
            if newer:
                settings.set_state_of_service(session, LINE, {**known, **newer}, now)
            if asked:
                settings.set_state_of_service(session, QUOTA, {**asked, "at": _written(now)}, now)

    def _quota(self, told_at: str, ask_quota: AskQuota) -> dict[str, object] | None:
        """LINE's word on the quota, unless any process asked or this one tried not long ago."""
        now = self._clock()
        recent = now - QUOTA_AGAIN
        if told_at > _written(recent) or (self._asked_quota and self._asked_quota > recent):
            return None
        self._asked_quota = now
        try:
            limit, used = ask_quota()
        except CallFailed:
            return None
        return {"limit": limit, "used": used}


def state_of_line(session: Session, now: datetime) -> tuple[LineState, timedelta | None]:
    """How LINE stands to us, and how long ago it was last called."""
    known = settings.state_of_service(session, LINE) or {}
    answered, failed = str(known.get("answered", "")), str(known.get("failed", ""))
    newest = max(answered, failed)
    age = now - datetime.fromisoformat(newest) if newest else None
    if settings.state_of_service(session, STOPPED) is not None:
        return LineState.REFUSES, age
    if age is not None and age > LATELY:
        return LineState.UNKNOWN, age
    if settings.state_of_service(session, DOWN) is not None or failed > answered:
        return LineState.UNREACHABLE, age
    return LineState.UNKNOWN if age is None else LineState.REACHABLE, age


def quota(session: Session, now: datetime) -> Quota | None:
    """What is known of the month's pushes; None: nothing yet."""
    known = settings.state_of_service(session, QUOTA)
    if known is None:
        return None
    limit, used = known["limit"], known["used"]
    age = now - datetime.fromisoformat(str(known["at"]))
    return Quota(int(str(limit)) if limit is not None else None, int(str(used)), age)


def _written(at: datetime) -> str:
    """Of one width, so that later is greater."""
    return at.isoformat(timespec="microseconds")
