"""Whether the bot is ready, told from where it stands: plain values in, a verdict out."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from rismep.seeing.line import LineState
from rismep.seeing.standing import Standing
from storage.queues import Queue

Json = dict[str, object]


class Verdict(StrEnum):
    """`degraded` serves: LINE's troubles must not keep LINE's events out."""

    READY = "ready"
    DEGRADED = "degraded"
    UNREADY = "unready"


@dataclass(frozen=True)
class Readiness:
    """The verdict and each check that led to it."""

    verdict: Verdict
    checks: dict[str, Json]


def judge(its: Standing | None, limit: timedelta) -> Readiness:
    """Unready without a database (None), or when something waits beyond `limit` that LINE is not to blame for."""
    if its is None:
        return Readiness(Verdict.UNREADY, {"database": {"ok": False}})
    line_down = its.line is LineState.UNREACHABLE
    sending_rests = line_down or its.line is LineState.REFUSES or its.pushes_stopped
    checks: dict[str, Json] = {
        "database": {"ok": True},
        "events": _queue(its.events, limit),
        "messages": _queue(its.messages, limit),
        "line": {"ok": its.line in (LineState.REACHABLE, LineState.UNKNOWN), "state": its.line, **_seen(its)},
        "quota": _quota(its),
    }
    late = its.events.oldest > limit and not line_down, its.messages.oldest > limit and not sending_rests
    if any(late):
        return Readiness(Verdict.UNREADY, checks)
    all_well = all(check["ok"] for check in checks.values())
    return Readiness(Verdict.READY if all_well else Verdict.DEGRADED, checks)


def _queue(queue: Queue, limit: timedelta) -> Json:
    return {"ok": queue.oldest <= limit, "waiting": queue.waiting, "oldest_seconds": _seconds(queue.oldest)}


def _seen(its: Standing) -> Json:
    return {} if its.line_seen is None else {"seen_seconds_ago": _seconds(its.line_seen)}


def _quota(its: Standing) -> Json:
    """What is left of the month's pushes; nothing of it where LINE has not told yet."""
    told: Json = {}
    if its.quota:
        told = {"limit": its.quota.limit, "left": its.quota.left, "told_seconds_ago": _seconds(its.quota.age)}
    return {"ok": not its.pushes_stopped and told.get("left") != 0, **told}


def _seconds(length: timedelta) -> float:
    return round(length.total_seconds(), 1)
