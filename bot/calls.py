"""Calls to LINE as they happen: each is told to whoever counts them, by its name and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic, perf_counter
from typing import Any

from linebot.v3.messaging import ApiClient, Configuration
from linebot.v3.messaging.exceptions import ApiException
from urllib3 import BaseHTTPResponse, PoolManager
from urllib3.exceptions import HTTPError, ProtocolError

from bot import limits

Called = Callable[[str, str, float], None]
"""Told the call ("POST message/push"), its result ("ok", a status, "none") and how many seconds it took."""

NO_ANSWER = "none"
API = "/v2/bot/"

ANSWER_TAKES, FILE_TAKES = 12.0, 60.0
"""Seconds after which no more of an answer, or of a file, is waited for."""

A_READ = 64 * 1024


class ToldClient(ApiClient):  # type: ignore[misc]
    """The SDK's client; the names of its calls are paths with places for ids, never ids."""

    def __init__(self, configuration: Configuration, called: Called) -> None:
        super().__init__(configuration)
        self._pool: PoolManager = self.rest_client.pool_manager
        self.rest_client.pool_manager = BoundedPool(self._pool)
        self._called = called

    def hang_up(self) -> None:
        """Close the connections that are kept for the next call."""
        self._pool.clear()

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


@dataclass
class Answer:
    """What the SDK takes from an answer."""

    status: int
    reason: str | None
    headers: Any
    data: bytes

    def getheaders(self) -> Any:
        return self.headers


class BoundedPool:
    """The SDK's connections, read within bounds: a time-out bounds each read, so who sends a byte now and then would
    hold a worker for ever, and a film would stand in memory more than once.
    """

    def __init__(self, pool: PoolManager) -> None:
        self._pool = pool

    def request(self, method: str, url: str, *, preload_content: bool, **named: Any) -> Answer:
        """The answer, read whether or not the SDK wants that now. Raises HTTPError."""
        until = monotonic() + (FILE_TAKES if url.endswith("/content") else ANSWER_TAKES)
        answer = self._pool.request(method, url, preload_content=False, **named)
        return Answer(answer.status, answer.reason, answer.headers, _body(answer, until))


def _body(answer: BaseHTTPResponse, until: float) -> bytes:
    """What came, of a file at most one byte more than we keep. Raises HTTPError."""
    read = bytearray()
    while part := answer.read1(A_READ):
        read += part
        if len(read) > limits.FILE:
            # The rest of it would stand in the way of the next answer.
            answer.close()
            return bytes(read[: limits.FILE + 1])
        if monotonic() > until:
            answer.close()
            raise ProtocolError("no end of an answer")
    return bytes(read)
