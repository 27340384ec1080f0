"""The circuit to LINE: when calls fail in a row it opens, so that no worker waits for who does not answer.

That it is open stands in a row, for every process; what is owed stands in its rows anyway. One call at a time is
let by as a probe, ever more seldom; the first that LINE answers closes the circuit.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from storage import messages, sending
from storage.sending import DOWN, UP, States

log = logging.getLogger(__name__)

IN_A_ROW = 5
"""So many calls of one process have to fail, one after the other, before LINE counts as down."""

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(seconds=60)


class Circuit:
    """What one process has seen of LINE just now. `chance` gives a number from 0 to 1.

    Only calls that carry messages count; whatever else is asked of LINE is asked while it is up.
    """

    def __init__(self, chance: Callable[[], float] = lambda: 0.5) -> None:
        self._chance = chance
        self._lock = threading.Lock()
        self._in_a_row = 0
        self._up: Mapping[str, Any] | None = None

    def note(self, session: Session, answered: bool, why: str, now: datetime) -> States:
        """Note whether LINE has answered a call; how sending stands after it."""
        known = sending.states(session)
        failed = self._count(answered, known.get(UP))
        if answered and DOWN in known:
            self._close(session, known, now)
        elif not answered and DOWN in known:
            sending.put_off_probe(session, self._wait(known[DOWN]["probes"]), now)
        elif failed >= IN_A_ROW:
            self._open(session, failed, why, now)
        else:
            return known
        session.flush()
        return sending.states(session)

    def note_answer(self) -> None:
        """LINE has answered a call that began while nothing was known to be wrong with it."""
        with self._lock:
            self._in_a_row = 0

    def _count(self, answered: bool, up: Mapping[str, Any] | None) -> int:
        """Calls that failed in a row; what failed before LINE answered another process does not count any more."""
        with self._lock:
            before = self._in_a_row if up == self._up else 0
            self._up, self._in_a_row = up, 0 if answered else before + 1
            return self._in_a_row

    def _open(self, session: Session, failed: int, why: str, now: datetime) -> None:
        if sending.note_down(session, now + self._wait(0), now):
            log.error("LINE is down: %d calls in a row failed, the last by %s", failed, why)

    def _close(self, session: Session, known: States, now: datetime) -> None:
        if sending.note_up(session, now):
            seconds = (now - (sending.down_since(known) or now)).total_seconds()
            waiting = messages.number_owed(session)
            log.warning("LINE answers again: down for %.0f s, messages waiting: %d", seconds, waiting)

    def _wait(self, probes: int) -> timedelta:
        """Until the next probe; not to the second, since others wait for LINE, too."""
        wait: timedelta = min(FIRST_WAIT * 2 ** min(probes, 10), LONGEST_WAIT)
        return wait * (0.8 + 0.4 * self._chance())


def is_closed(session: Session) -> bool:
    """Whether LINE may be asked for what nobody waits for."""
    return DOWN not in sending.states(session)
