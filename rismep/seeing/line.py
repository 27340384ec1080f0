"""What is known of LINE by the calls that are made anyway: noted in the database, for every process to see."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from bot.client import CallFailed
from storage import sending, settings
from storage.sending import DOWN, STOPPED

log = logging.getLogger(__name__)

LINE = "line"
QUOTA = "quota"

LATELY = timedelta(minutes=15)
"""What was seen of LINE longer ago says nothing of now; the quota is asked for more often than that."""

QUOTA_AGAIN = timedelta(minutes=10)
FAILED_AGAIN = timedelta(minutes=1)
"""After so long LINE is asked once more for what it did not tell."""

NO_PROBE = timedelta(minutes=5)
"""If LINE counts as down and nobody has tried for so long after the moment at which one may, nobody has anything to
send just now.
"""

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
        self._ask_again: datetime | None = None

    def called(self, result: str) -> None:
        """A call came to this. A refusal is an answer, too; a fault of LINE's own is none."""
        now = _written(self._clock())
        if result == "ok" or result.startswith("4"):
            self._seen = {**self._seen, "answered": now}
        else:
            before = {"failed_before": self._seen["failed"]} if "failed" in self._seen else {}
            self._seen = {**self._seen, **before, "failed": now}

    def note(self, look: Work, work: Work, ask_quota: AskQuota) -> None:
        """Write down what was seen since the last time, and now and then what is left of the month's pushes."""
        with look() as session:
            quota = settings.state_of_service(session, QUOTA) or {}
        asked = self._quota(str(quota.get("at", "")), ask_quota)
        with look() as session:
            known = {name: str(at) for name, at in (settings.state_of_service(session, LINE) or {}).items()}
        newest = _newest(known, self._seen)
        if newest == known and not asked:
            return
        now = self._clock()
        with work() as session:
            if newest != known:
                settings.set_state_of_service(session, LINE, {**newest}, now)
            if asked:
                _end_what_nobody_probes(session, now)
                settings.set_state_of_service(session, QUOTA, {**asked, "at": _written(now)}, now)

    def _quota(self, told_at: str, ask_quota: AskQuota) -> dict[str, object] | None:
        """LINE's word on the quota, unless any process asked or this one tried not long ago."""
        now = self._clock()
        is_recent = _written(now - QUOTA_AGAIN) < told_at <= _written(now)
        if is_recent or (self._ask_again and timedelta() < self._ask_again - now <= QUOTA_AGAIN):
            return None
        self._ask_again = now + QUOTA_AGAIN
        try:
            limit, used = ask_quota()
        except CallFailed:
            self._ask_again = now + FAILED_AGAIN
            return None
        return {"limit": limit, "used": used}


Moments = Mapping[str, str]
"""When LINE last `answered`, last `failed` to, and `failed_before` that."""


def _newest(one: Moments, other: Moments) -> Moments:
    """Of what is written down and what this process has seen, some of which is written down already."""
    answered = sorted(seen["answered"] for seen in (one, other) if "answered" in seen)
    failed = sorted((_failures(one) | _failures(other)).elements())
    named = {"answered": answered[-1:], "failed": failed[-1:], "failed_before": failed[-2:-1]}
    return {name: at for name, found in named.items() for at in found}


def _failures(seen: Moments) -> Counter[str]:
    return Counter(seen[name] for name in ("failed_before", "failed") if name in seen)


def _end_what_nobody_probes(session: Session, now: datetime) -> None:
    """LINE has told the quota while it counts as down and no message is there to try it with, as in a night."""
    down = sending.states(session).get(DOWN)
    if down and now - datetime.fromisoformat(str(down["probe_at"])) > NO_PROBE and sending.note_up(session, now):
        log.warning("LINE answers again, nothing was to be sent meanwhile")


def state_of_line(session: Session, now: datetime) -> tuple[LineState, timedelta | None]:
    """How LINE stands to us, and how long ago it was last called. A single call that fails says nothing: at night the
    next is minutes away, and somebody would be woken.
    """
    known = settings.state_of_service(session, LINE) or {}
    answered, failed = str(known.get("answered", "")), str(known.get("failed", ""))
    failed_twice = str(known.get("failed_before", "")) > answered
    newest = max(answered, failed)
    age = now - datetime.fromisoformat(newest) if newest else None
    if settings.state_of_service(session, STOPPED) is not None:
        return LineState.REFUSES, age
    if age is not None and age > LATELY:
        return LineState.UNKNOWN, age
    if settings.state_of_service(session, DOWN) is not None or failed_twice:
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
