"""What every part of the bot is given: the database, the reader, LINE, the texts, the clock."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Semaphore
from typing import TypeVar

from sqlalchemy.orm import Session

from bot.circuit import Circuit
from bot.client import Client
from bot.outbox import Writer
from intake.reading import Reading
from texts.catalogue import Catalogue

SOON = 0.05
"""Seconds after the first of the calls side by side in which most others come back, to be noted with it."""

One = TypeVar("One")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Bot:
    """`work` yields a session that is committed on leaving, `look` one for looking only.

    `read` understands one message, given the step that waits for an answer; `texts` gives the catalogue with the
    agency's own wording; `address_of` makes an address of a page's path; `circuit` knows whether LINE answers.
    `answered` is told of every answer that reached its person: by which way, and how long after their event came.
    `is_hurried`: somebody urgent waits for the transaction that goes on. `threads` are for calls that LINE lets wait;
    so many files as `fetching` lets in come at once, since each stands in memory meanwhile.
    """

    work: Callable[[], AbstractContextManager[Session]]
    look: Callable[[], AbstractContextManager[Session]]
    read: Callable[[str, str | None], Reading]
    client: Client
    texts: Callable[[], Catalogue]
    address_of: Callable[[str], str]
    clock: Callable[[], datetime]
    circuit: Circuit = field(default_factory=Circuit)
    answered: Callable[[str, timedelta], None] = lambda way, took: None
    is_hurried: Callable[[], bool] = lambda: False
    threads: Executor | None = None
    fetching: Semaphore = field(default_factory=Semaphore)

    def writer(self, language: str) -> Writer:
        return Writer(language, self.texts(), self.address_of)

    def each(self, call: Callable[[One], Answer], these: Sequence[One]) -> list[Answer]:
        """What `call` answers for each of these, in their order; side by side where there are threads for it.

        None of them goes on when this returns, even if another has failed.
        """
        if self.threads is None or len(these) < 2:
            return [call(one) for one in these]
        calls = [self.threads.submit(call, one) for one in these]
        wait(calls)
        return [ended.result() for ended in calls]

    def each_as_it_comes(
        self, call: Callable[[One], Answer], these: Sequence[One]
    ) -> Iterator[list[tuple[One, Answer]]]:
        """The same with threads, some at a time as they come, each with what it answers. Whoever leaves early waits
        for the rest all the same, and does not hear of it.
        """
        if self.threads is None or len(these) < 2:
            yield [(one, call(one)) for one in these]
            return
        left = {self.threads.submit(call, one): one for one in these}
        try:
            while left:
                wait(left, return_when=FIRST_COMPLETED)
                wait(left, timeout=SOON)
                yield [(left.pop(ended), ended.result()) for ended in tuple(left) if ended.done()]
        finally:
            wait(left)
