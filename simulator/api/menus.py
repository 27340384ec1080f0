"""Rich menus."""

from typing import TYPE_CHECKING

from flask import request

from simulator.calls import NOTHING, Answer, Call
from simulator.errors import NOT_FOUND, Refused
from simulator.ids import rich_menu_id
from simulator.pictures import refuse_bad_menu_picture
from simulator.rich_menus import link, refuse_bad_shape

if TYPE_CHECKING:
    from simulator.phones import Phone
    from simulator.platform import Platform


def create(platform: "Platform", call: Call) -> Answer:
    refuse_bad_shape(call.body)
    with platform.lock:
        menu = platform.rich_menus.create(rich_menu_id(platform.new_id()), call.body)
    return Answer({"richMenuId": menu.menu_id})


def validate(platform: "Platform", call: Call) -> Answer:
    del platform
    refuse_bad_shape(call.body)
    return Answer(NOTHING)


def get(platform: "Platform", call: Call) -> Answer:
    with platform.lock:
        return Answer(platform.rich_menus.find(_menu(call)).told())


def get_all(platform: "Platform", call: Call) -> Answer:
    del call
    with platform.lock:
        return Answer({"richmenus": [menu.told() for menu in platform.rich_menus.all()]})


def delete(platform: "Platform", call: Call) -> Answer:
    with platform.lock:
        platform.rich_menus.delete(_menu(call))
        _all_changed(platform)
    return Answer(NOTHING)


def set_image(platform: "Platform", call: Call) -> Answer:
    media_type = request.mimetype
    with platform.lock:
        shape = platform.rich_menus.find(_menu(call)).shape
        refuse_bad_menu_picture(call.body, media_type, shape["size"])
        platform.rich_menus.set_image(_menu(call), call.body, media_type)
        _all_changed(platform)
    return Answer(NOTHING)


def get_image(platform: "Platform", call: Call) -> Answer:
    with platform.lock:
        menu = platform.rich_menus.find(_menu(call))
    if menu.image is None:
        raise Refused(404, NOT_FOUND)
    return Answer(menu.image, media_type=menu.media_type)


def set_default(platform: "Platform", call: Call) -> Answer:
    with platform.lock:
        platform.rich_menus.default_id = platform.rich_menus.showable(_menu(call)).menu_id
        _all_changed(platform)
    return Answer(NOTHING)


def get_default(platform: "Platform", call: Call) -> Answer:
    del call
    if platform.rich_menus.default_id is None:
        raise Refused(404, "no default richmenu")
    return Answer({"richMenuId": platform.rich_menus.default_id})


def cancel_default(platform: "Platform", call: Call) -> Answer:
    del call
    with platform.lock:
        platform.rich_menus.default_id = None
        _all_changed(platform)
    return Answer(NOTHING)


def of_user(platform: "Platform", call: Call) -> Answer:
    phone = _phone(platform, call)
    if phone is None or phone.rich_menu_id is None:
        raise Refused(404, "the user has no richmenu")
    return Answer({"richMenuId": phone.rich_menu_id})


def link_to_user(platform: "Platform", call: Call) -> Answer:
    """Linking to somebody who is no friend is answered 200 and does nothing."""
    with platform.lock:
        menu = platform.rich_menus.showable(_menu(call))
        _link_all(platform, [call.arguments["userId"]], menu.menu_id)
    return Answer(NOTHING)


def unlink_from_user(platform: "Platform", call: Call) -> Answer:
    with platform.lock:
        _link_all(platform, [call.arguments["userId"]], None)
    return Answer(NOTHING)


def bulk_link(platform: "Platform", call: Call) -> Answer:
    """202: LINE does it a little later; the simulator at once."""
    with platform.lock:
        menu = platform.rich_menus.showable(call.body["richMenuId"])
        _link_all(platform, call.body["userIds"], menu.menu_id)
    return Answer(NOTHING, 202)


def bulk_unlink(platform: "Platform", call: Call) -> Answer:
    with platform.lock:
        _link_all(platform, call.body["userIds"], None)
    return Answer(NOTHING, 202)


def create_alias(platform: "Platform", call: Call) -> Answer:
    with platform.lock:
        platform.rich_menus.add_alias(call.body["richMenuAliasId"], call.body["richMenuId"])
    return Answer(NOTHING)


def update_alias(platform: "Platform", call: Call) -> Answer:
    with platform.lock:
        platform.rich_menus.move_alias(call.arguments["richMenuAliasId"], call.body["richMenuId"])
    return Answer(NOTHING)


def get_alias(platform: "Platform", call: Call) -> Answer:
    with platform.lock:
        return Answer(platform.rich_menus.alias(call.arguments["richMenuAliasId"]))


def delete_alias(platform: "Platform", call: Call) -> Answer:
    with platform.lock:
        platform.rich_menus.remove_alias(call.arguments["richMenuAliasId"])
    return Answer(NOTHING)


def get_aliases(platform: "Platform", call: Call) -> Answer:
    del call
    with platform.lock:
        return Answer({"aliases": platform.rich_menus.aliases()})


def _menu(call: Call) -> str:
    return call.arguments["richMenuId"]


def _phone(platform: "Platform", call: Call) -> "Phone | None":
    return platform.people.get(call.arguments["userId"])


def _link_all(platform: "Platform", user_ids: list[str], menu_id: str | None) -> None:
    for one in user_ids:
        if one in platform.people:
            link(platform.people[one], menu_id)


def _all_changed(platform: "Platform") -> None:
    for phone in platform.people.values():
        phone.talk.changed()
