"""The log on stderr: plain for terminals or one JSON object a line; both with the event that a line goes back to.

Our messages are words and then `name=value`, so that both kinds come from the same call.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType

from bot.trail import followed
from storage.trouble import trouble_of

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

PLACEHOLDER = re.compile(r"(?:(\w+)=)?%[-#0-9.]*[a-zA-Z]")
NOISY = ("alembic", "apscheduler", "procrastinate", "psycopg", "urllib3", "waitress.queue")
"""Their lines would repeat ours for every call and every tick."""


STDERR = sys.stderr
"""As the process began: whoever puts another in its place, to hear what a command says, hears no log."""


def set_up(*, as_json: bool) -> None:
    """Let everything that is logged from now on go to stderr in one of the two kinds."""
    handler = logging.StreamHandler(STDERR)
    handler.addFilter(is_news)
    handler.setFormatter(JsonLines() if as_json else PlainLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.ERROR)


def is_news(record: logging.LogRecord) -> bool:
    """Whoever meets trouble of the database logs a traceback; it has been told in one line (storage/trouble.py)."""
    return not record.exc_info or trouble_of(record.exc_info[1]) is None


class _Discreet(logging.Formatter):
    """Tells where a fault happened and of which kind it was, from its first cause on. An error's own words are left
    out: they repeat what it was given, and that may be what somebody wrote.
    """

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - logging's own name
        errors = list(_with_causes(ei[1]))
        told = [[*traceback.format_tb(error.__traceback__), type(error).__qualname__] for error in reversed(errors)]
        return "\n".join("".join(["Traceback (most recent call last):\n", *one]) for one in told)


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error, what it came from, what that came from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


class PlainLines(_Discreet):
    """As people read it, each message in one line whatever it repeats; the event stands last."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        event = followed()
        line = " ".join(super().formatMessage(record).split())
        return f"{line} event={event}" if event else line


class JsonLines(_Discreet):
    """As machines read it: `msg` is the line, and every `name=value` of them a field of its own."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {
            **_fields(record),
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "msg": record.getMessage(),
        }
        if event := followed():
            said["event"] = event
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, default=str, ensure_ascii=False)


def _fields(record: logging.LogRecord) -> dict[str, object]:
    """What the message names, each with its value as it was given."""
    if not isinstance(record.args, tuple) or "%%" in str(record.msg):
        return {}
    names = PLACEHOLDER.findall(str(record.msg))
    return {name: value for name, value in zip(names, record.args, strict=False) if name}
