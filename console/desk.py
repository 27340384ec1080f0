"""What the console is given: the database, the clock, the texts, and the little that it needs of LINE."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import current_app
from sqlalchemy.orm import Session

from intents.explanation import Explanation
from texts.catalogue import Catalogue

KEY = "rismep-console"


@dataclass(frozen=True)
class Preview:
    """A message as LINE would take it; `complaints` are those of LINE's own validation, "" when it is fine."""

    messages: Sequence[Mapping[str, Any]]
    complaints: str = ""


@dataclass(frozen=True)
class Desk:
    """`work` yields a session that is committed on leaving, `look` one for looking only.

    `new_secret` gives 16 random bytes; `preview` makes LINE's JSON of parts in a language; `handoff_of` reads the
    handoff's id off the signed token of a provider's page; `scanned` is what the picture of an invite code holds,
    so that scanning it in LINE opens the chat with the code typed; `explain` reads a text as the bot does and says
    why it is read so. The `demo` signs in its officer by itself.
    """

    work: Callable[[], AbstractContextManager[Session]]
    look: Callable[[], AbstractContextManager[Session]]
    clock: Callable[[], datetime]
    texts: Callable[[], Catalogue]
    new_secret: Callable[[], bytes]
    preview: Callable[[Sequence[dict[str, Any]], str], Preview]
    handoff_of: Callable[[str], int | None]
    scanned: Callable[[str], str]
    explain: Callable[[str], Explanation]
    demo: bool = False


def desk() -> Desk:
    """The desk of the application that answers this request."""
    return cast(Desk, current_app.extensions[KEY])
