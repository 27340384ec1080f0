"""What every part of the bot is given: the database, the reader, LINE, the texts, the clock."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.circuit import Circuit
from bot.client import Client
from bot.outbox import Writer
from intake.reading import Reading
from texts.catalogue import Catalogue


@dataclass(frozen=True)
class Bot:
    """`work` yields a session that is committed on leaving, `look` one for looking only.

    `read` understands one message, given the step that waits for an answer; `texts` gives the catalogue with the
    agency's own wording; `address_of` makes an address of a page's path; `circuit` knows whether LINE answers.
    `answered` is told of every answer that reached its person: by which way, and how long after their event came.
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

    def writer(self, language: str) -> Writer:
        return Writer(language, self.texts(), self.address_of)
