"""The webhook address, as the bot can read, set and test it."""

from typing import TYPE_CHECKING

from simulator.calls import NOTHING, Answer, Call
from simulator.errors import Detail, Refused, invalid

if TYPE_CHECKING:
    from simulator.platform import Platform


def endpoint(platform: "Platform", call: Call) -> Answer:
    del call
    if not platform.mail.url:
        raise Refused(404, "Webhook endpoint not found")
    return Answer({"endpoint": platform.mail.url, "active": platform.mail.active})


def set_endpoint(platform: "Platform", call: Call) -> Answer:
    """Any http address will do here, where LINE wants https."""
    if not call.body["endpoint"].startswith(("http://", "https://")):
        raise invalid([Detail("Invalid webhook endpoint URL", "endpoint")])
    platform.mail.url = call.body["endpoint"]
    return Answer(NOTHING)


def test_endpoint(platform: "Platform", call: Call) -> Answer:
    """Sends an empty webhook, as LINE's console does."""
    sent = platform.send_events([])
    told = {
        "success": sent.status == 200,
        "timestamp": call.at.isoformat(),
        "statusCode": sent.status or 0,
        "reason": _reason(sent.status, sent.error),
        "detail": str(sent.status or sent.error),
    }
    return Answer(told)


def _reason(status: int | None, error: str | None) -> str:
    if status is None:
        return (error or "unclassified").partition(":")[0].upper()
    return "OK" if status == 200 else "ERROR_STATUS_CODE"
