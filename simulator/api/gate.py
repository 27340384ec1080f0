"""The way every call takes: noted, allowed, checked, carried out, answered."""

from functools import cache
from typing import TYPE_CHECKING, Any

import orjson
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from simulator.api import failing
from simulator.api.operations import OPERATIONS
from simulator.calls import Answer, Call
from simulator.errors import NOT_FOUND, UNAUTHORISED, Detail, Refused, invalid
from simulator.limits.requests import limit_faults
from simulator.openapi.checking import faults_of
from simulator.openapi.description import Operation, described

if TYPE_CHECKING:
    from simulator.platform import Platform

Json = dict[str, Any]


def open_gate(app: Flask, platform: "Platform") -> None:
    """Serve each operation of the description; those without an answer of ours are 404 like unknown paths."""

    def view(rest: str) -> Response:
        del rest
        try:
            operation, arguments = _places().bind("").match(request.path, request.method)
        except HTTPException:
            return _refusal(Refused(404, NOT_FOUND), "")
        call = _noted(platform, operation, dict(arguments))
        response = _answered(platform, operation, call)
        call.status = response.status_code
        return response

    app.add_url_rule("/v2/<path:rest>", "operation", view, methods=["GET", "POST", "PUT", "DELETE"])


@cache
def _places() -> Map:
    """Where each operation is found: compiled once, which takes longer than all else that a platform is made of."""
    known = [one for one in described().operations if one.name in OPERATIONS]
    return Map([Rule(one.rule, endpoint=one, methods=[one.method]) for one in known])


def _noted(platform: "Platform", operation: Operation, arguments: dict[str, str]) -> Call:
    call = Call(
        operation=operation.name,
        method=request.method,
        path=request.path,
        at=platform.clock(),
        request_id=str(platform.new_id()),
        retry_key=request.headers.get("X-Line-Retry-Key"),
        query=request.args.to_dict(),
        arguments=arguments,
    )
    platform.call_log.append(call)
    return call


def _answered(platform: "Platform", operation: Operation, call: Call) -> Response:
    try:
        call.body = _body(platform, operation)
        fault = platform.faults.take(call.method, call.path, call.to)
        if fault is not None:
            call.fault = fault.kind
            return failing.fail(platform, fault, lambda: _carry_out(platform, operation, call))
        return _carry_out(platform, operation, call)
    except Refused as refused:
        return _refusal(refused, call.request_id)


def _carry_out(platform: "Platform", operation: Operation, call: Call) -> Response:
    try:
        _allow(platform, operation)
        _check(operation, call)
        return _response(OPERATIONS[operation.name](platform, call), call.request_id)
    except Refused as refused:
        return _refusal(refused, call.request_id)


def _allow(platform: "Platform", operation: Operation) -> None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or token.strip() != platform.channel_access_token:
        raise Refused(401, UNAUTHORISED, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
    with platform.lock:
        platform.rates.take(operation.name)


def _body(platform: "Platform", operation: Operation) -> Any:
    """The JSON body, or the raw bytes where the description knows no JSON. Raises Refused: 400, 413."""
    if (request.content_length or 0) > platform.rules.largest_request:
        raise Refused(413, "Request entity too large")
    raw = request.get_data(cache=False)
    if operation.schema is None:
        return raw
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        place = f"(line: {error.lineno}, column: {error.colno})"
        raise Refused(400, f"The request body could not be parsed as JSON {place}") from error


def _check(operation: Operation, call: Call) -> None:
    missing = [Detail("May not be empty", name) for name in operation.required_query if not call.query.get(name)]
    if missing:
        raise invalid(missing)
    if operation.schema is None:
        return
    faults = faults_of(operation.schema, call.body) or limit_faults(operation.name, call.body)
    if faults:
        raise invalid(faults)


def _response(answer: Answer, request_id: str) -> Response:
    body = answer.body if isinstance(answer.body, bytes) else orjson.dumps(answer.body)
    response = Response(body, answer.status, content_type=answer.media_type)
    response.headers["x-line-request-id"] = request_id
    return response


def _refusal(refused: Refused, request_id: str) -> Response:
    response = _response(Answer(refused.body(), refused.status), request_id)
    response.headers.extend(refused.headers)
    return response
