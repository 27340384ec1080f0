"""How sending to LINE stands: facts that every process shares, each a row of its own while it holds."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.orm import Session

from storage import messages, settings
from storage.database import is_among, straight
from storage.tables import ServiceState

STOPPED = "sending_stopped"
"""LINE refuses our credentials."""

QUOTA_USED = "pushes_stopped"
"""The month's pushes are used up; replies are free and go on."""

DOWN = "line_down"
"""LINE does not answer. `at` since when, `probe_at` when the next call may try, `probes` how many have."""

UP = "line_up"
"""When LINE answered again after it had been down."""

LOOK_AGAIN = timedelta(minutes=1)
"""How long sending rests after LINE refused our credentials."""

QUOTA_AGAIN = timedelta(hours=1)

PROBE_TAKES = timedelta(seconds=25)
"""Longer than any call: so long nobody else tries while one does."""

REPLY_LIVES = timedelta(minutes=1)

MOST_A_LOOK = 500
"""To so many people one look of the clock lets go out what waits: more would only stand before what is new."""

FIRST_A_LOOK = 20
DOUBLES_EVERY = timedelta(seconds=5)

States = Mapping[str, Mapping[str, Any]]


def states(session: Session) -> States:
    """What holds now, by its name."""
    return {row.name: row.value for row in straight(session, _STATES, {})}


_STATES = select(ServiceState.name, ServiceState.value).where(
    is_among(ServiceState.name, (STOPPED, QUOTA_USED, DOWN, UP))
)


def is_calm() -> ColumnElement[bool]:
    """As a column: nothing is noted that keeps any call back."""
    return ~exists().where(is_among(ServiceState.name, (STOPPED, QUOTA_USED, DOWN)))


CALM: States = {}


def down_since(known: States) -> datetime | None:
    """Since when LINE has not answered; None while it does."""
    return _moment(known[DOWN], "at") if DOWN in known else None


def rests(known: States, name: str, now: datetime) -> bool:
    """Whether sending rests for this; when the rest is over, a call may try. A clock set back ends it, too."""
    rest = {STOPPED: LOOK_AGAIN, QUOTA_USED: QUOTA_AGAIN}[name]
    return name in known and timedelta(0) <= now - _moment(known[name], "at") < rest


def note_down(session: Session, probe_at: datetime, now: datetime) -> bool:
    """LINE does not answer; True for who notes it first."""
    value = {"at": now.isoformat(), "probe_at": probe_at.isoformat(), "probes": 0}
    return settings.begin_state_of_service(session, DOWN, value, now)


def note_up(session: Session, now: datetime) -> bool:
    """LINE answers again; True for who notes it first."""
    ended = session.scalar(delete(ServiceState).where(ServiceState.name == DOWN).returning(ServiceState.name))
    if ended is None:
        return False
    settings.set_state_of_service(session, UP, {"at": now.isoformat()}, now)
    return True


def take_probe(session: Session, now: datetime) -> bool:
    """True for one caller only, once a probe is due: it may call although LINE is down."""
    row = _locked(session)
    if row is None or not is_probe_due(row.value, now):
        return row is None
    row.value = {**row.value, "probe_at": (now + PROBE_TAKES).isoformat(), "probes": row.value["probes"] + 1}
    return True


def put_off_probe(session: Session, wait: timedelta, now: datetime) -> None:
    """The probe has failed."""
    row = _locked(session)
    if row is not None:
        row.value = {**row.value, "probe_at": (now + wait).isoformat()}


def _locked(session: Session) -> ServiceState | None:
    return session.get(ServiceState, DOWN, with_for_update=True, populate_existing=True)


def is_probe_due(down: Mapping[str, Any], now: datetime) -> bool:
    """Whether a call may try. A moment far ahead is one from before the clock was set back."""
    left = _moment(down, "probe_at") - now
    return not timedelta(0) < left < timedelta(minutes=5)


def chats_let_go(session: Session, now: datetime) -> Sequence[str]:
    """LINE users to whom what is due may go out now: first what a reply token still carries, then who waits longest.

    Without pushes only a reply can go. While LINE is down, whoever waits longest is the probe.
    """
    known = states(session)
    most = people_a_look(known, now)
    replies = messages.chats_with_due(session, now, most, replies_since=now - REPLY_LIVES)
    if rests(known, QUOTA_USED, now):
        return replies
    waiting = messages.chats_with_due(session, now, most)
    return waiting if DOWN in known else list(dict.fromkeys((*replies, *waiting)))[:most]


def next_try(session: Session, owed: datetime) -> datetime:
    """The moment at which what may go out from `owed` on can, as far as anything is known of it."""
    down = states(session).get(DOWN)
    return max(owed, _moment(down, "probe_at")) if down else owed


def people_a_look(known: States, now: datetime) -> int:
    """To how many people one look of the clock may let go out what waits.

    To one, while LINE is down and a probe is due; after it to ever more, so that the backlog is no burst.
    """
    if DOWN in known:
        return int(is_probe_due(known[DOWN], now))
    if rests(known, STOPPED, now):
        return 0
    since = now - _moment(known[UP], "at") if UP in known else timedelta.max
    if not timedelta(0) <= since < timedelta(minutes=5):
        return MOST_A_LOOK
    return min(MOST_A_LOOK, int(FIRST_A_LOOK * 2 ** (since / DOUBLES_EVERY)))


def _moment(value: Mapping[str, Any], name: str) -> datetime:
    return datetime.fromisoformat(str(value[name]))
