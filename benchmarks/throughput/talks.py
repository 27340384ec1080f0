"""Whole talks of many people at once with one bot, and when each message was answered at LINE's stand-in."""

import math
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulator.phones import Phone
from simulator.platform import Platform

TALK = (
    "อยากได้คนช่วยออกแบบบรรจุภัณฑ์น้ำพริกค่ะ อยู่พัทลุง",
    "ยินยอม",
    "081-000-0000",
    "ใช่ค่ะ",
    "ไม่รับข่าว",
)
"""The matter, consent, a number, the confirmation (which finds and asks an organisation), news."""

SENDERS = 16
SECONDS_TO_ANSWER = 2.0
"""So long a person who writes at an even pace takes to read an answer and write the next thing."""

PATIENCE_SECONDS = 120.0
GLANCE_SECONDS = 0.05


class Unanswered(Exception):  # noqa: N818 - what a run has found out
    """A message was not answered in time."""


@dataclass
class Played:
    """What was seen: seconds from each message to its answer, and seconds in which the bot had something to do."""

    waits: list[float] = field(default_factory=list)
    busy_seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Messages answered a second."""
        return len(self.waits) / self.busy_seconds


def play(platform: Platform, people: int) -> Played:
    """New people have the whole talk as fast as it is taken: all of them say the same thing before any says the next.

    Raises Unanswered.
    """
    phones = _new_phones(platform, people)
    played = Played()
    with ThreadPoolExecutor(SENDERS) as senders:
        for words in TALK:
            _say(platform, [phone.text_event(words) for phone in phones], None, senders, played)
    return played


def play_evenly(platform: Platform, people: int, rate: float) -> Played:
    """New people have the whole talk at an even pace of so many messages a second, each beginning after another.

    Counted are as many talks' worth of messages as there are `people`, all of them sent while others were all over
    their talks, as people are; not those from when the first had only begun, or the last had only to end. Raises
    Unanswered.
    """
    apart = math.ceil(rate * SECONDS_TO_ANSWER / len(TALK))
    first = apart * (len(TALK) - 1)
    phones = _new_phones(platform, first + people)
    turns = [
        (round_, number, TALK[step])
        for round_ in range(first + people + first)
        for step in reversed(range(len(TALK)))
        if 0 <= (number := round_ - apart * step) < first + people
    ]
    played = Played()
    with ThreadPoolExecutor(SENDERS) as senders:
        _say(platform, [phones[number].text_event(words) for _, number, words in turns], rate, senders, played)
    steady = [
        wait for wait, (round_, _, _) in zip(played.waits, turns, strict=True) if first <= round_ < first + people
    ]
    return Played(steady, played.busy_seconds)


def _new_phones(platform: Platform, people: int) -> list[Phone]:
    return [platform.add_phone("ผู้ใช้ตัวอย่าง") for _ in range(people)]


def _say(
    platform: Platform,
    events: Sequence[dict[str, Any]],
    rate: float | None,
    senders: ThreadPoolExecutor,
    played: Played,
) -> None:
    """Send the events, at an even pace or as fast as they are taken, and note how long each waited for its answer."""
    began = platform.clock()
    start = time.perf_counter()

    def send(number: int) -> tuple[str, datetime]:
        if rate is not None:
            time.sleep(max(0.0, start + number / rate - time.perf_counter()))
        at = platform.clock()
        platform.send_events([events[number]])
        return str(events[number]["replyToken"]), at

    sent = dict(senders.map(send, range(len(events))))
    answered = _answers(platform, sent)
    played.waits += [(answered[token] - at).total_seconds() for token, at in sent.items()]
    played.busy_seconds += (max(answered.values()) - began).total_seconds()


def _answers(platform: Platform, sent: dict[str, Any]) -> dict[str, datetime]:
    """When the answer to each of these reply tokens came."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        calls = [call for call in platform.calls if call.operation == "replyMessage" and call.to in sent]
        answered = {str(call.to): call.at for call in calls}
        if len(answered) == len(sent):
            return answered
        time.sleep(GLANCE_SECONDS)
    raise Unanswered(f"{len(sent) - len(answered)} of {len(sent)}")
