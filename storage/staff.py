"""Officers: how they are added, how they sign in, which provinces they see, who is told of what."""

import unicodedata
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from storage.tables import CentreRow, PersonRow, SignInRow, StaffRow

TRIES = 5
TRIES_WITHIN = timedelta(minutes=15)
SHORTEST_PASSWORD = 8
"""Characters; length alone is asked for, as NIST SP 800-63B advises."""

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""OWASP's smallest advised Argon2id, in KiB: several officers at once must fit beside the bot's 300 MB."""


class NameTaken(ValueError):  # noqa: N818 - the caller says it to the person
    """Another officer already signs in with this name."""


class PasswordTooShort(ValueError):  # noqa: N818 - the caller says it to the person
    """Fewer than `SHORTEST_PASSWORD` characters."""


class NotSignedIn(StrEnum):
    """Why nobody was signed in; `wrong` does not tell whether the name exists."""

    WRONG = "wrong"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class SignIn:
    """A try that has been counted; `staff_id` is None for a name that nobody has."""

    name: str
    staff_id: int | None
    password_hash: str


def add_staff(
    session: Session, *, name: str, shown_name: str, password: str, centre_id: int | None, now: datetime
) -> StaffRow:
    """A new officer; without a centre they see the whole country.

    Raises `NameTaken` or `PasswordTooShort`.
    """
    known = _as_stored(name)
    if session.scalar(select(StaffRow.id).where(StaffRow.name == known)) is not None:
        raise NameTaken(known)
    staff = StaffRow(
        name=known,
        shown_name=shown_name,
        password_hash=_hash(password),
        centre_id=centre_id,
        session_version=1,
        active=True,
        made_at=now,
    )
    session.add(staff)
    session.flush()
    return staff


def staff_named(session: Session, name: str) -> StaffRow | None:
    """The officer who signs in with this name, also one who may no longer."""
    return session.scalar(select(StaffRow).where(StaffRow.name == _as_stored(name)))


def change_password(session: Session, staff: StaffRow, password: str) -> None:
    """A new password; every session opened with the old one ends. Raises `PasswordTooShort`."""
    staff.password_hash = _hash(password)
    end_sessions(session, staff)


def end_sessions(session: Session, staff: StaffRow) -> None:
    """Sign the officer out everywhere."""
    staff.session_version += 1
    session.flush()


def staff_signed_in(session: Session, staff_id: int, session_version: int) -> StaffRow | None:
    """The officer of a browser session, or None when that session has ended or they may no longer sign in."""
    staff = session.get(StaffRow, staff_id)
    holds = staff is not None and staff.active and staff.session_version == session_version
    return staff if holds else None


# --- signing in -------------------------------------------------------------------------------------------


def sign_in(
    work: Callable[[], AbstractContextManager[Session]], name: str, password: str, now: datetime
) -> StaffRow | NotSignedIn:
    """The officer, or why not. Two short transactions with the slow check of the password between them.

    A password hash takes tens of milliseconds on purpose; inside a writing transaction it would keep every
    other writer of SQLite waiting, and whoever hammers the page could stop the bot.
    """
    with work() as session:
        attempt = begin_sign_in(session, name, now)
    if attempt is None:
        return NotSignedIn.TOO_MANY
    if not is_right(attempt, password):
        return NotSignedIn.WRONG
    with work() as session:
        return finish_sign_in(session, attempt, password)


def begin_sign_in(session: Session, name: str, now: datetime) -> SignIn | None:
    """Count a try before its password is looked at; None when five have failed within 15 minutes.

    Counted first and under the officer's lock, so that many tries at once are no way around the limit.
    """
    known = _as_stored(name)
    staff = session.scalar(select(StaffRow).where(StaffRow.name == known).with_for_update())
    session.execute(delete(SignInRow).where(SignInRow.at <= now - TRIES_WITHIN))
    if _failed_tries(session, known) >= TRIES:
        return None
    session.add(SignInRow(name=known, at=now))
    session.flush()
    if staff is None or not staff.active:
        return SignIn(known, None, _hash_of_nobody())
    return SignIn(known, staff.id, staff.password_hash)


def is_right(attempt: SignIn, password: str) -> bool:
    """Whether the password fits; an unknown name takes as long as a known one."""
    try:
        _HASHER.verify(attempt.password_hash, password)
    except VerificationError:
        return False
    return attempt.staff_id is not None


def finish_sign_in(session: Session, attempt: SignIn, password: str) -> StaffRow:
    """The officer whose password was right; earlier failures are forgotten, an outdated hash is renewed."""
    staff = session.get_one(StaffRow, attempt.staff_id)
    session.execute(delete(SignInRow).where(SignInRow.name == attempt.name))
    if _HASHER.check_needs_rehash(staff.password_hash):
        staff.password_hash = _HASHER.hash(password)
    return staff


# --- who sees and hears what --------------------------------------------------------------------------------


def provinces_of(session: Session, staff: StaffRow) -> frozenset[str] | None:
    """ISO codes of the provinces an officer may see; None: all of them."""
    if staff.centre_id is None:
        return None
    of_centre = select(CentreRow.province).where(CentreRow.organisation_id == staff.centre_id)
    return frozenset(session.scalars(of_centre))


def staff_to_tell(session: Session, province: str) -> Sequence[PersonRow]:
    """Officers in LINE who hear about a case of `province`: its regional centre's, else the national ones.

    A province without a centre (Bangkok), or whose officers have all left or blocked the chat, is the
    national officers' affair.
    """
    of_centre = session.scalars(_OF_CENTRE, {"province": province}).unique().all()
    return of_centre or session.scalars(_NATIONAL).unique().all()


_IN_LINE = (
    select(PersonRow)
    .join(StaffRow, StaffRow.person_id == PersonRow.id)
    .where(StaffRow.active, PersonRow.blocked_at.is_(None), PersonRow.line_user_id.is_not(None))
    .order_by(PersonRow.id)
)
_ITS_CENTRE = select(CentreRow.organisation_id).where(CentreRow.province == bindparam("province")).scalar_subquery()
_OF_CENTRE = _IN_LINE.where(StaffRow.centre_id == _ITS_CENTRE)
_NATIONAL = _IN_LINE.where(StaffRow.centre_id.is_(None))


def staff_of_person(session: Session, person_id: int) -> StaffRow | None:
    """The officer whose LINE this is, if they may still act."""
    joined = select(StaffRow).where(StaffRow.person_id == person_id, StaffRow.active)
    return session.scalars(joined.order_by(StaffRow.id)).first()


def _as_stored(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _failed_tries(session: Session, name: str) -> int:
    return session.scalar(select(func.count()).select_from(SignInRow).where(SignInRow.name == name)) or 0


def _hash(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordTooShort
    return _HASHER.hash(password)


@cache
def _hash_of_nobody() -> str:
    return _HASHER.hash("nobody has this password")
