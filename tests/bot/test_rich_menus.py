"""The menus below the chat: made once, shown to whom they are for, and never in a dialog's way."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import resources
from uuid import UUID

import pytest

from bot import rich_menus
from bot.client import CallFailed
from bot.rich_menus import MENUS, alias, make_menus, picture, shape, words
from intake.reading import Command
from intake.saying import Tap
from intake.taps import STEPS_OF_TAPS
from rismep import administration
from simulator.pictures import dimensions
from simulator.rich_menus import RichMenu
from storage import people
from tests.stories import Loopback, Stage, stage
from tests.stories.script import play_line
from texts.catalogue import Catalogue

TEXTS = Catalogue.shipped()


@pytest.fixture(scope="module")
def loopback() -> Iterator[Loopback]:
    server = Loopback()
    yield server
    server.close()


@pytest.fixture
def on(network_address: str, new_id: Callable[[], UUID], loopback: Loopback) -> Iterator[Stage]:
    with stage(network_address, new_id, loopback) as on:
        yield on


def make(on: Stage, texts: Catalogue = TEXTS) -> list[str]:
    return make_menus(on.house.client, texts)


def shown(on: Stage, who: str) -> str:
    """The menu below somebody's chat, by its short name."""
    menu = on.platform.rich_menus.shown_to(on.phone(who))
    assert menu is not None
    return str(menu.shape["name"]).split()[1]


def do(on: Stage, *lines: str) -> None:
    for line in lines:
        play_line(line, on)


def there(on: Stage) -> list[RichMenu]:
    return on.platform.rich_menus.all()


def made_calls(on: Stage) -> int:
    return sum(call.operation == "createRichMenu" for call in on.platform.calls)


# --- what they are -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("menu", MENUS)
def test_the_picture_shows_the_words_of_today(menu: str) -> None:
    drawn = json.loads((resources.files("bot.menus") / "words.json").read_text(encoding="utf-8"))
    assert drawn[menu] == words(menu, TEXTS), "draw the menus again: python -m bot.menus.make"


@pytest.mark.parametrize("menu", MENUS)
def test_picture_and_fields_have_the_same_size_and_leave_no_gap(menu: str) -> None:
    assert dimensions(picture(menu)) == (rich_menus.WIDTH, rich_menus.HEIGHT)
    assert len(picture(menu)) < 1024 * 1024
    fields = [area["bounds"] for area in shape(menu, TEXTS)["areas"]]
    assert sum(field["width"] * field["height"] for field in fields) == rich_menus.WIDTH * rich_menus.HEIGHT


@pytest.mark.parametrize("menu", MENUS)
def test_every_tap_is_one_that_the_dialog_knows(menu: str) -> None:
    for area in shape(menu, TEXTS)["areas"]:
        tap = Tap.read(area["action"]["data"])
        assert tap is not None
        assert tap.value in set(Command) if tap.step == "command" else tap.step in STEPS_OF_TAPS


# --- making them -----------------------------------------------------------------------------------------------


def test_all_are_made_with_their_pictures_and_the_owners_is_everyones(on: Stage) -> None:
    assert make(on) == list(MENUS)
    by_name = {str(menu.shape["name"]).split()[1]: menu for menu in there(on)}
    assert set(by_name) == set(MENUS)
    assert all(by_name[name].image == picture(name) for name in MENUS)
    assert on.platform.rich_menus.default_id == by_name["owner_th"].menu_id


def test_making_them_again_changes_nothing(on: Stage) -> None:
    make(on)
    before = [menu.menu_id for menu in there(on)]
    assert make(on) == []
    assert [menu.menu_id for menu in there(on)] == before
    assert made_calls(on) == len(MENUS)


def test_one_that_changed_takes_the_place_of_the_former_and_others_stay(on: Stage) -> None:
    make(on)
    foreign = {**shape("owner_th", TEXTS), "name": "made by somebody else"}
    with on.platform.lock:
        on.platform.rich_menus.create("richmenu-foreign", foreign)
    renamed = TEXTS.with_overrides({("en", "menu.bar_provider"): "Your work"})
    assert make(on, renamed) == ["provider_en"]
    menus = {menu.menu_id: menu for menu in there(on)}
    assert len(menus) == len(MENUS) + 1
    assert "richmenu-foreign" in menus
    newest = menus[on.platform.rich_menus.alias(alias("provider_en"))["richMenuId"]]
    assert newest.shape["chatBarText"] == "Your work"


def test_one_that_was_left_half_made_is_made_again(on: Stage) -> None:
    on.platform.faults.add("/v2/bot/richmenu/richmenu-*", "400", method="POST")
    with pytest.raises(CallFailed, match="400"):
        make(on)
    assert make(on) == list(MENUS)
    assert len(there(on)) == len(MENUS)
    assert all(menu.image for menu in there(on))


def test_the_command_says_what_line_has_against_it(on: Stage) -> None:
    settings = on.house.settings
    with pytest.raises(CallFailed, match="401"):
        administration.make_menus(replace(settings, channel_access_token="a wrong token of the tests"))
    with pytest.raises(CallFailed):
        administration.make_menus(replace(settings, line_api_base="http://127.0.0.1:9"))
    assert administration.make_menus(settings) == list(MENUS)
    assert administration.make_menus(settings) == []


# --- showing them ------------------------------------------------------------------------------------------------


def test_an_owner_finds_help_status_and_data_below_the_chat(on: Stage) -> None:
    make(on)
    assert shown(on, "owner") == "owner_th"
    do(
        on,
        "owner: [สถานะเรื่อง]",
        "bot: …",
        "owner: [ข้อมูลของฉัน]",
        "bot: …",
        "owner: [เล่าเรื่องที่อยากให้ช่วย]",
        "bot: …สถานะ…",
    )


def test_the_menu_speaks_the_language_of_its_reader(on: Stage) -> None:
    make(on)
    do(on, "owner: [English]", "bot: …English…")
    assert shown(on, "owner") == "owner_en"
    do(on, "owner: [ไทย]", "bot: …ภาษาไทย…")
    assert shown(on, "owner") == "owner_th"


def test_who_joins_as_a_provider_gets_the_providers_menu(on: Stage) -> None:
    make(on)
    do(on, "given: provider for packaging in พัทลุง")
    assert shown(on, "provider") == "provider_th"
    do(on, "provider: [พักรับเรื่อง]", "bot to provider: …", "provider: [English]", "bot to provider: …English…")
    assert shown(on, "provider") == "provider_en"
    do(on, "provider: [My cases]", "bot to provider: …")


def test_who_joins_before_being_a_friend_gets_the_menu_with_the_friendship(on: Stage) -> None:
    make(on)
    on.phone("provider").is_friend = False
    do(on, "given: provider for packaging in พัทลุง")
    assert shown(on, "provider") == "owner_th"
    do(on, "provider: (follows)")
    assert shown(on, "provider") == "provider_th"


def test_line_is_asked_only_when_something_changed(on: Stage) -> None:
    make(on)
    do(on, "given: provider for packaging in พัทลุง")
    linked = [call for call in on.platform.calls if call.operation == "linkRichMenuIdToUser"]
    do(on, "provider: สวัสดีค่ะ", "provider: [เรื่องของฉัน]", "owner: สวัสดีค่ะ")
    assert [call for call in on.platform.calls if call.operation == "linkRichMenuIdToUser"] == linked
    assert len(linked) == 1


@pytest.mark.parametrize("kind", ["500", "503", "429_rate", "reset", "401"])
def test_a_dialog_goes_on_when_line_does_not_take_the_menu(on: Stage, kind: str) -> None:
    make(on)
    on.platform.faults.add("/v2/bot/richmenu/alias/*", kind)
    do(on, "owner: English", "bot: …English…")
    assert shown(on, "owner") == "owner_th"
    do(on, "owner: hello", "bot: …")
    assert shown(on, "owner") == "owner_en"


def test_before_the_menus_are_made_nobody_is_troubled_and_later_they_are_shown(on: Stage) -> None:
    do(on, "given: provider for packaging in พัทลุง", "provider: สวัสดีค่ะ", "bot to provider: …")
    asked = sum(call.operation == "getRichMenuAlias" for call in on.platform.calls)
    assert asked == 1
    administration.make_menus(on.house.settings)
    assert shown(on, "provider") == "provider_th"


def test_a_menu_made_anew_is_shown_again_to_whom_the_former_was(on: Stage) -> None:
    make(on)
    do(on, "given: provider, provider 2 for packaging in พัทลุง")
    renamed = TEXTS.with_overrides({("th", "menu.bar_provider"): "งานของคุณ"})
    made = make(on, renamed)
    assert shown(on, "provider") == "owner_th"
    with on.house.database.reading() as session:
        rich_menus.show_again(session, on.house.client, made)
    assert [shown(on, who) for who in ("provider", "provider 2", "owner")] == [
        "provider_th",
        "provider_th",
        "owner_th",
    ]


def test_who_asked_to_be_forgotten_is_not_looked_up_for_a_menu(on: Stage) -> None:
    make(on)
    do(on, "owner: English", "owner: delete my data", "bot: …", "owner: [Delete it all]")
    with on.house.database.reading() as session:
        assert people.person_with_line_user(session, on.phone("owner").user_id) is None
