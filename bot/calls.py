"""Calls to LINE as they happen: each is told to whoever counts them, by its name and what came of it."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from linebot.v3.messaging import ApiClient, Configuration
from linebot.v3.messaging.exceptions import ApiException
from urllib3.exceptions import HTTPError

Called = Callable[[str, str, float], None]
"""Told the call ("POST message/push"), its result ("ok", a status, "none") and how many seconds it took."""

NO_ANSWER = "none"
API = "/v2/bot/"


class ToldClient(ApiClient):  # type: ignore[misc]
    """The SDK's client; the names of its calls are paths with places for ids, never ids."""

    def __init__(self, configuration: Configuration, called: Called) -> None:
        super().__init__(configuration)
        self._called = called

    def call_api(self, resource_path: str, method: str, *given: Any, **named: Any) -> Any:
        call = f"{method} {resource_path.removeprefix(API)}"
        started = perf_counter()
        result = "ok"
        try:
            return super().call_api(resource_path, method, *given, **named)
        except ApiException as error:
            result = str(error.status or NO_ANSWER)
            raise
        except HTTPError:
            result = NO_ANSWER
            raise
        finally:
            self._called(call, result, perf_counter() - started)
