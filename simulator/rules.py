"""The platform's numbers. LINE changes them without notice, so they stand in one place and can be handed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType


@dataclass(frozen=True)
class Rate:
    """A token bucket: `calls` fit in at once, and that many come back during `per`."""

    calls: int
    per: timedelta


SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)

USUAL_RATE = Rate(2_000, SECOND)

#: Calls per operation of the OpenAPI description; every other operation has the usual rate of its own.
LINE_RATES: Mapping[str, Rate] = MappingProxyType(
    {
        "multicast": Rate(200, SECOND),
        "narrowcast": Rate(60, HOUR),
        "broadcast": Rate(60, HOUR),
        "showLoadingAnimation": Rate(100, SECOND),
        "testWebhookEndpoint": Rate(60, HOUR),
        "getWebhookEndpoint": Rate(1_000, timedelta(minutes=1)),
        "setWebhookEndpoint": Rate(1_000, timedelta(minutes=1)),
        "createRichMenu": Rate(100, HOUR),
        "deleteRichMenu": Rate(100, HOUR),
        "deleteRichMenuAlias": Rate(100, HOUR),
        "getRichMenuBatchProgress": Rate(100, HOUR),
        "richMenuBatch": Rate(3, HOUR),
        "getRichMenuList": Rate(10, SECOND),
    }
)


@dataclass(frozen=True)
class Rules:
    """What the platform allows and for how long.

    `rates` replaces single rates by operation; None switches rate limits off.
    `screenful` is how many entries at the end of a chat a person sees without scrolling; `time_zone` is that of
    the phones; `log_length` is how many calls, webhooks, events and tokens are remembered.
    """

    reply_token_life: timedelta = timedelta(seconds=60)
    redelivered_within: timedelta = timedelta(minutes=20)
    retry_key_life: timedelta = timedelta(hours=24)
    stranger_reachable_for: timedelta = timedelta(days=7)
    content_ready_after: timedelta = timedelta(0)
    webhook_timeout: timedelta = timedelta(seconds=10)
    largest_request: int = 2 * 1024 * 1024
    screenful: int = 10
    time_zone: str = "Asia/Bangkok"
    log_length: int = 20_000
    rates: Mapping[str, Rate] | None = field(default_factory=lambda: LINE_RATES)
