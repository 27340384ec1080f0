"""LINE's Messaging API through its SDK: every call has a time-out, every outcome a name."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from linebot.v3.messaging import (
    ApiClient,
    Configuration,
    MessagingApi,
    MessagingApiBlob,
    MulticastRequest,
    PushMessageRequest,
    ReplyMessageRequest,
    ValidateMessageRequest,
)
from linebot.v3.messaging.exceptions import ApiException
from pydantic.v1 import ValidationError
from urllib3.exceptions import HTTPError

Json = dict[str, Any]

TIMEOUT = (3.05, 10.0)
"""Seconds to connect and to wait for an answer; the SDK's own default is to wait for ever."""

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


class Client:
    """One connection pool to LINE; safe to use from many threads."""

    def __init__(self, access_token: str, host: str) -> None:
        configuration = Configuration(host=host, access_token=access_token)
        # urllib3 would repeat calls by itself, four times for a GET that is slow.
        configuration.retries = False
        client = ApiClient(configuration)
        self._api = MessagingApi(client)
        self._blob = MessagingApiBlob(client)

    def reply(self, token: str, messages: Sequence[Json]) -> Result:
        request = ReplyMessageRequest.from_dict({"replyToken": token, "messages": list(messages)})
        return _result(lambda: self._api.reply_message_with_http_info(request, _request_timeout=TIMEOUT))

    def push(self, to: str, messages: Sequence[Json], retry_key: str) -> Result:
        request = PushMessageRequest.from_dict({"to": to, "messages": list(messages)})
        return _result(
            lambda: self._api.push_message_with_http_info(
                request, x_line_retry_key=retry_key, _request_timeout=TIMEOUT
            )
        )

    def multicast(self, to: Sequence[str], messages: Sequence[Json], retry_key: str) -> Result:
        request = MulticastRequest.from_dict({"to": list(to), "messages": list(messages)})
        return _result(
            lambda: self._api.multicast_with_http_info(request, x_line_retry_key=retry_key, _request_timeout=TIMEOUT)
        )

    def complaints_about(self, messages: Sequence[Json]) -> str:
        """What LINE finds wrong with messages for a multicast; empty when they are fine."""
        request = ValidateMessageRequest.from_dict({"messages": list(messages)})
        call = self._api.validate_multicast_with_http_info
        return _result(lambda: call(request, _request_timeout=TIMEOUT)).detail

    def profile(self, user_id: str) -> Profile | None:
        """Name and language of a person; None when LINE does not tell (blocked, no consent, slow)."""
        try:
            found = self._api.get_profile(user_id, _request_timeout=QUICK)
        except (ApiException, HTTPError, ValidationError):
            return None
        return Profile(found.display_name, found.language)

    def content(self, message_id: str) -> bytes | Content:
        """The file of a message. Raises ApiException or HTTPError when it may work later."""
        try:
            answer = self._blob.get_message_content_with_http_info(message_id, _request_timeout=TIMEOUT)
        except ApiException as error:
            if error.status in (404, 410):
                return Content.GONE
            raise
        return Content.NOT_READY if answer.status_code == 202 else bytes(answer.data)

    def quota(self) -> tuple[int | None, int]:
        """The month's limit of pushes (None: no limit) and how many are used. Raises ApiException, HTTPError."""
        limit = self._api.get_message_quota(_request_timeout=TIMEOUT)
        used = self._api.get_message_quota_consumption(_request_timeout=TIMEOUT)
        return limit.value if limit.type == "limited" else None, used.total_usage


def _result(call: Callable[[], Any]) -> Result:
    try:
        answer = call()
    except ApiException as error:
        return _refusal(error)
    except ValidationError:
        # The SDK could not read the answer, but LINE had said 2xx: the message is out.
        return Result(Outcome.SENT, "unreadable answer")
    except HTTPError as error:
        return Result(Outcome.UNKNOWN, type(error).__name__)
    return Result(Outcome.SENT, request_id=_request_id(answer.headers))


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
