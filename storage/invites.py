"""Invite codes: how a provider or an officer joins with their own LINE.

A code carries 128 bits, is good for one use within seven days, and only its hash is kept. It is written in
Crockford's base 32 so that it can also be typed from paper: case, spaces and the look-alikes O/0 and I/L/1
do not matter.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.tables import InviteRow, OrganisationRow, PersonRow, ProviderRow, StaffRow

GOOD_FOR = timedelta(days=7)
TRIES = 5
LOCKED_FOR = timedelta(hours=24)
SECRET_BYTES = 16

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 26
_PREFIX = "RISMEP"
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_LOOK_ALIKES = str.maketrans("OIL", "011")
_BETWEEN = re.compile(r"[\s\-_.·\u2010-\u2015\u200b-\u200f\u2060\ufeff]+")
_WRITTEN = re.compile(r"(?P<prefix>R[I1L]SMEP)?(?P<body>[0-9A-Z]{20,32})")


@dataclass(frozen=True)
class Redeemed:
    """The code was good: the person is now this provider, or this officer; `before`: they were already.

    `former` was this provider until now, with another account.
    """

    provider: ProviderRow | None = None
    staff: StaffRow | None = None
    before: bool = False
    former: PersonRow | None = None


@dataclass(frozen=True)
class WrongCode:
    """Mistyped, used, too old or of who has left: which of them is not told. `left` tries remain before the lock."""

    left: int


@dataclass(frozen=True)
class Locked:
    """Too many wrong codes; none is looked at before `until`."""

    until: datetime


def make_invite(
    session: Session,
    *,
    organisation_id: int | None = None,
    provider_id: int | None = None,
    staff_id: int | None = None,
    now: datetime,
    secret: bytes,
) -> str:
    """The text of a new code for exactly one of: a new provider of an organisation, a known one, an officer.

    `secret` is 16 random bytes. A new code for a known provider or officer ends their earlier ones.
    """
    aims = {"organisation_id": organisation_id, "provider_id": provider_id, "staff_id": staff_id}
    if sum(aim is not None for aim in aims.values()) != 1 or len(secret) != SECRET_BYTES:
        raise ValueError("an invite needs one aim and 16 secret bytes")
    if organisation_id is None:
        _end_earlier(session, provider_id, staff_id, now)
    digits = _written(secret)
    session.add(InviteRow(code_hash=_hash(digits), made_at=now, expires_at=now + GOOD_FOR, **aims))
    session.flush()
    return "-".join([_PREFIX, *_groups(digits)])


def looks_like_code(text: str) -> bool:
    """Whether `text` is a code or a mistyped one, as against something an owner might write."""
    found = _WRITTEN.fullmatch(_squeezed(text))
    if found is None:
        return False
    body = found["body"]
    whole = len(body) == _LENGTH and set(body.translate(_LOOK_ALIKES)) <= set(_DIGITS)
    mixed = sum(map(str.isdigit, body)) >= 2 and not body.isdigit()
    return (whole or mixed) if found["prefix"] else (whole and mixed)


def redeem(session: Session, person: PersonRow, code_text: str, now: datetime) -> Redeemed | WrongCode | Locked:
    """Use a code up. Five wrong ones in a row lock the person out for 24 hours; one that made them who they are is
    not wrong.
    """
    locked_until = _locked_until(person, now)
    if locked_until is not None:
        return Locked(locked_until)
    code_hash = _hash(_digits_of(code_text))
    invite = _used_up(session, code_hash, now)
    joined = _joined(session, invite, person, now) if invite is not None else None
    if joined is None:
        return _joined_before(session, code_hash, person) or _count_wrong(session, person, now)
    person.wrong_codes, person.wrong_codes_since = 0, None
    session.flush()
    return joined


def _locked_until(person: PersonRow, now: datetime) -> datetime | None:
    if person.wrong_codes_since is None:
        return None
    until = person.wrong_codes_since + LOCKED_FOR
    if until <= now:
        person.wrong_codes, person.wrong_codes_since = 0, None
        return None
    return until if person.wrong_codes >= TRIES else None


def _count_wrong(session: Session, person: PersonRow, now: datetime) -> WrongCode | Locked:
    person.wrong_codes += 1
    person.wrong_codes_since = now
    session.flush()
    if person.wrong_codes >= TRIES:
        return Locked(now + LOCKED_FOR)
    return WrongCode(TRIES - person.wrong_codes)


def _used_up(session: Session, code_hash: str, now: datetime) -> InviteRow | None:
    """One conditional update decides, so that two people at once cannot both use a code."""
    unused = update(InviteRow).where(
        InviteRow.code_hash == code_hash, InviteRow.used_at.is_(None), InviteRow.expires_at > now
    )
    return session.scalar(unused.values(used_at=now).returning(InviteRow))


def _joined(session: Session, invite: InviteRow, person: PersonRow, now: datetime) -> Redeemed | None:
    if invite.staff_id is not None:
        return _officer(session, invite.staff_id, person)
    known = _known_provider(session, invite)
    if not _organisation_of(session, invite).active or (known is not None and known.left_at is not None):
        return None
    # A person stands once in an organisation: whoever joins again, by whatever code, is who they were.
    again = _as_provider(session, invite, person)
    provider = again or known or ProviderRow(organisation_id=invite.organisation_id)
    was_another = provider.person_id not in (None, person.id)
    former = session.get(PersonRow, provider.person_id) if was_another else None
    provider.person_id, provider.joined_at = person.id, now
    provider.left_at = provider.paused_from = provider.paused_until = None
    session.add(provider)
    session.flush()
    return Redeemed(provider=provider, former=former)


def _known_provider(session: Session, invite: InviteRow) -> ProviderRow | None:
    return session.get(ProviderRow, invite.provider_id) if invite.provider_id is not None else None


def _organisation_of(session: Session, invite: InviteRow) -> OrganisationRow:
    """The organisation that a code of a provider is for."""
    known = _known_provider(session, invite)
    return known.organisation if known is not None else session.get_one(OrganisationRow, invite.organisation_id)


def _as_provider(session: Session, invite: InviteRow, person: PersonRow) -> ProviderRow | None:
    """Who this person is, or was, in the organisation that a code is for."""
    organisation = _organisation_of(session, invite)
    return session.scalar(
        select(ProviderRow).where(ProviderRow.organisation_id == organisation.id, ProviderRow.person_id == person.id)
    )


def _joined_before(session: Session, code_hash: str, person: PersonRow) -> Redeemed | None:
    """Whoever sends a code of their own organisation once more guesses none; a stranger learns nothing."""
    invite = session.scalar(select(InviteRow).where(InviteRow.code_hash == code_hash))
    if invite is None:
        return None
    if invite.staff_id is not None:
        staff = session.get_one(StaffRow, invite.staff_id)
        return Redeemed(staff=staff, before=True) if staff.active and staff.person_id == person.id else None
    provider = _as_provider(session, invite, person)
    return Redeemed(provider=provider, before=True) if provider is not None and provider.left_at is None else None


def _officer(session: Session, staff_id: int, person: PersonRow) -> Redeemed | None:
    staff = session.get_one(StaffRow, staff_id)
    if not staff.active:
        return None
    staff.person_id = person.id
    return Redeemed(staff=staff)


def _end_earlier(session: Session, provider_id: int | None, staff_id: int | None, now: datetime) -> None:
    same = InviteRow.staff_id == staff_id if provider_id is None else InviteRow.provider_id == provider_id
    open_ones = update(InviteRow).where(same, InviteRow.used_at.is_(None), InviteRow.expires_at > now)
    session.execute(open_ones.values(expires_at=now))


def _written(secret: bytes) -> str:
    number = int.from_bytes(secret, "big")
    return "".join(_DIGITS[number >> shift & 31] for shift in range(5 * (_LENGTH - 1), -1, -5))


def _groups(digits: str) -> list[str]:
    return [digits[start : start + 4] for start in range(0, len(digits), 4)]


def _squeezed(text: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text).upper().translate(_THAI_DIGITS))


def _digits_of(text: str) -> str:
    found = _WRITTEN.fullmatch(_squeezed(text))
    return found["body"].translate(_LOOK_ALIKES) if found else ""


def _hash(digits: str) -> str:
    return sha256(digits.encode()).hexdigest()
