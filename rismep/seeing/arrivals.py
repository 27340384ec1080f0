"""Events as they come in: counted, and the first line of the way that each will go."""

import logging
from collections.abc import Callable, Sequence

from bot.keeping import Kept
from storage.incoming import NewEvent

log = logging.getLogger(__name__)

COMMON = ("message", "postback", "follow", "unfollow", "unsend", "join")
RARE = ("leave", "memberJoined", "memberLeft", "videoPlayComplete", "beacon", "accountLink", "membership", "module")
KINDS = frozenset((*COMMON, *RARE))
"""LINE's types of events; the name of any other is not taken for granted."""

OTHER = "other"


def noting(count: Callable[[str], None]) -> Kept:
    """Tells what was kept to the log and to `count`."""

    def noted(events: Sequence[NewEvent]) -> None:
        for event in events:
            kind = event.kind if event.kind in KINDS else OTHER
            count(kind)
            log.info("came kind=%s event=%s", kind, event.event_id)

    return noted
