"""Keeping events before they are acknowledged: one thread commits what many requests wait for at once.

A commit of its own for every request cost most of what the machine could take (benchmarks/webhook).
"""

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from storage import incoming
from storage.incoming import NewEvent
from storage.trouble import Watch, trouble_of

log = logging.getLogger(__name__)

PATIENCE = 5.0
"""Seconds until a request gives up; LINE has stopped listening by then and sends its events once more."""

MOST_AT_ONCE = 500
MANY = 8


Answered = Callable[[str | None], None]
"""Called when it is known what became of somebody's events: None when they are kept, else why they are not."""


@dataclass(frozen=True)
class Request:
    """Somebody's events, and who waits to hear of them."""

    events: Sequence[NewEvent]
    answered: Answered


class NotKept(Exception):  # noqa: N818 - what the webhook has to say
    """The events are not in the database (yet): whoever sent them must send them again."""


Kept = Callable[[Sequence[NewEvent]], None]


class Keeper:
    """Keeps the events of waiting requests; safe to use from many threads.

    `kept` is told of what is committed, when nobody waits for it any more: requests that told it themselves would
    only wait for each other.
    """

    def __init__(
        self,
        work: Callable[[], AbstractContextManager[Session]],
        clock: Callable[[], datetime],
        kept: Kept = lambda events: None,
    ) -> None:
        self._work = work
        self._clock = clock
        self._kept = kept
        self._watch = Watch("keeping events")
        self._in_hand = 0
        self._requests: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)
        self._thread.start()

    def hand_over(self, events: Sequence[NewEvent], answered: Answered) -> None:
        """Keep these soon; `answered` is called by the thread that commits, which must not wait in it."""
        self._requests.put(Request(events, answered))

    def keep(self, events: Sequence[NewEvent]) -> None:
        """Return when the events are committed. Raises NotKept."""
        kept = Future[str | None]()
        self.hand_over(events, kept.set_result)
        try:
            failure = kept.result(PATIENCE)
        except TimeoutError:
            self.gave_up()
            raise NotKept("not in time") from None
        if failure:
            raise NotKept(failure)

    def gave_up(self) -> None:
        """Somebody's patience is over."""
        self._watch.failed(f"no commit within {PATIENCE:.0f} s")

    def is_flooded(self) -> bool:
        """Whether more requests wait than one commit should be made to wait for."""
        return self._requests.qsize() + self._in_hand > MANY

    def stop(self) -> None:
        """Keep what was handed over before, then no more."""
        self._requests.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (requests := self._next()) is not None:
            self._in_hand = len(requests)
            self._keep_all(requests)
            self._in_hand = 0

    def _next(self) -> list[Request] | None:
        """All that waits; None when there will be no more."""
        first = self._requests.get()
        if first is None:
            return None
        requests = [first]
        while len(requests) < MOST_AT_ONCE and not self._requests.empty():
            request = self._requests.get()
            if request is None:
                self._requests.put(None)
                break
            requests.append(request)
        return requests

    def _keep_all(self, requests: Sequence[Request]) -> None:
        events = [event for request in requests for event in request.events]
        try:
            self._commit(events)
        except Exception as error:
            self._refuse(requests, error)
            return
        self._watch.worked()
        for request in requests:
            request.answered(None)
        self._tell(events)

    def _tell(self, events: Sequence[NewEvent]) -> None:
        """Whoever is told may fail, but without this thread nothing would be kept any more."""
        try:
            self._kept(events)
        except Exception:
            log.exception("kept events not told events=%d", len(events))

    def _refuse(self, requests: Sequence[Request], error: Exception) -> None:
        """One request's unfit event must not cost the others theirs; without a database there is no use in trying."""
        trouble = trouble_of(error)
        if len(requests) > 1 and trouble is None:
            for request in requests:
                self._keep_all([request])
            return
        if trouble is None:
            self._watch.failed(type(error).__name__)
        for request in requests:
            request.answered(type(error).__name__)

    def _commit(self, events: Sequence[NewEvent]) -> None:
        with self._work() as session:
            incoming.remember(session, events, self._clock())
