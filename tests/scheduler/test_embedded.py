"""The embedded engine: in order within a chat, fair between chats, and unimpressed by faults."""

import threading
from collections import defaultdict

from scheduler.engines.embedded import EmbeddedEngine


class Queue:
    """Work to be done by chat, and what was done, in order."""

    def __init__(self, **waiting: int) -> None:
        self.waiting = dict(waiting)
        self.done: list[str] = []
        self.running: dict[str, int] = defaultdict(int)
        self.overlapped = False
        self._lock = threading.Lock()

    def handle(self, chat: str) -> bool:
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


def run(queue: Queue, workers: int) -> EmbeddedEngine:
    engine = EmbeddedEngine(queue.handle, workers)
    engine.announce(queue.waiting)
    engine.start()
    assert engine.wait_until_idle(10)
    engine.stop()
    return engine


def test_everything_is_done_and_never_two_at_once_for_one_chat() -> None:
    queue = Queue(a=50, b=50, c=50)
    run(queue, 4)
    assert queue.waiting == {"a": 0, "b": 0, "c": 0}
    assert len(queue.done) == 150
    assert not queue.overlapped


def test_one_who_sends_500_does_not_delay_the_others() -> None:
    queue = Queue(loud=500, quiet=1)
    run(queue, 1)
    assert queue.done.index("quiet") <= 2


def test_a_fault_ends_neither_the_worker_nor_the_others() -> None:
    queue = Queue(a=3)

    def handle(chat: str) -> bool:
        if chat == "broken":
            raise RuntimeError("a fault of the tests")
        return queue.handle(chat)

    engine = EmbeddedEngine(handle, 1)
    engine.announce(["broken", "a"])
    engine.start()
    assert engine.wait_until_idle(10)
    engine.stop()
    assert queue.waiting == {"a": 0}


def test_what_is_announced_while_it_runs_is_looked_at_again() -> None:
    seen = threading.Event()
    go = threading.Event()
    times: list[str] = []

    def handle(chat: str) -> bool:
        times.append(chat)
        seen.set()
        go.wait(5)
        return False

    engine = EmbeddedEngine(handle, 2)
    engine.start()
    engine.announce(["a"])
    assert seen.wait(5)
    engine.announce(["a"])
    go.set()
    assert engine.wait_until_idle(10)
    engine.stop()
    assert times == ["a", "a"]
