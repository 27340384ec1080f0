"""The figures of one process, in a registry of its own: what came, how LINE answered, how long people waited.

What can be counted in the database is counted there when asked (`standing.py`), so that several processes agree.
"""

from collections.abc import Callable
from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.process_collector import ProcessCollector

from intake.reading import Reading
from rismep.seeing.arrivals import KINDS, OTHER

REPLY_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600)
CALL_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
CONFIDENCE = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)

ABOUT_A_MATTER = (None, "need")
"""The steps in which words say what is the matter; an answer to another question says little to the classifier."""


class Figures:
    """Counts what this process does; safe for threads. No figure knows a person."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        ProcessCollector(registry=registry)
        self._events = Counter("rismep_events", "Events that LINE sent, by their type", ["kind"], registry=registry)
        self._replies = Histogram(
            "rismep_reply_seconds",
            "From an event's coming to the delivery of its answer, by the way it went",
            ["way"],
            buckets=REPLY_SECONDS,
            registry=registry,
        )
        self._calls = Counter(
            "rismep_line_calls",
            "Calls to LINE and what came of them: ok, a status, or none when no answer came",
            ["call", "result"],
            registry=registry,
        )
        self._call_seconds = Histogram(
            "rismep_line_call_seconds", "How long LINE took", ["call"], buckets=CALL_SECONDS, registry=registry
        )
        self._confidence = Histogram(
            "rismep_reading_confidence",
            "Probability of the likeliest label of messages that say what is the matter: sure, asks (which of two), "
            "unsure (asks anew)",
            ["decision"],
            buckets=CONFIDENCE,
            registry=registry,
        )
        self._begin_at_nothing()

    def _begin_at_nothing(self) -> None:
        """A series that is not there until something happens cannot tell that nothing does."""
        for kind in (*KINDS, OTHER):
            self._events.labels(kind)
        for decision in ("sure", "asks", "unsure"):
            self._confidence.labels(decision)

    def came(self, kind: str) -> None:
        self._events.labels(kind).inc()

    def answered(self, way: str, took: timedelta) -> None:
        self._replies.labels(way).observe(took.total_seconds())

    def called(self, call: str, result: str, seconds: float) -> None:
        self._calls.labels(call, result).inc()
        self._call_seconds.labels(call).observe(seconds)

    def watching(self, read: Callable[[str, str | None], Reading]) -> Callable[[str, str | None], Reading]:
        """`read`, with every reading that has to say what is the matter counted."""

        def watched(text: str, expecting: str | None) -> Reading:
            reading = read(text, expecting)
            if expecting in ABOUT_A_MATTER and reading.scores:
                self._confidence.labels(_decision(reading)).observe(max(reading.scores.values()))
            return reading

        return watched


def _decision(reading: Reading) -> str:
    if reading.sure:
        return "sure"
    return "asks" if reading.ask else "unsure"
