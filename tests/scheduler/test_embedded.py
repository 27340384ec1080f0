"""The embedded engine: in order within a chat, fair between chats, and unimpressed by faults."""

import threading
from collections import defaultdict
from collections.abc import Sequence

import pytest

from scheduler.engines.embedded import EmbeddedEngine
from scheduler.engines.pieces import Done


class Queue:
    """Work to be done by chat, and what was done, in order."""

    def __init__(self, **waiting: int) -> None:
        self.waiting = dict(waiting)
        self.done: list[str] = []
        self.running: dict[str, int] = defaultdict(int)
        self.overlapped = False
        self._lock = threading.Lock()

    def handle(self, chats: Sequence[str], done: Done) -> list[str]:
        return [chat for chat in chats if self._handle(chat)]

    def _handle(self, chat: str) -> bool:
        with self._lock:
            self.running[chat] += 1
            self.overlapped |= self.running[chat] > 1
            more = self.waiting.get(chat, 0) > 0
            if more:
                self.waiting[chat] -= 1
                self.done.append(chat)
        with self._lock:
            self.running[chat] -= 1
        return more


def run(queue: Queue, workers: int, at_once: int = 1) -> EmbeddedEngine:
    engine = EmbeddedEngine(queue.handle, workers, at_once=at_once)
    engine.announce(queue.waiting)
    engine.start()
    assert engine.wait_until_idle(10)
    engine.stop()
    return engine


@pytest.mark.parametrize("at_once", [1, 2, 8])
def test_everything_is_done_and_never_two_at_once_for_one_chat(at_once: int) -> None:
    queue = Queue(a=50, b=50, c=50)
    run(queue, 4, at_once)
    assert queue.waiting == {"a": 0, "b": 0, "c": 0}
    assert len(queue.done) == 150
    assert not queue.overlapped


def test_one_who_sends_500_does_not_delay_the_others() -> None:
    queue = Queue(loud=500, quiet=1)
    run(queue, 1)
    assert queue.done.index("quiet") <= 2


@pytest.mark.parametrize("at_once", [1, 8])
def test_a_fault_ends_neither_the_worker_nor_the_others(at_once: int) -> None:
    queue = Queue(a=3)

    def handle(chats: Sequence[str], done: Done) -> list[str]:
        if "broken" in chats:
            raise RuntimeError("a fault of the tests")
        return queue.handle(chats, done)

    engine = EmbeddedEngine(handle, 1, at_once=at_once)
    engine.announce(["broken", "a"])
    engine.start()
    assert engine.wait_until_idle(10)
    engine.stop()
    assert queue.waiting == {"a": 0}


def test_what_is_announced_while_it_runs_is_looked_at_again() -> None:
    seen = threading.Event()
    go = threading.Event()
    times: list[str] = []

    def handle(chats: Sequence[str], done: Done) -> list[str]:
        times.extend(chats)
        seen.set()
        go.wait(5)
        return []

    engine = EmbeddedEngine(handle, 2)
    engine.start()
    engine.announce(["a"])
    assert seen.wait(5)
    engine.announce(["a"])
    go.set()
    assert engine.wait_until_idle(10)
    engine.stop()
    assert times == ["a", "a"]


def test_who_is_served_with_somebody_slow_is_free_as_soon_as_their_own_work_has_ended() -> None:
    slow_may_end, quick_again = threading.Event(), threading.Event()
    served: list[str] = []

    def handle(chats: Sequence[str], done: Done) -> list[str]:
        served.extend(chats)
        for chat in chats:
            if chat == "quick":
                done(chat, served.count(chat) == 1)
        if served.count("quick") == 2:
            quick_again.set()
        if "slow" in chats:
            slow_may_end.wait(10)
        return []

    engine = EmbeddedEngine(handle, 2, at_once=8)
    engine.announce(["slow", "quick"])
    engine.start()
    assert quick_again.wait(5)
    slow_may_end.set()
    assert engine.wait_until_idle(10)
    engine.stop()
    assert sorted(served) == ["quick", "quick", "slow"]
