"""A newcomer plays the whole loop on the demo's page, in Thai and in English, by nothing but clicks."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, Page, ViewportSize, expect

from rismep.demo.main import playing
from rismep.demo.play import Stage
from storage.types import KEYRING
from tests.browser.boxes import box_of
from tests.chromium import PATIENCE
from tests.keys import TEST_KEY
from texts.catalogue import Catalogue

pytestmark = pytest.mark.browser

LAPTOP: ViewportSize = {"width": 1440, "height": 820}
OWNER, PROVIDER, OTHER_PROVIDER, OFFICER = range(4)
TEXTS = Catalogue.shipped()


@pytest.fixture
def stage() -> Iterator[Stage]:
    with playing(0, "th") as stage:
        yield stage
    KEYRING.use([TEST_KEY])


@pytest.fixture
def page(browser: Browser, stage: Stage) -> Iterator[Page]:
    """The demo's page; a fault of a script, or anything that is not found, fails the test."""
    context = browser.new_context(viewport=LAPTOP)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("response", lambda answer: faults.append(answer.url) if answer.status >= 400 else None)
    page.goto(stage.house.settings.public_url)
    yield page
    context.close()
    assert faults == []


class Newcomer:
    """Looks at the phones and taps what is there, in one language."""

    def __init__(self, page: Page, language: str) -> None:
        self.page = page
        self.language = language

    def say(self, key: str) -> str:
        return TEXTS.say(key, self.language)

    def phone(self, number: int) -> FrameLocator:
        return self.page.locator(".phone").nth(number).frame_locator("iframe")

    def button(self, number: int, key: str) -> Locator:
        return self.phone(number).locator("#chat, #quick").get_by_role("button", name=self.say(key), exact=True).last

    def taps(self, number: int, key: str) -> None:
        self.button(number, key).click()

    def hears(self, number: int, key: str) -> None:
        """The words of a text up to its first parameter."""
        blanks = dict.fromkeys(TEXTS.placeholders(key, self.language), "\n")
        words = TEXTS.say(key, self.language, **blanks).partition("\n")[0].strip()
        assert words, key
        expect(self.phone(number).locator(".entry.bot").filter(has_text=words).last).to_be_visible()

    def starts_with(self, number: int) -> None:
        self.page.get_by_role("button", name=self.say(f"demo.sentence_{number}")).click()

    def lets_pass(self, how: str) -> None:
        button = self.page.get_by_role("button", name=self.say(f"demo.{how}"), exact=True)
        button.click()
        expect(button).to_be_enabled()
        expect(self.page.locator("#progress")).to_be_hidden()


def test_the_whole_loop_in_thai(page: Page) -> None:
    play_the_loop(Newcomer(page, "th"))


def test_the_whole_loop_in_english(page: Page) -> None:
    page.get_by_role("button", name="English").first.click()
    newcomer = Newcomer(page, "en")
    expect(page.get_by_text(newcomer.say("demo.steps"), exact=True)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    for number in range(4):
        newcomer.hears(number, "language.changed")
        expect(newcomer.phone(number).get_by_label("Enter a message")).to_be_visible()
    expect(page.frame_locator("#console-frame").locator("html")).to_have_attribute("lang", "en")
    play_the_loop(newcomer)


def send_the_matter(newcomer: Newcomer) -> None:
    newcomer.starts_with(1)
    newcomer.taps(OWNER, "choice.consent_yes")
    while not newcomer.button(OWNER, "choice.confirm_send").is_visible():
        answer_what_else_is_asked(newcomer)
    newcomer.taps(OWNER, "choice.confirm_send")
    newcomer.hears(OWNER, "opened.number")
    newcomer.taps(OWNER, "choice.news_no")


def play_the_loop(newcomer: Newcomer) -> None:
    send_the_matter(newcomer)
    provider = who_was_asked(newcomer)
    newcomer.taps(provider, "choice.offer_accept")
    newcomer.hears(provider, "accepted.provider_title")
    newcomer.lets_pass("days")
    newcomer.taps(OWNER, "choice.anyone_called_yes")
    newcomer.taps(provider, "choice.service_finish")
    newcomer.taps(OWNER, "choice.done_yes")
    newcomer.taps(OWNER, "choice.satisfaction_5")
    newcomer.taps(OWNER, "choice.comment_skip")
    newcomer.hears(OWNER, "comment.thanks")
    number = re.search(r"\d{4}-\d{6}", newcomer.phone(OWNER).locator("#chat").inner_text())
    assert number
    console = newcomer.page.frame_locator("#console-frame")
    console.get_by_role("link", name=newcomer.say("console.nav.cases"), exact=True).click()
    expect(console.get_by_text(number[0]).first).to_be_visible()


def who_was_asked(newcomer: Newcomer) -> int:
    """Who speaks the owner's language is asked first, so that in English it may be the other one."""
    asked = newcomer.page.locator(".phone.heard").filter(has_not_text=newcomer.say("demo.phone_0"))
    expect(asked).to_have_count(1)
    first = newcomer.page.locator(".phone").nth(PROVIDER).get_attribute("class") or ""
    return PROVIDER if "heard" in first else OTHER_PROVIDER


def answer_what_else_is_asked(newcomer: Newcomer) -> None:
    """No number is given; the product, where it was not understood, is typed."""
    skip, send = newcomer.button(OWNER, "choice.phone_skip"), newcomer.button(OWNER, "choice.confirm_send")
    product = newcomer.phone(OWNER).locator(".entry.bot").filter(has_text=newcomer.say("ask.product")).last
    expect(skip.or_(send).or_(product).first).to_be_visible()
    if skip.is_visible():
        skip.click()
        expect(send).to_be_visible()
    elif not send.is_visible():
        newcomer.phone(OWNER).locator("#text").fill("chili paste")
        newcomer.phone(OWNER).locator("#text").press("Enter")
        expect(skip).to_be_visible()


def test_all_four_phones_fit_on_a_laptop_and_glow_when_they_hear(page: Page) -> None:
    newcomer = Newcomer(page, "th")
    for number in range(4):
        box = box_of(page.locator(".phone").nth(number))
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= LAPTOP["width"]
        assert box["y"] + box["height"] <= LAPTOP["height"]
    expect(page.locator(".phone.heard")).to_have_count(0)
    newcomer.starts_with(1)
    expect(page.locator(".phone").nth(OWNER)).to_have_class(re.compile("heard"))
    expect(page.locator(".phone").nth(PROVIDER)).not_to_have_class(re.compile("heard"))


def test_the_clock_ticks_and_shows_that_it_was_moved(page: Page) -> None:
    newcomer = Newcomer(page, "th")
    clock = page.locator("#time")
    expect(clock).to_have_text(re.compile(r"09:3\d:\d\d"))
    before = clock.inner_text()
    expect(clock).not_to_have_text(before)
    newcomer.lets_pass("hour")
    expect(clock).to_have_text(re.compile(r"10:3\d:\d\d"))
    expect(page.locator(".clock.moved")).to_be_visible()


def test_where_nothing_comes_the_page_says_so_and_lets_it_be_closed(page: Page) -> None:
    newcomer = Newcomer(page, "th")
    newcomer.lets_pass("event")
    expect(page.get_by_role("alert")).to_contain_text(newcomer.say("demo.nothing_due"))
    page.get_by_role("button", name=newcomer.say("demo.close")).click()
    expect(page.get_by_role("alert")).to_be_hidden()


def test_the_console_stands_below_or_beside_and_is_remembered(page: Page) -> None:
    console, phones = page.locator(".console"), page.locator(".phones")
    assert box_of(console)["y"] > box_of(phones)["y"]
    page.get_by_role("button", name=TEXTS.say("demo.beside", "th")).click()
    assert box_of(console)["x"] > box_of(phones)["x"] + box_of(phones)["width"] - 1
    wide = box_of(phones)["width"]
    page.get_by_role("separator").focus()
    page.keyboard.press("ArrowLeft")
    assert box_of(phones)["width"] == pytest.approx(wide - 40, abs=2)
    page.reload()
    assert box_of(page.locator(".console"))["x"] > 0.3 * LAPTOP["width"]
    page.get_by_role("button", name=TEXTS.say("demo.below", "th")).click()
    assert box_of(console)["width"] > 0.9 * LAPTOP["width"]


def test_the_page_says_when_the_demo_has_ended(browser: Browser) -> None:
    with playing(0, "th") as stage:
        page = browser.new_page(viewport=LAPTOP)
        page.goto(stage.house.settings.public_url)
        expect(page.locator("#time")).to_have_text(re.compile(r"09:3"))
    KEYRING.use([TEST_KEY])
    expect(page.get_by_role("alert")).to_contain_text(TEXTS.say("demo.ended", "th"))
    page.close()
