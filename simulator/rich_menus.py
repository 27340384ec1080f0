"""Rich menus: made, given a picture, linked to people, switched by alias."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulator.actions import Button, button
from simulator.errors import Detail, Refused, invalid

if TYPE_CHECKING:
    from simulator.phones import Phone

Json = dict[str, Any]

MOST_MENUS = 1_000


@dataclass
class RichMenu:
    menu_id: str
    shape: Json
    image: bytes | None = None
    media_type: str = ""

    def told(self) -> Json:
        """As the API answers it."""
        return {"richMenuId": self.menu_id, **self.shape}

    def buttons(self) -> list[Button]:
        return [button(area["action"]) for area in self.shape.get("areas", [])]


class RichMenus:
    """All menus and aliases of the account. The platform's lock guards it."""

    def __init__(self) -> None:
        self._menus: dict[str, RichMenu] = {}
        self._aliases: dict[str, str] = {}
        self.default_id: str | None = None

    def create(self, menu_id: str, shape: Json) -> RichMenu:
        if len(self._menus) >= MOST_MENUS:
            raise Refused(400, "You can't create more rich menus")
        self._menus[menu_id] = RichMenu(menu_id, shape)
        return self._menus[menu_id]

    def find(self, menu_id: str) -> RichMenu:
        """Raises Refused (404)."""
        menu = self._menus.get(menu_id)
        if menu is None:
            raise Refused(404, "richmenu not found")
        return menu

    def all(self) -> list[RichMenu]:
        return list(self._menus.values())

    def delete(self, menu_id: str) -> None:
        self.find(menu_id)
        del self._menus[menu_id]
        if self.default_id == menu_id:
            self.default_id = None

    def set_image(self, menu_id: str, image: bytes, media_type: str) -> None:
        """Raises Refused (400) when there is a picture already: it cannot be replaced."""
        menu = self.find(menu_id)
        if menu.image is not None:
            raise Refused(400, "An image has already been uploaded to the richmenu")
        menu.image, menu.media_type = image, media_type

    def showable(self, menu_id: str) -> RichMenu:
        """Raises Refused: 404 when unknown, 400 while it has no picture."""
        menu = self.find(menu_id)
        if menu.image is None:
            raise Refused(400, "must upload richmenu image before applying it to user")
        return menu

    def shown_to(self, phone: "Phone") -> RichMenu | None:
        """One's own menu before the default one; friends only."""
        own = self._menus.get(phone.rich_menu_id or "")
        return own or self._menus.get(self.default_id or "")

    def aliases(self) -> list[Json]:
        return [self.alias(name) for name in self._aliases]

    def alias(self, name: str) -> Json:
        """Raises Refused (404)."""
        if name not in self._aliases:
            raise Refused(404, "richmenu alias not found")
        return {"richMenuAliasId": name, "richMenuId": self._aliases[name]}

    def add_alias(self, name: str, menu_id: str) -> None:
        if name in self._aliases:
            raise Refused(400, "conflict richmenu alias id")
        if len(self._aliases) >= MOST_MENUS:
            raise Refused(400, "You can't create more rich menu aliases")
        self._aliases[name] = self._for_alias(menu_id)

    def move_alias(self, name: str, menu_id: str) -> None:
        self.alias(name)
        self._aliases[name] = self._for_alias(menu_id)

    def remove_alias(self, name: str) -> None:
        self.alias(name)
        del self._aliases[name]

    def switch(self, phone: "Phone", name: str) -> str:
        """Show the menu behind an alias; the `status` of the postback event."""
        if name not in self._aliases:
            return "RICHMENU_ALIAS_ID_NOTFOUND"
        if self._aliases[name] not in self._menus:
            return "RICHMENU_NOTFOUND"
        link(phone, self._aliases[name])
        return "SUCCESS"

    def _for_alias(self, menu_id: str) -> str:
        if menu_id not in self._menus:
            raise Refused(400, "richmenu not found")
        return self.showable(menu_id).menu_id


def link(phone: "Phone", menu_id: str | None) -> None:
    """Show one person this menu, or the default one again (None). Strangers and blockers see no difference."""
    if phone.is_friend or menu_id is None:
        phone.rich_menu_id = menu_id
        phone.talk.changed()


SMALLEST_RATIO = 1.45


def refuse_bad_shape(shape: Json) -> None:
    """The rules on size and areas that the description does not state. Raises Refused (400)."""
    faults = [*_size_faults(shape["size"]), *_area_faults(shape)]
    if faults:
        raise invalid(faults)


def _size_faults(size: Json) -> Iterable[Detail]:
    if not 800 <= size["width"] <= 2500:
        yield Detail("Must be between 800 and 2500", "size.width")
    if size["height"] < 250:
        yield Detail("Must be greater than or equal to 250", "size.height")
    elif size["width"] / size["height"] < SMALLEST_RATIO:
        yield Detail("Width divided by height must be 1.45 or more", "size")


def _area_faults(shape: Json) -> Iterable[Detail]:
    width, height = shape["size"]["width"], shape["size"]["height"]
    for number, area in enumerate(shape["areas"]):
        bounds = area["bounds"]
        if bounds["x"] + bounds["width"] > width or bounds["y"] + bounds["height"] > height:
            yield Detail("Must lie within the rich menu", f"areas[{number}].bounds")
