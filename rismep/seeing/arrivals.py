"""Events as they come in: counted, and the first line of the way that each will go."""

import logging
from collections.abc import Callable, Sequence

from bot.webhook import Keep
from storage.incoming import NewEvent

log = logging.getLogger(__name__)

COMMON = ("message", "postback", "follow", "unfollow", "unsend", "join")
RARE = ("leave", "memberJoined", "memberLeft", "videoPlayComplete", "beacon", "accountLink", "membership", "module")
KINDS = frozenset((*COMMON, *RARE))
"""LINE's types of events; the name of any other is not taken for granted."""


def noting(keep: Keep, count: Callable[[str], None]) -> Keep:
    """`keep`, and what it has kept is told to the log and to `count`."""

    def noted(events: Sequence[NewEvent]) -> None:
        keep(events)
        for event in events:
            kind = event.kind if event.kind in KINDS else "other"
            count(kind)
            log.info("came kind=%s event=%s", kind, event.event_id)

    return noted
