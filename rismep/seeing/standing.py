"""Where the bot stands by what its database holds: the same for every process that looks."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from rismep.seeing import line
from rismep.seeing.line import LineState, Quota
from storage import incoming, queues, settings
from storage.queues import Queue
from storage.sending import QUOTA_USED

OVERDUE = timedelta(minutes=10)
"""The clock job looks every few seconds; what it has left for longer, it does not get to."""

Look = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True)
class Standing:
    """What waits, and how LINE stands to us. No figure knows a person."""

    events: Queue
    messages: Queue
    line: LineState
    line_seen: timedelta | None
    pushes_stopped: bool
    quota: Quota | None


def standing(session: Session, now: datetime) -> Standing:
    """Where the bot stands now. Raises SQLAlchemyError when the database does not answer."""
    state, seen = line.state_of_line(session, now)
    return Standing(
        events=queues.events(session, now),
        messages=queues.messages(session, now),
        line=state,
        line_seen=seen,
        pushes_stopped=settings.state_of_service(session, QUOTA_USED) is not None,
        quota=line.quota(session, now),
    )


class StandingFigures(Collector):
    """The database's figures, counted at each scrape; without a database its absence is the figure."""

    def __init__(self, look: Look, clock: Callable[[], datetime]) -> None:
        self._look = look
        self._clock = clock

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            figures = self._counted()
        except SQLAlchemyError:
            figures = {}
        yield GaugeMetricFamily("rismep_database_up", "1: the database answers", float(bool(figures)))
        for name, (value, meaning) in figures.items():
            yield GaugeMetricFamily(f"rismep_{name}", meaning, value)

    def _counted(self) -> dict[str, tuple[float, str]]:
        now = self._clock()
        with self._look() as session:
            return {**_of_standing(standing(session, now)), **_of_work(session, now)}


def _of_standing(its: Standing) -> dict[str, tuple[float, str]]:
    figures = {
        "events_waiting": (its.events.waiting, "Events that no turn has answered yet"),
        "events_oldest_seconds": (its.events.oldest.total_seconds(), "Age of the oldest of them"),
        "messages_owed": (its.messages.waiting, "Messages that may go now and have not arrived"),
        "messages_oldest_seconds": (its.messages.oldest.total_seconds(), "For how long the oldest may have gone"),
        "line_unreachable": (its.line is LineState.UNREACHABLE, "1: LINE did not answer the last call"),
        "sending_stopped": (its.line is LineState.REFUSES, "1: LINE refuses the access token, nothing is sent"),
        "pushes_stopped": (its.pushes_stopped, "1: the month's pushes are used up, replies go on"),
    }
    if its.quota and its.quota.limit is not None:
        figures["quota_limit"] = (its.quota.limit, "Pushes of the month, none: no limit")
        figures["quota_left"] = (its.quota.left or 0, "How many of them are left")
    return figures


def _of_work(session: Session, now: datetime) -> dict[str, tuple[float, str]]:
    due = queues.follow_ups(session, now)
    return {
        "events_set_aside": (incoming.number_set_aside(session), "Events that no turn could answer"),
        "maybe_twice": (queues.number_maybe_twice(session), "Answers that may have arrived twice"),
        "follow_ups_due": (due.waiting, "Cases, parts and chats that the clock job has to look at"),
        "follow_ups_overdue": (queues.number_overdue(session, now - OVERDUE), "Those due for over ten minutes"),
    }
