"""What both engines run: one piece of work for each of some chats, none of which fails for the fault of another."""

import logging
from collections.abc import Callable, Collection, Sequence

log = logging.getLogger(__name__)

Done = Callable[[str, bool], None]
"""A chat's piece of work has ended; may it have more?"""

Handle = Callable[[Sequence[str], Done], Collection[str]]
"""One piece of work for each of these chats; answers with those that may have more, of some sooner by `Done`."""


def handle_all(handle: Handle, chats: Sequence[str], done: Done) -> Collection[str]:
    """Who may have more? If it fails for several, each of whom nothing was heard is tried by itself. What fails then
    was counted, and is taken up again by the clock, not in a tight loop.
    """
    left = dict.fromkeys(chats)

    def ended(chat: str, more: bool) -> None:
        left.pop(chat, None)
        done(chat, more)

    try:
        return handle(chats, ended)
    except Exception:
        log.exception("work failed")
        if len(chats) == 1:
            return ()
    more: list[str] = []
    for chat in list(left):
        more += handle_all(handle, [chat], done)
        done(chat, chat in more)
    return more
