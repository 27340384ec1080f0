"""What probes and Prometheus ask for. No answer names a person."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from flask import Blueprint, Flask, Response, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from rismep.seeing.readiness import Verdict, judge
from rismep.seeing.standing import Look, Standing, standing


@dataclass(frozen=True)
class Seeing:
    """What the pages are given. `token` opens the figures."""

    look: Look
    clock: Callable[[], datetime]
    registry: CollectorRegistry
    limit: timedelta
    token: str | None

    def standing(self) -> Standing | None:
        """None: the database does not answer."""
        try:
            with self.look() as session:
                return standing(session, self.clock())
        except SQLAlchemyError:
            return None


def status_pages(seeing: Seeing, *, is_private: bool) -> Blueprint:
    """`/healthz`, `/readyz`, `/metrics`. Only where nobody from outside comes in (`is_private`) are the figures open
    without a token: behind a proxy of this machine everybody seems to come from it.
    """
    pages = Blueprint("status", __name__)

    @pages.get("/healthz")
    def healthz() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @pages.get("/readyz")
    def readyz() -> Response:
        its = judge(seeing.standing(), seeing.limit)
        told = orjson.dumps({"status": its.verdict, "checks": its.checks})
        return Response(told, 503 if its.verdict is Verdict.UNREADY else 200, mimetype="application/json")

    @pages.get("/metrics")
    def metrics() -> Response:
        if seeing.token is None and not is_private:
            return Response("no token is set for this page\n", 404, mimetype="text/plain")
        if seeing.token is not None and not _has(seeing.token):
            return Response("", 401, {"WWW-Authenticate": "Bearer"})
        return Response(generate_latest(seeing.registry), content_type=CONTENT_TYPE_LATEST)

    return pages


def _has(token: str) -> bool:
    given = request.headers.get("Authorization", "").encode("utf-8", "replace")
    return hmac.compare_digest(f"Bearer {token}".encode(), given)


def operators_app(seeing: Seeing) -> Flask:
    """The three pages alone, for a port of their own."""
    app = Flask("rismep.seeing", static_folder=None)
    app.register_blueprint(status_pages(seeing, is_private=True))
    return app
