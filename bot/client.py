"""LINE's Messaging API through its SDK: every call has a time-out, every outcome a name."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from linebot.v3.messaging import (
    Configuration,
    CreateRichMenuAliasRequest,
    MessagingApi,
    MessagingApiBlob,
    RichMenuBulkLinkRequest,
    RichMenuRequest,
    UpdateRichMenuAliasRequest,
    ValidateMessageRequest,
)
from linebot.v3.messaging.exceptions import ApiException
from urllib3.exceptions import HTTPError

from bot.calls import API, Called, ToldClient
from bot.pace import Pace

Json = dict[str, Any]
Answer = TypeVar("Answer")

TIMEOUT = (3.05, 10.0)
"""Seconds to connect and to wait for an answer; the SDK's own default is to wait for ever."""

RAW: Mapping[str, Any] = {"_request_timeout": TIMEOUT, "_preload_content": False}
"""The answer as it came: the SDK's own models refuse some that mean "taken", and take some that mean nothing."""

HEADERS = {"Accept": "application/json", "Content-Type": "application/json"}

NO_ANSWER = (ApiException, HTTPError, ValueError, LookupError, AttributeError)
"""What a call may raise. The last three come of an answer that the SDK cannot read."""

QUICK = (1.0, 2.0)
"""For what a dialog must never wait for, such as a name."""


class Outcome(StrEnum):
    """What became of a call."""

    SENT = "sent"
    TOKEN_DEAD = "token_dead"  # noqa: S105 - a state, not a secret
    RATE = "rate"
    QUOTA = "quota"
    STOPPED = "stopped"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    HELD_BACK = "held_back"


@dataclass(frozen=True)
class Result:
    """An outcome, and what LINE said about it (never what we said)."""

    outcome: Outcome
    detail: str = ""
    request_id: str = ""


@dataclass(frozen=True)
class Profile:
    """What a person shows of themselves in LINE; the language only where LINE tells it."""

    name: str
    language: str | None


class Content(StrEnum):
    """Why there is no file (yet)."""

    NOT_READY = "not_ready"
    GONE = "gone"


class CallFailed(Exception):  # noqa: N818 - told to who asked
    """LINE refused or could not be reached; says why (never what we said)."""


class Client:
    """One connection pool to LINE; safe to use from many threads.

    `called` is told of every call; `pace` says whether a call may be made within LINE's rate limits, without it every
    call may. For `at_once` calls at the same time connections are kept.
    """

    def __init__(
        self,
        access_token: str,
        host: str,
        called: Called = lambda call, result, seconds: None,
        pace: Pace | None = None,
        at_once: int = 10,
    ) -> None:
        self._pace = pace
        configuration = Configuration(host=host, access_token=access_token)
        configuration.connection_pool_maxsize = at_once
        # urllib3 would repeat calls by itself, four times for a GET that is slow.
        configuration.retries = False
        self._client = ToldClient(configuration, called)
        self._api = MessagingApi(self._client)
        self._blob = MessagingApiBlob(self._client)

    def close(self) -> None:
        self._client.hang_up()

    def reply(self, token: str, messages: Sequence[Json]) -> Result:
        return self._send("reply", {"replyToken": token, "messages": messages})

    def push(self, to: str, messages: Sequence[Json], retry_key: str) -> Result:
        return self._send("push", {"to": to, "messages": messages}, retry_key)

    def multicast(self, to: Sequence[str], messages: Sequence[Json], retry_key: str) -> Result:
        return self._send("multicast", {"to": to, "messages": messages}, retry_key)

    def _send(self, endpoint: str, body: Json, retry_key: str | None = None) -> Result:
        """What the SDK's models would be made of goes through its client as it is: they would be taken apart again,
        and cost more than the call (benchmarks/throughput). The simulator holds each body against LINE's own words.
        """
        if not self._may_call(endpoint):
            return Result(Outcome.HELD_BACK, "within the rate limit")
        headers = {**HEADERS, **({"X-Line-Retry-Key": retry_key} if retry_key else {})}
        path = f"{API}message/{endpoint}"
        given: Json = {"header_params": headers, "body": body, "auth_settings": ["Bearer"]}
        result = _result(lambda: self._client.call_api(path, "POST", **given, **RAW))
        if result.outcome is Outcome.RATE and self._pace:
            self._pace.rest(endpoint)
        return result

    def _may_call(self, endpoint: str) -> bool:
        return self._pace is None or self._pace.may_call(endpoint)

    def complaints_about(self, messages: Sequence[Json]) -> str:
        """What LINE finds wrong with messages for a multicast; empty when they are fine."""
        request = ValidateMessageRequest.from_dict({"messages": list(messages)})
        call = self._api.validate_multicast_with_http_info
        return _result(lambda: call(request, **RAW)).detail

    def profile(self, user_id: str) -> Profile | None:
        """Name and language of a person; None when LINE does not tell (blocked, no consent, slow)."""
        if not self._may_call("profile"):
            return None
        try:
            found = self._api.get_profile(user_id, _request_timeout=QUICK)
        except NO_ANSWER:
            return None
        return Profile(found.display_name, found.language) if found else None

    def basic_id(self) -> str | None:
        """The account's own id ("@…"); None when LINE does not tell just now."""
        try:
            return str(self._api.get_bot_info(_request_timeout=QUICK).basic_id)
        except NO_ANSWER:
            return None

    def content(self, message_id: str) -> bytes | Content:
        """The file of a message, of a larger one than we keep its beginning. Raises one of NO_ANSWER when it may work
        later.
        """
        if not self._may_call("content"):
            return Content.NOT_READY
        try:
            answer = self._blob.get_message_content_with_http_info(message_id, _request_timeout=TIMEOUT)
        except ApiException as error:
            if error.status in (404, 410):
                return Content.GONE
            raise
        return Content.NOT_READY if answer.status_code == 202 else bytes(answer.data)

    def quota(self) -> tuple[int | None, int]:
        """The month's limit of pushes (None: no limit) and how many are used. Raises CallFailed."""
        limit = _asked(lambda: self._api.get_message_quota(_request_timeout=TIMEOUT))
        used = _asked(lambda: self._api.get_message_quota_consumption(_request_timeout=TIMEOUT))
        return limit.value if limit.type == "limited" else None, used.total_usage

    def rich_menus(self) -> dict[str, str]:
        """The name of every rich menu by its id. Raises CallFailed, as do the other calls about rich menus."""
        found = _asked(lambda: self._api.get_rich_menu_list(_request_timeout=TIMEOUT))
        return {menu.rich_menu_id: menu.name for menu in found.richmenus}

    def rich_menu_aliases(self) -> dict[str, str]:
        """The id of the rich menu behind every alias."""
        found = _asked(lambda: self._api.get_rich_menu_alias_list(_request_timeout=TIMEOUT))
        return {one.rich_menu_alias_id: one.rich_menu_id for one in found.aliases}

    def make_rich_menu(self, shape: Mapping[str, Any], picture: bytes) -> str:
        """A new rich menu with its picture, a PNG; its id."""
        request = RichMenuRequest.from_dict(dict(shape))
        made = _asked(lambda: self._api.create_rich_menu(request, _request_timeout=TIMEOUT)).rich_menu_id
        kind = {"Content-Type": "image/png"}
        upload = self._blob.set_rich_menu_image
        _asked(lambda: upload(made, bytearray(picture), _headers=kind, _request_timeout=TIMEOUT))
        return str(made)

    def delete_rich_menu(self, menu_id: str) -> None:
        _asked(lambda: self._api.delete_rich_menu(menu_id, _request_timeout=TIMEOUT))

    def name_rich_menu(self, alias: str, menu_id: str, *, is_new: bool) -> None:
        """Let `alias` mean this rich menu from now on."""
        if is_new:
            new = CreateRichMenuAliasRequest(richMenuAliasId=alias, richMenuId=menu_id)
            _asked(lambda: self._api.create_rich_menu_alias(new, _request_timeout=TIMEOUT))
            return
        other = UpdateRichMenuAliasRequest(richMenuId=menu_id)
        _asked(lambda: self._api.update_rich_menu_alias(alias, other, _request_timeout=TIMEOUT))

    def show_by_default(self, menu_id: str) -> None:
        """Show a rich menu to all who were not given another."""
        _asked(lambda: self._api.set_default_rich_menu(menu_id, _request_timeout=TIMEOUT))

    def show_rich_menu_to_all(self, user_ids: Sequence[str], alias: str) -> None:
        """At most 500 people; LINE does it a little later."""
        menu = _asked(lambda: self._api.get_rich_menu_alias(alias, _request_timeout=TIMEOUT))
        request = RichMenuBulkLinkRequest(richMenuId=menu.rich_menu_id, userIds=list(user_ids))
        _asked(lambda: self._api.link_rich_menu_id_to_users(request, _request_timeout=TIMEOUT))

    def show_rich_menu(self, user_id: str, alias: str) -> bool:
        """Show one person a rich menu. False when LINE did not answer and it is worth another try.

        That there is no such menu is an answer, too: it is shown once it is made.
        """
        if not self._may_call("menu"):
            return False
        try:
            menu = self._api.get_rich_menu_alias(alias, _request_timeout=QUICK)
            self._api.link_rich_menu_id_to_user(user_id, menu.rich_menu_id, _request_timeout=QUICK)
        except ApiException as error:
            return error.status in (400, 404)
        except NO_ANSWER:
            return False
        return True


def _asked(call: Callable[[], Answer]) -> Answer:
    try:
        return call()
    except ApiException as error:
        raise CallFailed(f"{error.status} {_said(error)}") from error
    except NO_ANSWER as error:
        raise CallFailed(type(error).__name__) from error


def _result(call: Callable[[], Any]) -> Result:
    try:
        answer = call()
    except ApiException as error:
        return _refusal(error)
    except (HTTPError, UnicodeError) as error:
        return Result(Outcome.UNKNOWN, type(error).__name__)
    if not _is_json(answer.raw_data):
        # Something on the way has answered in LINE's place: whether the call went through is unknown.
        return Result(Outcome.UNKNOWN, "unreadable answer")
    return Result(Outcome.SENT, request_id=_request_id(answer.headers))


def _is_json(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except ValueError:
        return False


def _refusal(error: ApiException) -> Result:
    detail, request_id = _said(error), _request_id(error.headers)
    if error.status == 409:
        return Result(Outcome.SENT, "accepted before", request_id)
    if error.status == 429:
        outcome = Outcome.QUOTA if "monthly limit" in detail else Outcome.RATE
        return Result(outcome, detail, request_id)
    if error.status in (401, 403):
        return Result(Outcome.STOPPED, f"{error.status} {detail}", request_id)
    if error.status == 400 and "reply token" in detail.lower():
        return Result(Outcome.TOKEN_DEAD, detail, request_id)
    if 400 <= (error.status or 0) < 500:
        return Result(Outcome.REFUSED, f"{error.status} {detail}", request_id)
    return Result(Outcome.UNKNOWN, str(error.status), request_id)


def _said(error: ApiException) -> str:
    try:
        body = json.loads(error.body or "{}")
        details = [f"{one.get('property')}: {one.get('message')}" for one in body.get("details", [])]
        return "; ".join([str(body.get("message", "")), *details])[:200]
    except (ValueError, AttributeError):
        return "no readable answer"


def _request_id(headers: Any) -> str:
    return str((headers or {}).get("x-line-request-id", ""))
