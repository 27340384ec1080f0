"""The embedded engine: worker threads in this very process, woken when there is something to do for a chat."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from time import sleep

from scheduler.engines.pieces import Handle, handle_all

PAUSE, PAUSES = 0.005, 40
"""Seconds, and how many of them make the longest wait."""


class EmbeddedEngine:
    """Runs `handle` for announced chats: one worker per chat at a time, different chats in parallel.

    A worker takes what waits, `at_once` chats at most. A chat with more to do goes to the end of the line, so that
    one person who sends 500 messages does not delay the others. While `is_flooded`, each worker pauses before its
    next piece: what comes in has to be kept first, and this process has one processor.
    """

    def __init__(
        self,
        handle: Handle,
        workers: int = 4,
        is_flooded: Callable[[], bool] = lambda: False,
        at_once: int = 1,
    ) -> None:
        self._handle = handle
        self._is_flooded = is_flooded
        self._at_once = at_once
        self._waiting: OrderedDict[str, None] = OrderedDict()
        self._running: set[str] = set()
        self._again: set[str] = set()
        self._lock = threading.Lock()
        # Workers are woken one by one: all of them at each announcement would only get in each other's way.
        self._work_there = threading.Condition(self._lock)
        self._idle = threading.Condition(self._lock)
        self._stopping = False
        self._threads = [threading.Thread(target=self._work, name=f"worker-{n}", daemon=True) for n in range(workers)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def announce(self, chats: Iterable[str]) -> None:
        """There may be something to do for these chats."""
        with self._lock:
            for chat in chats:
                if chat in self._running:
                    self._again.add(chat)
                elif chat not in self._waiting:
                    self._waiting[chat] = None
                    self._work_there.notify()

    def wait_until_idle(self, seconds: float) -> bool:
        """Whether nothing waits or runs any more, after at most `seconds`."""
        with self._lock:
            return self._idle.wait_for(lambda: not self._waiting and not self._running, seconds)

    def stop(self, seconds: float = 10.0) -> None:
        """Finish what runs; what waits stands in the rows and is taken up at the next start."""
        with self._lock:
            self._stopping = True
            self._work_there.notify_all()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(seconds)

    def _work(self) -> None:
        while chats := self._next():
            self._give_way()
            self._handle_all(chats)

    def _handle_all(self, chats: Sequence[str]) -> None:
        """No chat has to wait for those that are served with it: each is free as soon as its own work has ended."""
        left = set(chats)

        def done(chat: str, more: bool) -> None:
            with self._lock:
                if chat in left:
                    left.remove(chat)
                    self._free(chat, more)
                    # This worker still has others in hand.
                    self._work_there.notify()

        more = handle_all(self._handle, chats, done)
        with self._lock:
            for chat in left:
                self._free(chat, chat in more)

    def _give_way(self) -> None:
        """For a moment, not for ever: people wait for their answers, too."""
        for _ in range(PAUSES):
            if not self._is_flooded():
                return
            sleep(PAUSE)

    def _next(self) -> list[str]:
        """Chats to work for; none when it is time to stop."""
        with self._lock:
            self._work_there.wait_for(lambda: self._waiting or self._stopping)
            if self._stopping:
                return []
            chats = list(islice(self._waiting, self._at_once))
            for chat in chats:
                del self._waiting[chat]
            self._running.update(chats)
            return chats

    def _free(self, chat: str, more: bool) -> None:
        """To the end of the line, if it has more to do. A worker that has nothing else in hand takes that itself, so
        nobody is woken for it.
        """
        self._running.discard(chat)
        if more or chat in self._again:
            self._again.discard(chat)
            self._waiting[chat] = None
        if not self._waiting and not self._running:
            self._idle.notify_all()
