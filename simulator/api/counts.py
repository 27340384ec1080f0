"""How much was sent, and how much may be."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from simulator.calls import Answer, Call
from simulator.errors import Detail, invalid
from simulator.quota import JAPAN

if TYPE_CHECKING:
    from simulator.platform import Platform


def quota(platform: "Platform", call: Call) -> Answer:
    del call
    limit = platform.quota.limit
    return Answer({"type": "none"} if limit is None else {"type": "limited", "value": limit})


def consumption(platform: "Platform", call: Call) -> Answer:
    del call
    return Answer({"totalUsage": platform.quota.used})


def sent_on_day(platform: "Platform", call: Call) -> Answer:
    """Days are Japan's; today's figure is not ready, as with LINE."""
    day, today = _day(call.query["date"]), call.at.astimezone(JAPAN).date()
    if day >= today:
        return Answer({"status": "unready"})
    kind = call.path.rpartition("/")[2]
    return Answer({"status": "ready", "success": platform.quota.sent[kind, day]})


def _day(written: str) -> date:
    try:
        return datetime.strptime(written, "%Y%m%d").replace(tzinfo=JAPAN).date()
    except ValueError as error:
        raise invalid([Detail("Must be a date (yyyyMMdd)", "date")]) from error
