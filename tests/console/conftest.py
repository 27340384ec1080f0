"""A console on a fresh database: two regions, an officer of each and one of the whole country, and a browser each."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from casework.history import Actor
from casework.opening import Matter, open_case
from console import Desk, Preview, add_console
from intents.explanation import explain
from intents.reader import load_reader
from network.cases import Who
from network.needs import Need
from storage import staff
from storage.database import Database
from storage.directory import set_centre, set_service
from storage.tables import CaseRow, OrganisationRow, PersonRow, ProviderRow, StaffRow
from texts.catalogue import Catalogue

PASSWORD = "a long enough phrase"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
LINE_ID = "U{:032x}"


@cache
def shipped() -> Catalogue:
    return Catalogue.shipped()


@cache
def _compiled_pages() -> TemporaryDirectory[str]:
    """Each test has an application of its own; to compile its pages anew took a third of their time."""
    return TemporaryDirectory(prefix="rismep-pages-")


@dataclass
class Time:
    """The only clock of a test."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **length: float) -> None:
        self.now += timedelta(**length)


@dataclass
class Browser:
    """An officer's browser: it carries the token of the page it looked at last."""

    client: FlaskClient
    page: str = ""
    status: int = 0
    where: str = ""
    address: str = ""
    """Where it is, with what was asked there."""

    def get(self, path: str, **more: object) -> str:
        return self._take(self.client.get(path, follow_redirects=True, **more))

    def post(self, path: str, **fields: object) -> str:
        """Fill in a form and send it, with the token of the page that it stood on."""
        if not TOKEN.search(self.page):
            self.get("/console/cases/")
        token = TOKEN.search(self.page)
        data = {"csrf_token": token[1] if token else "", **fields}
        return self._take(self.client.post(path, data=data, follow_redirects=True))

    def press(self, path: str, **fields: object) -> str:
        """Press a move's button, look at what it will send, and confirm."""
        self.post(path, **fields)
        assert 'name="sure"' in self.page, self.page
        return self._take(self.client.post(path, data={**fields, **self._hidden()}, follow_redirects=True))

    def send(self, path: str, **fields: object) -> str:
        """Press a button of the page that was looked at last, with what that page carries hidden."""
        return self.post(path, **{**self._hidden(), **fields})

    def _hidden(self) -> dict[str, str]:
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.page))

    @property
    def problem(self) -> str:
        """What the page says that was not done, marked as such."""
        said = re.search(r'<p class="problem" role="alert">(.*?)</p>', self.page, re.DOTALL)
        return said[1] if said else ""

    def sign_in(self, name: str, password: str = PASSWORD) -> str:
        self.get("/console/sign-in")
        return self.post("/console/sign-in", name=name, password=password)

    def _take(self, response: TestResponse) -> str:
        self.page, self.status = response.get_data(as_text=True), response.status_code
        self.where, self.address = response.request.path, response.request.full_path
        return self.page


@dataclass
class Room:
    """The console and everything around it."""

    app: Flask
    database: Database
    time: Time
    desk: Desk
    complaints: list[str] = field(default_factory=list)

    def browser(self) -> Browser:
        return Browser(self.app.test_client())

    def signed_in(self, name: str) -> Browser:
        browser = self.browser()
        browser.sign_in(name)
        assert "/sign-in" not in browser.where, browser.page
        return browser

    @contextmanager
    def work(self) -> Iterator[Session]:
        with self.database.writing() as session:
            yield session

    @contextmanager
    def look(self) -> Iterator[Session]:
        with self.database.reading() as session:
            yield session


def make_room(database: Database, now: datetime, *, demo: bool = False) -> Room:
    """A console with its own tiny application."""
    app = Flask("room")
    app.config.update(SECRET_KEY="tests only", SESSION_COOKIE_SECURE=not demo, TESTING=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(_compiled_pages().name)
    time, complaints = Time(now), list[str]()
    secrets = iter(range(1, 10_000))

    def preview(parts: Sequence[dict[str, Any]], language: str) -> Preview:
        text = str(parts[0]["with"].get("words", ""))
        title = {"type": "text", "text": "ข่าว", "weight": "bold", "size": "lg"}
        contents = [title, {"type": "text", "text": text}]
        card = {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": contents}}
        return Preview([{"type": "flex", "altText": text, "contents": card}], "".join(complaints))

    desk = Desk(
        work=database.writing,
        look=database.reading,
        clock=time,
        texts=shipped,
        new_secret=lambda: next(secrets).to_bytes(16, "big"),
        preview=preview,
        handoff_of=lambda token: int(token[2:]) if re.fullmatch(r"t-\d+", token) else None,
        scanned=lambda code: f"https://line.example.org/?{code}",
        explain=lambda text: explain(text, load_reader()),
        demo=demo,
    )
    add_console(app, desk)
    return Room(app, database, time, desk, complaints)


@pytest.fixture
def room(sqlite_database: Database, now: datetime) -> Room:
    room = make_room(sqlite_database, now)
    with room.work() as session:
        furnish(session, now)
    return room


def furnish(session: Session, now: datetime) -> None:
    """Songkhla's centre (Phatthalung, Songkhla) and Chiang Mai's; a member of each, one without LINE."""
    south = organisation(session, "IPC11", "TH-90", "ศูนย์ตัวอย่าง ภาค 11")
    north = organisation(session, "IPC1", "TH-50", "ศูนย์ตัวอย่าง ภาค 1")
    for province, centre in (("TH-90", south), ("TH-93", south), ("TH-50", north), ("TH-51", north)):
        set_centre(session, province, centre.id)
    design = organisation(session, "DESIGN", "TH-93", "มหาวิทยาลัยตัวอย่าง พัทลุง", needs=["packaging", "branding"])
    organisation(session, "OFFICE", "TH-93", "สำนักงานตัวอย่าง พัทลุง", needs=["credit", "packaging"])
    organisation(session, "NORTH", "TH-50", "หน่วยงานตัวอย่าง เชียงใหม่", needs=["packaging"])
    provider(session, design, "ผู้ให้บริการตัวอย่าง", 101, now)
    for name, shown, centre_id in (
        ("south", "เจ้าหน้าที่ใต้ ตัวอย่าง", south.id),
        ("north", "เจ้าหน้าที่เหนือ ตัวอย่าง", north.id),
        ("all", "เจ้าหน้าที่ส่วนกลาง ตัวอย่าง", None),
    ):
        staff.add_staff(session, name=name, shown_name=shown, password=PASSWORD, centre_id=centre_id, now=now)


def organisation(session: Session, code: str, province: str, name: str, needs: Sequence[str] = ()) -> OrganisationRow:
    row = OrganisationRow(
        code=code, name_th=name, name_en=f"Sample {code}", network="bdsp", kind="state", province=province,
        phone="02-000-0001", languages=["th"], services=[],
    )  # fmt: skip
    session.add(row)
    for need in needs:
        set_service(row, need, "advice", [province])
    session.flush()
    return row


def provider(session: Session, row: OrganisationRow, name: str, number: int, now: datetime) -> ProviderRow:
    person = PersonRow(line_user_id=LINE_ID.format(number), display_name=name, first_seen_at=now)
    session.add(person)
    session.flush()
    serving = ProviderRow(organisation_id=row.id, person_id=person.id, name=name, phone="02-000-0101", joined_at=now)
    session.add(serving)
    session.flush()
    return serving


def owner(session: Session, number: int, now: datetime, name: str = "เจ้าของตัวอย่าง", **more: object) -> PersonRow:
    person = PersonRow(line_user_id=LINE_ID.format(number), display_name=name, first_seen_at=now, **more)
    session.add(person)
    session.flush()
    return person


def matter(**more: object) -> Matter:
    told: dict[str, Any] = {
        "needs": [Need.PACKAGING], "province": "TH-93", "product": "น้ำพริกตัวอย่าง",
        "text": "ฉลากโดนน้ำแล้วลอก โทร 08-0000-0001", "name": "เจ้าของตัวอย่าง", "phone": "0800000001",
    }  # fmt: skip
    return Matter(**{**told, **more})


@pytest.fixture
def opened(room: Room) -> Callable[..., int]:
    """Opens a case of an owner in LINE, by default about packaging in Phatthalung; its id."""
    numbers = iter(range(201, 299))

    def make(**more: object) -> int:
        with room.work() as session:
            person = owner(session, next(numbers), room.time.now)
            case = open_case(session, matter(**more), person, Actor(Who.OWNER, person.id), room.time.now)
            return case.id

    return make


def case_of(session: Session, case_id: int) -> CaseRow:
    return session.get_one(CaseRow, case_id)


def staff_row(session: Session, name: str) -> StaffRow:
    row = staff.staff_named(session, name)
    assert row is not None
    return row
