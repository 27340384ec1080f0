"""Faults on order: what goes wrong in the next calls."""

import threading
from dataclasses import dataclass

from simulator.errors import QUOTA_EXCEEDED, RATE_EXCEEDED, UNAUTHORISED, Refused

KINDS = (
    "400",
    "401",
    "403",
    "404",
    "413",
    "429_quota",
    "429_rate",
    "500",
    "500_after_accept",
    "503",
    "empty_after_accept",
    "hang",
    "hang_after_accept",
    "html",
    "html_after_accept",
    "reset",
    "reset_after_accept",
    "slow",
    "truncated_after_accept",
)

_MESSAGES = {
    "400": "The request body is invalid",
    "401": UNAUTHORISED,
    "403": "Access to this API is not available for your account",
    "404": "Not found",
    "413": "Request entity too large",
    "429_quota": QUOTA_EXCEEDED,
    "429_rate": RATE_EXCEEDED,
    "500": "Internal server error",
    "503": "Service unavailable",
}


@dataclass
class Fault:
    """One thing that will go wrong: for which path (and whom), how, how many more times, for how long."""

    path: str
    kind: str
    left: int
    seconds: float
    method: str | None = None
    to: str | None = None

    @property
    def name(self) -> str:
        return self.kind.removesuffix("_after_accept")

    @property
    def after_accept(self) -> bool:
        """True: the platform carries the request out, and only the answer is lost."""
        return self.kind.endswith("_after_accept")

    def fits(self, method: str, path: str, to: str | None) -> bool:
        if self.method not in (None, method) or self.to not in (None, to):
            return False
        return path.startswith(self.path[:-1]) if self.path.endswith("*") else path == self.path

    def refusal(self) -> Refused:
        status = int(self.name.partition("_")[0])
        return Refused(status, _MESSAGES[self.name])


class Faults:
    """Ordered faults, first ordered first used. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ordered: list[Fault] = []
        self._over = threading.Event()

    def add(
        self,
        path: str,
        kind: str,
        times: int = 1,
        *,
        seconds: float = 30.0,
        method: str | None = None,
        to: str | None = None,
    ) -> None:
        """Let the next `times` calls to `path` fail (a path ending in `*` means every path that starts so).

        `kind` is one of KINDS. `hang` stays silent for `seconds`, then closes the connection; `slow` answers
        properly after `seconds`; `empty` answers 200 with `{}`, `html` 200 with a page, `truncated` with half of its
        JSON; `…_after_accept` does what was asked before failing. `to`
        limits it to calls to one person, or to a reply token. Raises ValueError for an unknown kind.
        """
        if kind not in KINDS:
            raise ValueError(f"unknown kind of fault {kind!r}; known: {', '.join(KINDS)}")
        with self._lock:
            self._over.clear()
            self._ordered.append(Fault(path, kind, times, seconds, method, to))

    def take(self, method: str, path: str, to: str | None = None) -> Fault | None:
        """The fault for this call, used up by one; None: all is well."""
        if not self._ordered:
            return None
        with self._lock:
            for fault in self._ordered:
                if fault.left > 0 and fault.fits(method, path, to):
                    fault.left -= 1
                    return fault
        return None

    def clear(self) -> None:
        """Nothing more goes wrong; calls that hang are let go."""
        with self._lock:
            self._ordered.clear()
            self._over.set()

    def wait(self, seconds: float) -> None:
        """Pass real time, or less when the faults are cleared meanwhile."""
        self._over.wait(seconds)
