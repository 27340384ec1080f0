"""Events that no turn can answer: after some tries they are set aside for staff, with why, so that others go on."""

import logging
import traceback

from bot.bot import Bot
from storage import incoming
from storage.trouble import trouble_of

log = logging.getLogger(__name__)

OURS = frozenset({"bot", "casework", "intake", "intents", "network", "storage", "texts"})


def count_failure(bot: Bot, row_id: int, error: Exception) -> None:
    """Count a failed turn. A database that is locked, full or gone fails for all, and is no fault of the event."""
    if trouble_of(error) is not None:
        return
    with bot.work() as session:
        if incoming.count_failure(session, row_id, place_of(error), bot.clock()):
            log.error("event set aside row=%d why=%s", row_id, place_of(error))


def place_of(error: Exception) -> str:
    """The class of an error and where in our code it came up; never its words, which may be somebody's."""
    places = [(frame.f_globals.get("__name__", "?"), line) for frame, line in traceback.walk_tb(error.__traceback__)]
    ours = [place for place in places if place[0].partition(".")[0] in OURS]
    module, line = (ours or places or [("?", 0)])[-1]
    return f"{type(error).__name__} {module}:{line}"
