"""Rich menus: what stands below the chat, for owners and for providers, in each language.

Everyone sees the owner's menu in Thai, unless LINE was told to show them another one. `people.menu` keeps which one
that is, so that LINE is asked only when who they are, or their language, has changed.
"""

import hashlib
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import resources
from itertools import pairwise
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import limits
from bot.bot import Bot
from bot.circuit import is_closed
from bot.client import Client
from intake.saying import Tap
from storage import people
from storage.chats import Left
from storage.tables import PersonRow
from texts.catalogue import LANGUAGES, Catalogue

log = logging.getLogger(__name__)

Json = dict[str, Any]

WIDTH, HEIGHT, COLUMNS = 2_500, 843, 3
"""Pixels of a picture, and how many buttons of the usual width stand side by side."""

OURS = "rismep"
"""Menus with other names were made by others, and are left alone."""

DEFAULT = "owner_th"


@dataclass(frozen=True)
class Button:
    """A field of the menu: its words, what a tap on it says, and how many columns it takes."""

    label: str
    tap: Tap
    columns: int = 1
    opens_keyboard: bool = False


Rows = tuple[tuple[Button, ...], ...]


def _button(step: str, value: str) -> Button:
    return Button(f"choice.{step}_{value}", Tap(step, value))


_command = partial(_button, "command")
_provider = partial(_button, "provider")


def _owners(language: Button) -> Rows:
    tell = Button("menu.tell", Tap("command", "help"), columns=2, opens_keyboard=True)
    return (tell, _command("person")), (_command("status"), _command("my_data"), language)


def _providers(language: Button) -> Rows:
    return (
        (_provider("list"), _provider("pause"), _provider("return")),
        (_command("person"), _command("help"), language),
    )


_OTHER_LANGUAGE = {"th": _command("english"), "en": _command("thai")}
MENUS: Mapping[str, Rows] = {
    f"{role}_{language}": rows(_OTHER_LANGUAGE[language])
    for role, rows in (("owner", _owners), ("provider", _providers))
    for language in LANGUAGES
}
"""Every menu by its name, row by row."""


def alias(menu: str) -> str:
    """What LINE calls the menu, whichever version of it there is."""
    return f"{OURS}-{menu.replace('_', '-')}"


def words(menu: str, catalogue: Catalogue) -> list[list[str]]:
    """The words on the menu's buttons, row by row."""
    language = _language(menu)
    return [[catalogue.say(button.label, language) for button in row] for row in MENUS[menu]]


def shape(menu: str, catalogue: Catalogue) -> Json:
    """The menu as LINE takes it, but for its name."""
    role, language = menu.split("_")
    return {
        "size": {"width": WIDTH, "height": HEIGHT},
        "selected": role == "owner",
        "chatBarText": catalogue.say(f"menu.bar_{role}", language),
        "areas": list(_areas(menu, catalogue)),
    }


def picture(menu: str) -> bytes:
    """The PNG that `bot/menus/make.py` drew."""
    return resources.files("bot.menus").joinpath(menu + ".png").read_bytes()


def _language(menu: str) -> str:
    return menu.rpartition("_")[2]


def _areas(menu: str, catalogue: Catalogue) -> Iterable[Json]:
    rows = MENUS[menu]
    for row, (top, bottom) in zip(rows, pairwise(_cuts(HEIGHT, len(rows))), strict=True):
        cuts, column = _cuts(WIDTH, COLUMNS), 0
        for button in row:
            left, right = cuts[column], cuts[column + button.columns]
            column += button.columns
            bounds = {"x": left, "y": top, "width": right - left, "height": bottom - top}
            yield {"bounds": bounds, "action": _action(button, catalogue.say(button.label, _language(menu)))}


def _cuts(length: int, parts: int) -> list[int]:
    return [round(length * part / parts) for part in range(parts + 1)]


def _action(button: Button, said: str) -> Json:
    action: Json = {
        "type": "postback",
        "label": limits.label(said),
        "data": button.tap.data(),
        "displayText": said,
    }
    return action | ({"inputOption": "openKeyboard"} if button.opens_keyboard else {})


# --- making them -------------------------------------------------------------------------------------------


def make_menus(client: Client, catalogue: Catalogue) -> list[str]:
    """Bring LINE's menus to what they are here; the names of those that were made anew.

    One that is there already is left as it is, since LINE allows only 100 to be made in an hour. Whoever was shown
    a former version sees the default menu until `show_again`. Raises CallFailed.
    """
    there, ids = client.rich_menus(), client.rich_menu_aliases()
    full_names = {menu: _full_name(menu, catalogue) for menu in MENUS}
    # A menu counts by its alias, which it gets last: one that was left half made does not.
    missing = [menu for menu, name in full_names.items() if there.get(ids.get(alias(menu), "")) != name]
    for menu in missing:
        made = client.make_rich_menu(shape(menu, catalogue) | {"name": full_names[menu]}, picture(menu))
        client.name_rich_menu(alias(menu), made, is_new=alias(menu) not in ids)
        ids[alias(menu)] = made
    client.show_by_default(ids[alias(DEFAULT)])
    kept = {ids[alias(menu)] for menu in MENUS}
    for menu_id, name in there.items():
        if name.startswith(f"{OURS} ") and menu_id not in kept:
            client.delete_rich_menu(menu_id)
    return missing


def _full_name(menu: str, catalogue: Catalogue) -> str:
    """A name that changes with anything about the menu."""
    content = orjson.dumps(shape(menu, catalogue), option=orjson.OPT_SORT_KEYS) + picture(menu)
    return f"{OURS} {menu} {hashlib.sha256(content).hexdigest()[:12]}"


# --- showing them ------------------------------------------------------------------------------------------


def show_again(session: Session, client: Client, menus: Iterable[str]) -> None:
    """Show menus that were made anew to whom the former ones were shown. Raises CallFailed."""
    for menu in menus:
        shown = select(PersonRow.line_user_id).where(PersonRow.menu == menu, PersonRow.line_user_id.is_not(None))
        users = [str(user) for user in session.scalars(shown)]
        for start in range(0, len(users), limits.RECIPIENTS_A_CALL):
            client.show_rich_menu_to_all(users[start : start + limits.RECIPIENTS_A_CALL], alias(menu))


def wanted_menu(left: Left) -> str | None:
    """The menu of who they are now; None while it is shown, and for who has blocked us."""
    language = left.language if left.language in LANGUAGES else LANGUAGES[0]
    wanted = f"{'provider' if left.is_provider else 'owner'}_{language}"
    return wanted if not left.is_blocked and wanted != (left.menu or DEFAULT) else None


def show_wanted(bot: Bot, chat: str, wanted: str) -> bool:
    """Let LINE show this person the menu of who they are now, whatever LINE says to it; whether it was shown."""
    with bot.look() as session:
        if not is_closed(session):
            return False
    if not bot.client.show_rich_menu(chat, alias(wanted)):
        return False
    with bot.work() as session:
        person = people.person_with_line_user(session, chat)
        if person is not None:
            person.menu = wanted
    log.info("menu shown menu=%s", wanted)
    return True
