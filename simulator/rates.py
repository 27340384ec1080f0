"""Rate limits: a token bucket for each operation, filled by the handed-in clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from simulator.errors import RATE_EXCEEDED, Refused
from simulator.rules import USUAL_RATE, Rate, Rules


@dataclass
class Bucket:
    left: float
    filled_at: datetime


class Rates:
    """The platform's lock guards it."""

    def __init__(self, clock: Callable[[], datetime], rules: Rules) -> None:
        self._clock = clock
        self._rates = rules.rates
        self._buckets: dict[str, Bucket] = {}

    def take(self, operation: str) -> None:
        """Count one call. Raises Refused (429) when the bucket of this operation is empty."""
        if self._rates is None:
            return
        rate = self._rates.get(operation, USUAL_RATE)
        bucket = self._filled(operation, rate)
        if bucket.left < 1:
            raise Refused(429, RATE_EXCEEDED)
        bucket.left -= 1

    def _filled(self, operation: str, rate: Rate) -> Bucket:
        now = self._clock()
        bucket = self._buckets.setdefault(operation, Bucket(rate.calls, now))
        gained = (now - bucket.filled_at) / rate.per * rate.calls
        bucket.left = min(float(rate.calls), bucket.left + max(gained, 0.0))
        bucket.filled_at = now
        return bucket
