"""Files people sent, for the bot to fetch."""

from typing import TYPE_CHECKING

from simulator.calls import Answer, Call
from simulator.content import Content
from simulator.errors import NOT_FOUND, Refused

if TYPE_CHECKING:
    from simulator.platform import Platform

PREVIEWED = ("image/", "video/")


def content(platform: "Platform", call: Call) -> Answer:
    """202 without a body while a large file is still being prepared."""
    found = _find(platform, call)
    if call.at < found.ready_at:
        return Answer(b"", 202)
    return Answer(found.data, media_type=found.media_type)


def preview(platform: "Platform", call: Call) -> Answer:
    """Pictures and videos only; the simulator shrinks nothing."""
    found = _find(platform, call)
    if not found.media_type.startswith(PREVIEWED):
        raise Refused(404, NOT_FOUND)
    return content(platform, call)


def transcoding(platform: "Platform", call: Call) -> Answer:
    ready = call.at >= _find(platform, call).ready_at
    return Answer({"status": "succeeded" if ready else "processing"})


def _find(platform: "Platform", call: Call) -> Content:
    with platform.lock:
        return platform.contents.find(call.arguments["messageId"])
