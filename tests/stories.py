"""The script runner: reads a story of tests/conversations and plays it on the real bot over HTTP.

    # a comment: what the story shows, in words
    given: provider, provider 2 for packaging in พัทลุง   (joined to the organisations that matching would ask, in turn)
    given: officer for พัทลุง                              (joined to the regional centre; `officer` alone: national)
    owner: ทำน้ำพริก ฉลากลอก                               types; [label] taps; (sticker) sends or does something
    bot: …ยินยอม… [ยินยอม] [ไม่ยินยอม]                      the owner hears it next (… is any words), with these buttons
    bot to provider: …                                     the same for another person; `nothing` means: no word more
    case: offered, needs packaging, province พัทลุง         how the newest case stands
    -- 3 working days pass --                              also hours, days, working hours, `until 2026-12-04 17:00`
    -- staff: accept for the organisation --               what staff did, see STAFF below

Messages that a script does not mention are passed over; order per person counts.
"""

import re
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from waitress.server import create_server
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from bot.webhook import webhook
from casework import chats, closing, holding, offers, service
from casework.history import Actor
from network.cases import LIVE, Resolution, Who
from network.matching import Wanted, match
from network.needs import Need
from network.office_hours import BANGKOK, WorkingTime
from network.provinces import PROVINCES
from rismep.demo.clock import MovableClock
from rismep.demo.passing import Passing
from rismep.demo.play import SIMULATOR, START
from rismep.settings import Settings
from rismep.wiring import House
from simulator.chats import Entry
from simulator.phones import Phone
from simulator.platform import Platform
from storage import candidates, cases, directory, invites, people, settings, staff
from storage.tables import CaseRow, OrganisationRow, StaffRow
from tests.keys import TEST_KEY

LINE = re.compile(r"^(?P<who>[a-z0-9 ]+):\s*(?P<what>.*)$")
LABEL = re.compile(r"\[([^\]]+)\]")
DOING = re.compile(r"^\((\w[\w ]*?)(?:\s+(\S+))?\)$")
PASSES = re.compile(r"^(?P<number>\d+) (?P<unit>working hours?|working days?|hours?|days?) pass(es)?$")
ACTORS = ("owner", "owner 2", "provider", "provider 2", "provider 3", "officer")


class StoryFailed(AssertionError):  # noqa: N818 - it is told, not handled
    """What was expected at a line of a script, and what was heard instead."""


@dataclass
class Stage:
    """A bot, a stand-in for LINE, and a clock that stands still unless the story moves it."""

    house: House
    platform: Platform
    clock: MovableClock
    passing: Passing
    phones: dict[str, Phone] = field(default_factory=dict)
    heard: dict[str, int] = field(default_factory=dict)
    secrets: Iterator[bytes] = field(default_factory=lambda: (bytes([n]) * 16 for n in range(1, 256)))

    def phone(self, who: str) -> Phone:
        if who not in self.phones:
            self.phones[who] = self.platform.add_phone(f"{who} (ตัวอย่าง)")
            self.phones[who].is_friend = True
        return self.phones[who]

    def settle(self) -> None:
        self.passing.settle()
        self.house.tick()
        self.passing.settle()


@contextmanager
def stage(database_url: str, new_id: Callable[[], UUID], port: int = 0) -> Iterator[Stage]:
    """A running bot on a prepared database, with LINE's stand-in on the same loopback server."""
    clock = MovableClock(START, lambda: 0.0)
    app = Flask("story")
    mounted = DispatcherMiddleware(app, {})
    server = create_server(mounted, host="127.0.0.1", port=port, threads=8)
    address = f"http://127.0.0.1:{server.effective_port}"
    house = House(_settings(address, database_url, server.effective_port), clock=clock, new_id=new_id)
    app.register_blueprint(webhook(house.settings.channel_secrets, house.remember))
    platform = Platform(
        clock=clock,
        new_id=new_id,
        channel_secret=house.settings.channel_secrets[0],
        channel_access_token=house.settings.channel_access_token,
        webhook_url=f"{address}/line/webhook",
    )
    mounted.mounts[SIMULATOR] = platform.app
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    house.engine.start()
    try:
        yield Stage(house, platform, clock, Passing(house, clock))
    finally:
        house.close()
        server.close()
        thread.join(5)


def _settings(address: str, database_url: str, port: int) -> Settings:
    return Settings(
        channel_secrets=("a secret of the tests",),
        channel_access_token="a token of the tests",
        database_url=database_url,
        secret_key="a key of the tests that is long enough",
        encryption_keys=(TEST_KEY,),
        public_url=address,
        line_api_base=f"{address}{SIMULATOR}",
        port=port,
        workers=2,
    )


def play(script: Path, on: Stage) -> None:
    """Play every line of a script. Raises StoryFailed at the first that does not come true."""
    for number, line in enumerate(script.read_text(encoding="utf-8").splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        try:
            _play_line(text, on)
        except (AssertionError, LookupError, ValueError, RuntimeError) as error:
            raise StoryFailed(f"{script.name}:{number}: {text}\n{error}") from error


def _play_line(text: str, on: Stage) -> None:
    if text.startswith("--"):
        _pass(text.strip("- "), on)
        return
    found = LINE.match(text)
    if found is None:
        raise ValueError("not a line of a script")
    who, what = found["who"], found["what"]
    if who in ACTORS:
        _act(who, what, on)
    elif who == "bot":
        _expect("owner", what, on)
    elif who.startswith("bot to "):
        _expect(who.removeprefix("bot to "), what, on)
    elif who in _STATEMENTS:
        _STATEMENTS[who](what, on)
    else:
        raise ValueError(f"nobody is called {who!r}")


# --- what people do ---------------------------------------------------------------------------------------


def _act(who: str, what: str, on: Stage) -> None:
    phone = on.phone(who)
    doing = DOING.match(what)
    if what.startswith("[") and what.endswith("]"):
        _tap(phone, what[1:-1], on)
    elif doing:
        _DOINGS[doing[1]](phone, doing[2])
    else:
        phone.type(what)
    on.settle()


def _tap(phone: Phone, label: str, on: Stage) -> None:
    """A button in sight, else the same button of an older message, as people scroll up and tap."""
    if label in phone.labels:
        phone.tap(label)
        return
    for entry in reversed(phone.chat):
        if label in entry.labels and entry.message_id:
            phone.tap_in(entry.message_id, label)
            return
    raise LookupError(f"no [{label}] to tap\n{_transcript(phone)}")


def _png() -> bytes:
    """One white pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00\xff\xff\xff")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def _send_location(phone: Phone, place: str | None) -> None:
    latitude, longitude = (float(part) for part in (place or "7.6167,100.0740").split(","))
    phone.send_location("ตำแหน่งตัวอย่าง", "ที่อยู่ตัวอย่าง", latitude, longitude)


def _unsend(phone: Phone, _rest: str | None) -> None:
    own = [entry for entry in phone.chat if entry.who == "me" and entry.message_id and not entry.unsent]
    phone.unsend(str(own[-1].message_id))


_DOINGS: dict[str, Callable[[Phone, str | None], object]] = {
    "sticker": lambda phone, _: phone.send_sticker(),
    "picture": lambda phone, _: phone.send_image(_png(), "image/png"),
    "voice": lambda phone, _: phone.send_audio(b"\x00" * 64),
    "video": lambda phone, _: phone.send_video(b"\x00" * 64),
    "file": lambda phone, _: phone.send_file("ตัวอย่าง.pdf", b"%PDF-1.4\n%%EOF\n"),
    "location": _send_location,
    "follows": lambda phone, _: phone.follow(),
    "blocks": lambda phone, _: phone.block(),
    "comes back": lambda phone, _: phone.unblock(),
    "unsends": _unsend,
}


# --- what is heard -----------------------------------------------------------------------------------------


def _expect(who: str, what: str, on: Stage) -> None:
    phone = on.phone(who)
    entries = phone.chat
    start = on.heard.get(who, 0)
    said = [(n, entry) for n, entry in enumerate(entries) if n >= start and entry.who == "bot"]
    if what == "nothing":
        if said:
            raise StoryFailed(f"expected silence, {who} heard:\n{_transcript(phone, start)}")
        return
    labels = LABEL.findall(what)
    pattern = _pattern(LABEL.sub("", what).strip())
    for n, entry in said:
        if pattern.search(entry.text) and set(labels) <= _labels_of(entry):
            on.heard[who] = n + 1
            return
    raise StoryFailed(f"{who} did not hear that, but:\n{_transcript(phone, start)}")


def _labels_of(entry: Entry) -> set[str]:
    return set(entry.labels)


def _pattern(words: str) -> re.Pattern[str]:
    parts = [re.escape(part.strip()) for part in words.split("…")]
    return re.compile(".*".join(part for part in parts if part), re.DOTALL)


def _transcript(phone: Phone, start: int = 0) -> str:
    lines = [f"  {entry.who}: {entry.text!r} {entry.labels or ''}" for entry in phone.chat[start:]]
    return "\n".join(lines[-12:]) or "  (nothing)"


# --- statements --------------------------------------------------------------------------------------------


def _given(what: str, on: Stage) -> None:
    people_part, _, place = what.partition(" in ")
    names, _, need = people_part.partition(" for ")
    if names == "officer":
        _officer(need, on)
        return
    province = _province(place)
    asked: list[int] = []
    for name in (part.strip() for part in names.split(",")):
        organisation = _next_organisation(need, province, asked, on)
        asked.append(organisation.id)
        with on.house.work() as session:
            code = invites.make_invite(
                session, organisation_id=organisation.id, now=on.house.clock(), secret=next(on.secrets)
            )
        _act(name, code, on)
        on.heard[name] = len(on.phone(name).chat)


def _next_organisation(need: str, province: str, asked: list[int], on: Stage) -> OrganisationRow:
    needs = frozenset(Need(code.strip()) for code in need.split("+"))
    with on.house.database.reading() as session:
        known = candidates.organisations_for_matching(session, on.house.clock(), needs)
        found = match(Wanted(needs, province, asked=frozenset(asked)), known, directory.centres(session))
        return session.get_one(OrganisationRow, found.offers[0].organisation_id)


def _officer(place: str, on: Stage) -> None:
    with on.house.work() as session:
        centre = directory.centre_for(session, _province(place)) if place else None
        officer = staff.add_staff(
            session,
            name="officer",
            shown_name="คุณตัวอย่าง",
            password="a password of the tests",
            centre_id=centre.id if centre else None,
            now=on.house.clock(),
        )
        code = invites.make_invite(session, staff_id=officer.id, now=on.house.clock(), secret=next(on.secrets))
    _act("officer", code, on)
    on.heard["officer"] = len(on.phone("officer").chat)


def _province(name: str) -> str:
    return next(code for code, place in PROVINCES.items() if place.name_th == name.strip())


def _case(what: str, on: Stage) -> None:
    with on.house.database.reading() as session:
        case = session.scalar(select(CaseRow).order_by(CaseRow.id.desc()).limit(1))
        if case is None:
            assert what == "none", "there is no case"
            return
        facts = {
            "needs": " + ".join(sorted(row.need for row in case.needs)),
            "province": PROVINCES[case.province].name_th,
            "phone": case.contact_phone or "none",
            "product": case.product or "none",
            "text": case.text or "none",
            "held": case.held_why or "no",
            "handoffs": " + ".join(handoff.status for handoff in cases.handoffs_of(session, case.id)),
            "satisfaction": str(case.satisfaction or "none"),
            "outcomes": " + ".join(f"{row.kind} {row.baht_low}" for row in cases.outcomes_of(session, case.id))
            or "none",
        }
        status = " ".join(filter(None, (case.status, case.resolution)))
    wanted_status, *rest = (part.strip() for part in what.split(","))
    assert status == wanted_status, f"the case is {status}"
    for part in rest:
        name, _, value = part.partition(" ")
        if name == "needs":
            value = " + ".join(sorted(one.strip() for one in value.split("+")))
        assert facts[name] == value, f"{name} is {facts[name]!r}"


def _stored(what: str, on: Stage) -> None:
    """`nothing about owner`: no words, no name, no phone of theirs anywhere."""
    who = what.removeprefix("nothing about ")
    with on.house.database.reading() as session:
        person = people.person_with_line_user(session, on.phone(who).user_id)
        assert person is None, "the person is still known"


_STATEMENTS = {"given": _given, "case": _case, "stored": _stored}


# --- time, and what staff did -------------------------------------------------------------------------------


def _pass(what: str, on: Stage) -> None:
    if what.startswith("staff:"):
        _staff(what.removeprefix("staff:").strip(), on)
    elif what.startswith("until "):
        at = datetime.strptime(what.removeprefix("until "), "%Y-%m-%d %H:%M").replace(tzinfo=BANGKOK)
        on.passing.pass_until(at)
    else:
        _pass_for(what, on)
    on.settle()


def _pass_for(what: str, on: Stage) -> None:
    found = PASSES.match(what)
    if found is None:
        raise ValueError("no such time")
    number, unit = int(found["number"]), found["unit"].rstrip("s")
    with on.house.database.reading() as session:
        calendar = settings.calendar(session)
    ends: dict[str, Callable[[], datetime]] = {
        "hour": lambda: on.clock() + timedelta(hours=number),
        "day": lambda: calendar.next_push(on.clock() + timedelta(days=number)),
        "working hour": lambda: calendar.add(on.clock(), WorkingTime(hours=number)),
        "working day": lambda: calendar.add(on.clock(), WorkingTime(days=number)),
    }
    # A minute more, since deadlines count from the sending, which comes a moment after the deed.
    on.passing.pass_until(ends[unit]() + timedelta(minutes=1))


def _staff(what: str, on: Stage) -> None:
    name, _, rest = what.partition("=")
    with on.house.work() as session:
        officer = session.scalar(select(StaffRow).order_by(StaffRow.id.desc()).limit(1))
        actor = Actor(Who.STAFF, officer.id if officer else None)
        _STAFF[name.strip()](session, actor, rest.strip(), on)


def _newest(session, what: str):  # type: ignore[no-untyped-def]
    case = session.scalar(select(CaseRow).order_by(CaseRow.id.desc()).limit(1))
    case = cases.locked_case(session, case.id)
    live = [handoff for handoff in cases.handoffs_of(session, case.id) if handoff.status in LIVE]
    return case if what == "case" else live[-1]


def _owner(session, on: Stage):  # type: ignore[no-untyped-def]
    return people.person_with_line_user(session, on.phone("owner").user_id)


def _officer_row(session):  # type: ignore[no-untyped-def]
    return session.scalar(select(StaffRow).order_by(StaffRow.id.desc()).limit(1))


_STAFF: dict[str, Callable[..., object]] = {
    "accept for the organisation": lambda s, a, _, on: offers.accept(s, _newest(s, "handoff"), a, None, on.clock()),
    "decline for the organisation": lambda s, a, why, on: offers.decline(
        s, _newest(s, "handoff"), a, on.clock(), why or None
    ),
    "contact made": lambda s, a, _, on: service.contact(s, _newest(s, "handoff"), a, on.clock()),
    "finish": lambda s, a, _, on: service.finish(s, _newest(s, "handoff"), a, on.clock()),
    "release": lambda s, a, _, on: holding.release(s, _newest(s, "case"), a, on.clock()),
    "close": lambda s, a, how, on: closing.close(s, _newest(s, "case"), Resolution(how), a, on.clock()),
    "reopen": lambda s, a, _, on: closing.reopen(s, _newest(s, "case"), a, on.clock()),
    "take over the chat": lambda s, _a, _w, on: chats.take_over(s, _owner(s, on), _officer_row(s), on.clock()),
    "write": lambda s, _a, words, on: chats.write(s, _owner(s, on), _officer_row(s), words, on.clock()),
    "give the chat back": lambda s, _a, _w, on: chats.give_back(s, _owner(s, on), on.clock()),
}
