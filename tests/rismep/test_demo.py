"""The demo as a newcomer finds it: a set stage, a clock that can be moved, and nothing that harms anyone."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import urllib3

from intents.reader import load_reader
from network.office_hours import BANGKOK
from rismep.demo.main import PortUnusable, RealKeys, playing, run_demo
from rismep.demo.play import START, Stage
from simulator.phones import Phone
from storage.types import KEYRING
from tests.keys import TEST_KEY
from tests.waiting import PATIENCE
from texts.catalogue import Catalogue

TEXTS = Catalogue.shipped()
SENTENCE = TEXTS.say("demo.sentence_1", "th")


class Visitor:
    """A browser of few words."""

    def __init__(self, stage: Stage) -> None:
        self._address = stage.house.settings.public_url
        self._http = urllib3.PoolManager(retries=False, timeout=30)

    def get(self, path: str) -> str:
        answer = self._http.request("GET", self._address + path)
        assert answer.status == 200, path
        return answer.data.decode()

    def post(self, path: str, given: object = None, **headers: str) -> urllib3.BaseHTTPResponse:
        return self._http.request(
            "POST", self._address + path, json={} if given is None else given, headers=headers, redirect=False
        )

    def now(self) -> Any:
        return self._http.request("GET", self._address + "/demo/now").json()


@contextmanager
def a_demo(language: str) -> Iterator[Stage]:
    try:
        with playing(0, language) as stage:
            yield stage
    finally:
        KEYRING.use([TEST_KEY])


@pytest.fixture(scope="module")
def shown() -> Iterator[Stage]:
    """One demo for all tests that only look at it."""
    with a_demo("th") as stage:
        yield stage


@pytest.fixture
def stage() -> Iterator[Stage]:
    with a_demo("th") as stage:
        yield stage


def said(phone: Phone) -> str:
    return "\n".join(entry.text for entry in phone.chat if entry.who == "bot")


def tap(stage: Stage, phone: Phone, key: str, language: str = "th") -> None:
    phone.tap(TEXTS.say(key, language))
    stage.passing.settle()


def get_accepted(stage: Stage) -> None:
    """From the first sentence to the provider's yes."""
    owner, provider = stage.owner, stage.providers[0]
    owner.type(SENTENCE)
    stage.passing.settle()
    tap(stage, owner, "choice.consent_yes")
    tap(stage, owner, "choice.phone_skip")
    tap(stage, owner, "choice.confirm_send")
    tap(stage, owner, "choice.news_no")
    tap(stage, provider, "choice.offer_accept")


# --- the stage ----------------------------------------------------------------------------------------------------


def test_everyone_is_there_and_has_joined(shown: Stage) -> None:
    assert TEXTS.say("hello.first", "th") in said(shown.owner)
    for provider in shown.providers:
        assert "พัทลุง (ข้อมูลตัวอย่าง)" in said(provider)
    assert said(shown.providers[0]) != said(shown.providers[1])
    assert TEXTS.say("join.staff", "th") in said(shown.officer)


def test_menus_stand_below_the_chats(shown: Stage) -> None:
    assert TEXTS.say("choice.command_status", "th") in shown.owner.labels
    assert all(TEXTS.say("choice.provider_list", "th") in provider.labels for provider in shown.providers)


def test_the_page_shows_phones_console_and_sentences(shown: Stage) -> None:
    page = Visitor(shown).get("/")
    for phone in shown.phones:
        assert f"/simulator/phones/{phone.user_id}" in page
    for number in range(1, 6):
        assert TEXTS.say(f"demo.sentence_{number}", "th") in page
        assert TEXTS.say(f"demo.sentence_{number}", "en").replace("'", "&#39;") in page
    assert 'src="/console/?lang=th"' in page


def proposed(language: str) -> list[str]:
    """The sentences beside the phone that tell a matter, and the example of the first greeting."""
    beside = [TEXTS.say(f"demo.sentence_{number}", language) for number in range(1, 5)]
    return [*beside, TEXTS.say("hello.first", language).split('"')[1]]


@pytest.mark.parametrize("text", [text for language in ("th", "en") for text in proposed(language)])
def test_what_is_proposed_is_understood_without_asking_back(text: str) -> None:
    reading = load_reader().read(text)
    assert all((reading.sure, reading.needs, reading.province, reading.product))


def test_nothing_of_the_page_comes_from_elsewhere(shown: Stage) -> None:
    visitor = Visitor(shown)
    parts = [visitor.get(path) for path in ("/", "/demo/demo.css", "/demo/demo.js")]
    assert not [part for part in parts if "https:" in part or "//cdn" in part]


def test_the_clock_begins_on_a_tuesday_at_half_past_nine(shown: Stage) -> None:
    now = Visitor(shown).now()
    assert START.astimezone(BANGKOK).strftime("%A %H:%M") == "Tuesday 09:30"
    assert now["time"].startswith("09:3")
    assert now["date"] == "วันอังคารที่ 24 พ.ย. 2569"


# --- time ---------------------------------------------------------------------------------------------------------


def test_an_hour_passes(stage: Stage) -> None:
    visitor = Visitor(stage)
    before = stage.clock()
    answer = visitor.post("/demo/pass/hour")
    assert answer.status == 200
    assert answer.json()["time"].startswith("10:3")
    assert timedelta(hours=1) <= stage.clock() - before < timedelta(hours=1, minutes=1)


def test_three_days_stop_wherever_something_is_due(stage: Stage) -> None:
    get_accepted(stage)
    before = stage.clock()
    heard = {phone.user_id: len(phone.chat) for phone in stage.phones}
    assert Visitor(stage).post("/demo/pass/days").status == 200
    assert timedelta(days=3) <= stage.clock() - before < timedelta(days=4)
    asked = stage.owner.chat[heard[stage.owner.user_id] :]
    reminded = stage.providers[0].chat[heard[stage.providers[0].user_id] :]
    assert TEXTS.say("choice.anyone_called_no", "th") in asked[-1].labels
    assert TEXTS.say("choice.service_contact", "th") in reminded[-1].labels
    days = [entry.at.astimezone(BANGKOK).date() for entry in (reminded[-1], asked[-1])]
    assert [(day - START.astimezone(BANGKOK).date()).days for day in days] == [2, 3]


def test_the_next_event_is_the_next_time_that_anyone_hears_something(stage: Stage) -> None:
    get_accepted(stage)
    heard = [len(phone.chat) for phone in stage.phones]
    answer = Visitor(stage).post("/demo/pass/event")
    assert answer.json()["note"] is None
    news = [entry for phone, before in zip(stage.phones, heard, strict=True) for entry in phone.chat[before:]]
    assert news
    assert all(timedelta() <= stage.clock() - entry.at < timedelta(minutes=1) for entry in news)


def test_where_nothing_is_due_the_page_says_so(stage: Stage) -> None:
    visitor = Visitor(stage)
    assert visitor.post("/demo/pass/event").json()["note"] == TEXTS.say("demo.nothing_due", "th")
    before = stage.clock()
    assert visitor.post("/demo/pass/event").json()["note"] == TEXTS.say("demo.nothing_due", "th")
    assert stage.clock() - before < timedelta(minutes=1)


def test_time_passes_in_no_other_way(shown: Stage) -> None:
    assert Visitor(shown).post("/demo/pass/years").status == 404


# --- sentences and languages ----------------------------------------------------------------------------------------


def test_a_sentence_is_typed_into_the_owners_phone(stage: Stage) -> None:
    assert Visitor(stage).post("/demo/say", {"text": SENTENCE}).status == 204
    stage.passing.settle()
    assert [entry.text for entry in stage.owner.chat if entry.who == "me"] == [SENTENCE]
    assert TEXTS.say("choice.consent_yes", "th") in stage.owner.labels


@pytest.mark.parametrize("given", [{}, {"text": " "}, {"text": 5}, ["text"]])
def test_nothing_is_typed_for_what_is_no_sentence(shown: Stage, given: object) -> None:
    before = len(shown.owner.chat)
    assert Visitor(shown).post("/demo/say", given).status == 400
    assert len(shown.owner.chat) == before


def test_a_phone_that_has_blocked_the_account_says_what_to_do(stage: Stage) -> None:
    stage.owner.block()
    answer = Visitor(stage).post("/demo/say", {"text": SENTENCE})
    assert answer.status == 409
    assert answer.json()["message"] == TEXTS.say("demo.blocked", "th")


def test_everything_changes_its_language_and_back(stage: Stage) -> None:
    visitor = Visitor(stage)
    stage.providers[1].block()
    for language, heading in (("en", "Try this"), ("th", "ลองทำตามนี้")):
        answer = visitor.post(f"/demo/language/{language}")
        assert (answer.status, answer.headers["Location"]) == (303, "/")
        assert heading in visitor.get("/")
        for phone in (stage.owner, stage.providers[0], stage.officer):
            assert TEXTS.say("language.changed", language) in phone.chat[-1].text
            assert f'lang="{language}"' in visitor.get(f"/simulator/phones/{phone.user_id}")
        assert TEXTS.say("choice.command_status", language) in stage.owner.labels
        assert f'lang="{language}"' in visitor.get(f"/console/?lang={language}")
    assert visitor.post("/demo/language/fr").status == 404


def test_it_can_begin_in_english() -> None:
    with a_demo("en") as stage:
        assert TEXTS.say("hello.first", "en") in said(stage.owner)
        assert TEXTS.say("join.staff", "en") in said(stage.officer)
        assert "Start with" in Visitor(stage).get("/")


# --- what it refuses -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
@pytest.mark.parametrize("path", ["/demo/pass/hour", "/demo/say", "/demo/language/en"])
def test_another_site_may_not_play_with_it(shown: Stage, path: str, headers: dict[str, str]) -> None:
    before = shown.clock()
    assert Visitor(shown).post(path, {"text": SENTENCE}, **headers).status == 403
    assert shown.clock() - before < timedelta(minutes=1)
    assert all(entry.who == "bot" for entry in shown.owner.chat)


@pytest.mark.parametrize("name", ["LINE_CHANNEL_SECRET", "LINE_CHANNEL_ACCESS_TOKEN"])
def test_real_keys_are_refused(name: str) -> None:
    with pytest.raises(RealKeys):
        run_demo({name: "a real one"}, 0, "th", pytest.fail)


def test_a_port_that_is_taken_is_told_before_anything_is_made() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        began = time.monotonic()
        with pytest.raises(PortUnusable), a_demo_on(taken.getsockname()[1]):
            pytest.fail("played on a port of somebody else")
        assert time.monotonic() - began < 1
    with pytest.raises(PortUnusable), a_demo_on(99_999):
        pytest.fail("played on a port that does not exist")


@contextmanager
def a_demo_on(port: int) -> Iterator[Stage]:
    with playing(port, "th") as stage:
        yield stage


# --- the command -----------------------------------------------------------------------------------------------


@contextmanager
def the_command(port: int, **more: str) -> Iterator[subprocess.Popen[str]]:
    hidden = ("LINE_CHANNEL_SECRET", "LINE_CHANNEL_ACCESS_TOKEN", "LANG", "LC_ALL", "LC_MESSAGES")
    environment = {name: value for name, value in os.environ.items() if name not in hidden} | more
    script = "import sys; from rismep.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", script, "demo", "--port", str(port)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def test_it_tells_its_address_ends_without_a_word_and_starts_again_at_once() -> None:
    port = a_free_port()
    for sign in (signal.SIGINT, signal.SIGTERM):
        with the_command(port) as process:
            assert process.stdout is not None
            assert f"http://127.0.0.1:{port}" in process.stdout.readline()
            urllib3.request("GET", f"http://127.0.0.1:{port}/", retries=False, timeout=10)
            process.send_signal(sign)
            _, complaints = process.communicate(timeout=5)
            assert (process.returncode, complaints) == (0, "")


def test_interrupted_while_it_starts_it_ends_without_a_traceback() -> None:
    with the_command(a_free_port()) as process:
        time.sleep(1.2)
        process.send_signal(signal.SIGTERM)
        _, complaints = process.communicate(timeout=PATIENCE)
        assert "Traceback" not in complaints


@pytest.mark.parametrize(("locale", "words"), [("C.UTF-8", "keys of a real LINE channel"), ("th_TH.UTF-8", "คีย์จริง")])
def test_the_command_refuses_real_keys_in_a_sentence(locale: str, words: str) -> None:
    with the_command(0, LINE_CHANNEL_SECRET="a real one", LC_ALL=locale, PYTHONUTF8="1") as process:
        _, complaints = process.communicate(timeout=PATIENCE)
        assert process.returncode == 2
        assert words in complaints
        assert "Traceback" not in complaints


def test_the_command_names_another_port_when_its_own_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, the_command(taken.getsockname()[1]) as process:
        _, complaints = process.communicate(timeout=PATIENCE)
        assert process.returncode == 2
        assert "--port" in complaints
        assert "Traceback" not in complaints
