"""People who write at an even pace for a long time: ever new ones, and as many who come back and end their matter."""

import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import count

from simulator.phones import Phone
from simulator.platform import Platform

MATTER = "อยากได้คนช่วยออกแบบบรรจุภัณฑ์{product} อยู่{province}"
PRODUCTS = ("น้ำพริก", "กาแฟ", "สบู่", "ผ้าทอ")
PROVINCES = ("พัทลุง", "เชียงใหม่", "ขอนแก่น", "ชลบุรี", "สงขลา")

FIRST_VISIT = ("{matter}", "ยินยอม", "081-000-0000", "ใช่ค่ะ", "ไม่รับข่าว")
"""The matter, consent, a number, the confirmation (which opens a case and looks for an organisation), news."""

LAST_VISIT = ("สถานะ", "ยกเลิก", "ใช่ค่ะ", "{matter}", "ใช่ค่ะ", "ยกเลิก", "ใช่ค่ะ")
"""Where it stands, its withdrawal, a second matter and its confirmation, its withdrawal: no case stays open."""

SENDERS = 32
SECONDS_BETWEEN = 4
"""So long one person takes between two messages."""

KNOWN_SECONDS = 5
"""So many times the rate have told their matter and come back later."""

GONE = 500
"""Of so many who will not come back the phones stay; LINE's stand-in forgets older ones, or it would fill up."""


class Crowd:
    """Says one message after the other, each at its moment whether the one before was answered or not.

    `sent` holds when each reply token was sent that nobody has taken out since.
    """

    def __init__(self, platform: Platform, rate: float) -> None:
        self.sent: dict[str, datetime] = {}
        self.written = self.refused = 0
        self._platform = platform
        self._rate = rate
        self._numbers = count()
        self._known: deque[Phone] = deque()
        self._gone: deque[Phone] = deque()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="crowd")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Return when the last message is acknowledged."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        talking = deque(self._visit() for _ in range(max(1, round(self._rate * SECONDS_BETWEEN))))
        start = time.perf_counter()
        with ThreadPoolExecutor(SENDERS) as senders:
            for number in count():
                if self._stopping.wait(max(0.0, start + number / self._rate - time.perf_counter())):
                    return
                visit = talking.popleft()
                said = next(visit, None)
                if said is None:
                    visit = self._visit()
                    said = next(visit)
                talking.append(visit)
                senders.submit(self._say, *said)

    def _visit(self) -> Iterator[tuple[Phone, str]]:
        """What somebody says in one visit: who has waited longest comes back once enough are known."""
        number = next(self._numbers)
        is_last = len(self._known) >= self._rate * KNOWN_SECONDS
        phone = self._known.popleft() if is_last else self._new_phone()
        matter = MATTER.format(product=PRODUCTS[number % len(PRODUCTS)], province=PROVINCES[number % len(PROVINCES)])
        for words in LAST_VISIT if is_last else FIRST_VISIT:
            yield phone, words.format(matter=matter)
        if is_last:
            self._let_go(phone)
        else:
            self._known.append(phone)

    def _new_phone(self) -> Phone:
        phone = self._platform.add_phone("ผู้ใช้ตัวอย่าง")
        phone.is_friend = True
        return phone

    def _let_go(self, phone: Phone) -> None:
        self._gone.append(phone)
        while len(self._gone) > GONE:
            with self._platform.lock:
                del self._platform.people[self._gone.popleft().user_id]

    def _say(self, phone: Phone, words: str) -> None:
        event = phone.text_event(words)
        self.sent[event["replyToken"]] = self._platform.clock()
        if self._platform.send_events([event]).status == 200:
            self.written += 1
        else:
            self.refused += 1
            self.sent.pop(event["replyToken"], None)
