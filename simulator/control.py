"""The control API: what the Python API does, over HTTP, for the page and for bots in other languages."""

import base64
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import orjson
from flask import Blueprint, Response, request, url_for

from simulator.errors import Refused
from simulator.showing import call_shown, phone_named, phone_shown, webhook_shown

if TYPE_CHECKING:
    from simulator.phones import Phone
    from simulator.platform import Platform

Json = dict[str, Any]


def control(platform: "Platform") -> Blueprint:
    """Routes below /_simulator."""
    routes = Blueprint("control", __name__, url_prefix="/_simulator")
    _phone_routes(routes, platform)
    _webhook_routes(routes, platform)
    _rule_routes(routes, platform)
    _file_routes(routes, platform)
    for kind, status in STATUS_OF.items():
        routes.register_error_handler(kind, _telling(status))
    routes.register_error_handler(Refused, lambda refused: _answer(refused.body(), refused.status))
    return routes


#: TypeError, KeyError: a field too many, a field too few.
STATUS_OF = {LookupError: 404, KeyError: 400, TypeError: 400, ValueError: 400, RuntimeError: 409}


def _telling(status: int) -> Callable[[Exception], Response]:
    return lambda error: _answer({"message": str(error)}, status)


def _phone_routes(routes: Blueprint, platform: "Platform") -> None:
    @routes.get("/phones")
    def phones() -> Response:
        with platform.lock:
            return _answer({"phones": [phone_named(one) for one in platform.people.values()]})

    @routes.post("/phones")
    def add_phone() -> Response:
        return _answer(phone_named(platform.add_phone(**_body())), 201)

    @routes.get("/phones/<user_id>")
    def phone(user_id: str) -> Response:
        found = _phone(platform, user_id)
        if request.args.get("since") == str(found.talk.version):
            return Response(status=204)
        return _answer(phone_shown(platform, found, _menu_image))

    @routes.post("/phones/<user_id>/<deed>")
    def act(user_id: str, deed: str) -> Response:
        if deed not in DEEDS:
            raise LookupError(f"nobody can {deed}; known: {', '.join(DEEDS)}")
        return _answer({"result": DEEDS[deed](_phone(platform, user_id), _body())})


def _webhook_routes(routes: Blueprint, platform: "Platform") -> None:
    @routes.get("/webhooks")
    def webhooks() -> Response:
        return _answer({"webhooks": [webhook_shown(one) for one in platform.webhooks]})

    @routes.post("/webhooks")
    def send() -> Response:
        return _answer(webhook_shown(platform.send_events(**_body())))

    @routes.post("/webhooks/<event_id>/redeliver")
    def redeliver(event_id: str) -> Response:
        return _answer(webhook_shown(platform.redeliver(event_id)))

    @routes.post("/groups")
    def group() -> Response:
        members = tuple(_phone(platform, one) for one in _body().get("members", []))
        joined = platform.join_group(_body().get("name", ""), members)
        return _answer({"group_id": joined.group_id}, 201)


def _rule_routes(routes: Blueprint, platform: "Platform") -> None:
    @routes.get("/calls")
    def calls() -> Response:
        return _answer({"calls": [call_shown(one) for one in platform.calls]})

    @routes.post("/faults")
    def fault() -> Response:
        platform.faults.add(**_body())
        return _answer({}, 201)

    @routes.delete("/faults")
    def no_faults() -> Response:
        platform.faults.clear()
        return _answer({})

    @routes.route("/quota", methods=["GET", "PUT"])
    def quota() -> Response:
        if request.method == "PUT":
            _set_quota(platform, _body())
        return _answer({"limit": platform.quota.limit, "used": platform.quota.used})


def _file_routes(routes: Blueprint, platform: "Platform") -> None:
    @routes.get("/content/<message_id>")
    def content(message_id: str) -> Response:
        with platform.lock:
            found = platform.contents.find(message_id)
        return Response(found.data, content_type=found.media_type)

    @routes.get("/rich-menus/<menu_id>/image")
    def menu_image(menu_id: str) -> Response:
        with platform.lock:
            menu = platform.rich_menus.showable(menu_id)
        return Response(menu.image, content_type=menu.media_type)


def _menu_image(menu_id: str) -> str:
    return url_for("control.menu_image", menu_id=menu_id)


def _set_quota(platform: "Platform", wanted: Json) -> None:
    if "limit" in wanted:
        platform.quota.limit = wanted["limit"]
    if "used" in wanted:
        platform.quota.used = wanted["used"]


def _phone(platform: "Platform", user_id: str) -> "Phone":
    if user_id not in platform.people:
        raise LookupError(f"nobody is {user_id}")
    return platform.people[user_id]


def _body() -> Json:
    return request.get_json(silent=True) or {}


def _answer(told: Json, status: int = 200) -> Response:
    return Response(orjson.dumps(told), status, content_type="application/json")


def _sent_file(phone: "Phone", kind: str, given: Json) -> str:
    """A file arrives in base64 as `data`, with its `media_type`."""
    sending = {"image": phone.send_image, "video": phone.send_video, "audio": phone.send_audio}[kind]
    data = base64.b64decode(given["data"])
    return sending(data, given["media_type"]) if "media_type" in given else sending(data)


DEEDS: dict[str, Callable[["Phone", Json], str | None]] = {
    "follow": lambda phone, given: phone.follow(),
    "block": lambda phone, given: phone.block(),
    "unblock": lambda phone, given: phone.unblock(),
    "type": lambda phone, given: phone.type(**given),
    "tap": lambda phone, given: phone.tap(**given),
    "tap-in": lambda phone, given: phone.tap_in(**given),
    "act": lambda phone, given: phone.act(**given),
    "unsend": lambda phone, given: phone.unsend(**given),
    "sticker": lambda phone, given: phone.send_sticker(**given),
    "location": lambda phone, given: phone.send_location(**given),
    "image": lambda phone, given: _sent_file(phone, "image", given),
    "video": lambda phone, given: _sent_file(phone, "video", given),
    "audio": lambda phone, given: _sent_file(phone, "audio", given),
    "file": lambda phone, given: phone.send_file(given["name"], base64.b64decode(given["data"])),
}
