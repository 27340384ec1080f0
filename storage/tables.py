"""What is remembered: every table of the bot, and nothing else.

Names of the directory follow Open Referral's HSDS (organisation, service, service area). What identifies a
person or stands in their words is encrypted; times are aware UTC.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BindParameter,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    MetaData,
    String,
    UniqueConstraint,
    and_,
    false,
    func,
    or_,
    text,
    true,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, validates

from storage.types import KEYRING, Encrypted, EncryptedBytes, EncryptedJson, Key, UtcDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The one registry of tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: UtcDateTime(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }


def _id() -> Mapped[int]:
    return mapped_column(Key, primary_key=True, autoincrement=True)


def _ref(target: str, *, index: bool = True) -> Mapped[int]:
    return mapped_column(Key, ForeignKey(target), index=index)


def _maybe(target: str, *, index: bool = True) -> Mapped[int | None]:
    return mapped_column(Key, ForeignKey(target), index=index)


# --- people and what they agreed to ---------------------------------------------------------------------


def _partial_index(name: str, *columns: str, where: str) -> Index:
    """An index of the rows alone for which `where` holds, in words that both databases read alike."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class PersonRow(Base):
    """Someone in LINE. What they are (owner, provider, staff) follows from other rows.

    `menu` is the rich menu that LINE was told to show them; none: the one that everyone sees. `asked_…` is what a
    provider was asked in words, about which handoff: why they decline or give up, what they did, what they want to
    know of the owner.
    """

    __tablename__ = "people"
    __table_args__ = (Index("ix_people_kept", "forgotten_at", "first_seen_at"),)

    id: Mapped[int] = _id()
    line_user_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    display_name: Mapped[str | None] = mapped_column(Encrypted)
    language: Mapped[str] = mapped_column(String(8), default="th")
    blocked_at: Mapped[datetime | None]
    first_seen_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    asked_handoff_id: Mapped[int | None] = mapped_column(Key)
    asked_for: Mapped[str | None] = mapped_column(String(16))
    forgotten_at: Mapped[datetime | None]
    wrong_codes: Mapped[int] = mapped_column(default=0)
    wrong_codes_since: Mapped[datetime | None]
    menu: Mapped[str | None] = mapped_column(String(16))


class ConsentRow(Base):
    """One statement of consent or of its withdrawal; the latest of a purpose holds."""

    __tablename__ = "consents"

    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id")
    purpose: Mapped[str] = mapped_column(String(16))
    version: Mapped[str] = mapped_column(String(32))
    given: Mapped[bool]
    at: Mapped[datetime]
    how: Mapped[str] = mapped_column(String(16))


class BusinessRow(Base):
    """A business as its owner named it; an owner may have several."""

    __tablename__ = "businesses"

    id: Mapped[int] = _id()
    person_id: Mapped[int | None] = _maybe("people.id")
    product: Mapped[str | None] = mapped_column(Encrypted)
    province: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]


class ConversationRow(Base):
    """Where one person's dialog stands. `newest_event_at` is when LINE sent the newest event of theirs."""

    __tablename__ = "conversations"
    __table_args__ = (
        _partial_index(
            "ix_conversations_with_staff",
            "person_id",
            where="wants_person_since IS NOT NULL OR paused_since IS NOT NULL",
        ),
    )

    person_id: Mapped[int] = mapped_column(Key, ForeignKey("people.id"), primary_key=True, autoincrement=False)
    step: Mapped[str | None] = mapped_column(String(32))
    answers: Mapped[dict[str, Any]] = mapped_column(EncryptedJson)
    unclear: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]
    paused_since: Mapped[datetime | None]
    wants_person_since: Mapped[datetime | None]
    staff_id: Mapped[int | None] = _maybe("staff.id")
    staff_wrote_at: Mapped[datetime | None]
    staff_reminded_at: Mapped[datetime | None]
    national_reminded_at: Mapped[datetime | None]
    owner_reminded_at: Mapped[datetime | None]
    person_wrote_at: Mapped[datetime | None]
    newest_event_at: Mapped[datetime | None]
    next_look_at: Mapped[datetime | None] = mapped_column(index=True)


# --- what came in, what is owed ---------------------------------------------------------------------------


class IncomingRow(Base):
    """One event of LINE, kept from before the 200 until its turn is done; a done row keeps only its ids.

    `sent_at` is when LINE first sent it: events come in another order, too.
    """

    __tablename__ = "incoming"
    __table_args__ = (
        _partial_index("ix_incoming_waiting", "chat", "sent_at", "id", where="done_at IS NULL"),
        Index("ix_incoming_done", "done_at"),
        _partial_index("ix_incoming_set_aside", "set_aside_at", where="set_aside_at IS NOT NULL"),
    )

    id: Mapped[int] = _id()
    event_id: Mapped[str] = mapped_column(String(64), unique=True)
    chat: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(32))
    line_message_id: Mapped[str | None] = mapped_column(String(64), index=True)
    payload: Mapped[bytes | None] = mapped_column(EncryptedBytes)
    sent_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None] = mapped_column(String(200))
    set_aside_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


class MessageRow(Base):
    """What was said: by a person (`direction` in) or to one (out). An outgoing row is one call to LINE.

    `parts` holds 1 to 5 catalogue keys with their parameters, `rendered` the LINE objects of the first try.
    `event_id` is that of the incoming event whose turn came to owe it; none: time or staff did. A reply token's time
    is that at which its event came.
    """

    __tablename__ = "messages"
    __table_args__ = (
        _partial_index("ix_messages_owed", "person_id", "id", where="direction = 'out' AND ended_at IS NULL"),
        _partial_index("ix_messages_due", "not_before", where="direction = 'out' AND ended_at IS NULL"),
        _partial_index("ix_messages_failed", "ended_at", where="outcome = 'failed'"),
        Index("ix_messages_transcript", "person_id", "id"),
        Index("uq_messages_retry_key", "retry_key", unique=True),
        Index(
            "ix_messages_maybe_twice",
            "id",
            sqlite_where=text("maybe_twice IS 1"),
            postgresql_where=text("maybe_twice IS TRUE"),
        ),
    )

    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id", index=False)
    direction: Mapped[str] = mapped_column(String(4))
    by: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    text: Mapped[str | None] = mapped_column(Encrypted)
    line_message_id: Mapped[str | None] = mapped_column(String(64), index=True)
    event_id: Mapped[str | None] = mapped_column(String(64))
    case_id: Mapped[int | None] = _maybe("cases.id")
    handoff_id: Mapped[int | None] = _maybe("handoffs.id")
    parts: Mapped[list[Any] | None] = mapped_column(EncryptedJson)
    rendered: Mapped[list[Any] | None] = mapped_column(EncryptedJson)
    reply_token: Mapped[str | None] = mapped_column(Encrypted)
    reply_token_at: Mapped[datetime | None]
    retry_key: Mapped[UUID | None]
    not_before: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    tried_by: Mapped[str | None] = mapped_column(String(8))
    first_push_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    maybe_twice: Mapped[bool] = mapped_column(default=False, server_default=false())
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(16))
    failure: Mapped[str | None] = mapped_column(String(200))
    follow_up_id: Mapped[int | None] = mapped_column(Key, index=True)


class AttachmentRow(Base):
    """A picture or file that someone sent, fetched at once: LINE keeps it for an undisclosed time."""

    __tablename__ = "attachments"

    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id")
    case_id: Mapped[int | None] = _maybe("cases.id")
    line_message_id: Mapped[str] = mapped_column(String(64), unique=True)
    media_type: Mapped[str | None] = mapped_column(String(64))
    content: Mapped[bytes | None] = mapped_column(EncryptedBytes)
    size: Mapped[int | None]
    at: Mapped[datetime]
    fetch_after: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None] = mapped_column(String(200))


class ServiceState(Base):
    """One fact of the service itself, such as "sending is stopped: 401 since …"."""

    __tablename__ = "service_state"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[dict[str, Any]]
    at: Mapped[datetime]


# --- cases ------------------------------------------------------------------------------------------------


MOBILE = ("06", "08", "09")


def dialled(phone: str) -> str:
    """The digits that are dialled within the country: "+66 81-234-5678 ext. 9" is 0812345678."""
    digits = "".join(str(int(sign)) for sign in phone if sign.isdecimal())
    national = f"0{digits[2:].lstrip('0')}" if digits.startswith("66") else digits
    return national[: 10 if national.startswith(MOBILE) else 9]


class CaseRow(Base):
    """One matter of one owner, from confirmation until someone can stand behind its end."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_listed", "province", "status", "opened_at"),
        _partial_index("ix_cases_ownerless", "closed_at", where="person_id IS NULL"),
        Index(
            "ix_cases_held",
            "held_since",
            "id",
            sqlite_where=text("held_by_staff = 1"),
            postgresql_where=text("held_by_staff"),
        ),
    )

    id: Mapped[int] = _id()
    # Made of the row's own id: empty within the transaction that opens the case, and never after.
    number: Mapped[str] = mapped_column(String(16), unique=True, nullable=True)
    person_id: Mapped[int | None] = _maybe("people.id")
    business_id: Mapped[int | None] = _maybe("businesses.id")
    channel: Mapped[str] = mapped_column(String(16))
    province: Mapped[str] = mapped_column(String(8))
    product: Mapped[str | None] = mapped_column(Encrypted)
    text: Mapped[str | None] = mapped_column(Encrypted)
    masked_text: Mapped[str] = mapped_column(default="")
    told_in: Mapped[list[Any] | None] = mapped_column(JSON)
    contact_name: Mapped[str | None] = mapped_column(Encrypted)
    contact_phone: Mapped[str | None] = mapped_column(Encrypted)
    phone_mark: Mapped[bytes | None] = mapped_column(index=True)
    language: Mapped[str] = mapped_column(String(8), default="th")
    status: Mapped[str] = mapped_column(String(16))
    resolution: Mapped[str | None] = mapped_column(String(16))
    resolved_by_word_of: Mapped[str | None] = mapped_column(String(16))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    held_by_staff: Mapped[bool] = mapped_column(default=False, server_default=false())
    held_since: Mapped[datetime | None]
    held_why: Mapped[str | None] = mapped_column(String(32))
    staff_id: Mapped[int | None] = _maybe("staff.id")
    staff_acted_at: Mapped[datetime | None]
    satisfaction: Mapped[int | None]
    satisfaction_word: Mapped[str | None] = mapped_column(Encrypted)
    next_look_at: Mapped[datetime | None] = mapped_column(index=True)

    business: Mapped["BusinessRow | None"] = relationship()
    needs: Mapped[list["CaseNeedRow"]] = relationship(
        lazy="selectin", order_by="CaseNeedRow.need", cascade="all, delete-orphan"
    )
    handoffs: Mapped[list["HandoffRow"]] = relationship(back_populates="case", order_by="HandoffRow.id")

    @validates("contact_phone")
    def _mark_phone(self, _: str, phone: str | None) -> str | None:
        self.phone_mark = KEYRING.marks(dialled(phone))[0] if phone else None
        return phone

    @property
    def holds_anything(self) -> bool:
        """Whether it still says something of its owner."""
        told = (self.text, self.product, self.contact_name, self.contact_phone, self.satisfaction_word)
        return self.person_id is not None or any(told)


class CaseNeedRow(Base):
    """One need of a case."""

    __tablename__ = "case_needs"

    case_id: Mapped[int] = mapped_column(Key, ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    need: Mapped[str] = mapped_column(String(32), primary_key=True)


class HandoffRow(Base):
    """One organisation's part in a case: an offer, and what became of it.

    `kind` is the local resource that staff drew in (a project, an expert, …); None for a part that serves a need.
    """

    __tablename__ = "handoffs"
    __table_args__ = (
        # What an organisation or a person has at the moment must not be looked for among all that they ever had.
        Index("ix_handoffs_load", "organisation_id", "status"),
        Index("ix_handoffs_answers", "organisation_id", "answered_at", "id"),
        Index("ix_handoffs_held", "provider_id", "status"),
        _partial_index("ix_handoffs_offered", "offered_at", where="status = 'offered'"),
        _partial_index("ix_handoffs_taken", "ended_at", where="accepted_at IS NOT NULL"),
    )

    id: Mapped[int] = _id()
    case_id: Mapped[int] = _ref("cases.id")
    organisation_id: Mapped[int] = _ref("organisations.id", index=False)
    provider_id: Mapped[int | None] = _maybe("providers.id", index=False)
    role: Mapped[str] = mapped_column(String(8))
    needs: Mapped[list[Any]]
    ring: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(String(16))
    offered_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    contacted_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    decline_reason: Mapped[str | None] = mapped_column(Encrypted)
    on_behalf: Mapped[bool] = mapped_column(default=False, server_default=false())
    next_look_at: Mapped[datetime | None] = mapped_column(index=True)

    case: Mapped[CaseRow] = relationship(back_populates="handoffs")
    organisation: Mapped["OrganisationRow"] = relationship(lazy="joined")


class MoveRow(Base):
    """One move of a case (or of one of its handoffs): the audit trail that reports are counted from.

    `source` and `target` are where it stood and stands; a case's `close` leads to how it ended.
    """

    __tablename__ = "moves"

    id: Mapped[int] = _id()
    case_id: Mapped[int] = _ref("cases.id")
    handoff_id: Mapped[int | None] = _maybe("handoffs.id")
    name: Mapped[str] = mapped_column(String(32))
    source: Mapped[str | None] = mapped_column(String(16))
    target: Mapped[str] = mapped_column(String(16))
    by: Mapped[str] = mapped_column(String(16))
    by_id: Mapped[int | None] = mapped_column(Key)
    why: Mapped[str | None] = mapped_column(Encrypted)
    at: Mapped[datetime]


class FollowUpRow(Base):
    """One question or reminder that time brought; unique, so that nobody is asked twice."""

    __tablename__ = "follow_ups"
    __table_args__ = (UniqueConstraint("move_id", "rule", "nth"),)

    id: Mapped[int] = _id()
    case_id: Mapped[int | None] = _maybe("cases.id")
    handoff_id: Mapped[int | None] = _maybe("handoffs.id")
    move_id: Mapped[int] = _ref("moves.id")
    rule: Mapped[str] = mapped_column(String(32))
    nth: Mapped[int]
    at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(String(32))


class OutcomeRow(Base):
    """What the service brought, in baht, and who said so."""

    __tablename__ = "outcomes"

    id: Mapped[int] = _id()
    case_id: Mapped[int] = _ref("cases.id")
    handoff_id: Mapped[int | None] = _maybe("handoffs.id")
    kind: Mapped[str] = mapped_column(String(16))
    baht_low: Mapped[int | None] = mapped_column(Key)
    baht_high: Mapped[int | None] = mapped_column(Key)
    said_by: Mapped[str] = mapped_column(String(16))
    words: Mapped[str | None] = mapped_column(Encrypted)
    at: Mapped[datetime]


# --- the directory ----------------------------------------------------------------------------------------


class Pausing:
    """Who takes no new cases from a day on (None: from when it was said) and before another."""

    paused_from: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]

    def has_pause(self, now: datetime) -> bool:
        """Whether they are paused or will be."""
        return self.paused_until is not None and self.paused_until > now

    def is_paused(self, now: datetime) -> bool:
        return self.has_pause(now) and (self.paused_from is None or self.paused_from <= now)

    @classmethod
    def are_paused(cls, now: BindParameter[Any]) -> ColumnElement[bool]:
        """`is_paused`, for a query."""
        begun = or_(cls.paused_from.is_(None), cls.paused_from <= now)
        return and_(begun, func.coalesce(cls.paused_until > now, false()))


class OrganisationRow(Pausing, Base):
    """A member of the BDSP network or of the business consultants' network."""

    __tablename__ = "organisations"

    id: Mapped[int] = _id()
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name_th: Mapped[str]
    name_en: Mapped[str]
    network: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    province: Mapped[str] = mapped_column(String(8), index=True)
    phone: Mapped[str | None] = mapped_column(String(64))
    address: Mapped[str | None]
    url: Mapped[str | None]
    languages: Mapped[list[Any]]
    capacity: Mapped[int | None]
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    sample: Mapped[bool] = mapped_column(default=False, server_default=false())

    services: Mapped[list["ServiceRow"]] = relationship(back_populates="organisation", cascade="all, delete-orphan")


class ServiceRow(Base):
    """What an organisation offers for one need, and of what kind it is."""

    __tablename__ = "services"
    __table_args__ = (UniqueConstraint("organisation_id", "need", "kind"),)

    id: Mapped[int] = _id()
    organisation_id: Mapped[int] = _ref("organisations.id")
    need: Mapped[str] = mapped_column(String(32), index=True)
    kind: Mapped[str] = mapped_column(String(16))

    organisation: Mapped[OrganisationRow] = relationship(back_populates="services")
    areas: Mapped[list["ServiceAreaRow"]] = relationship(lazy="selectin", cascade="all, delete-orphan")


class ServiceAreaRow(Base):
    """Where a service is given: a province's ISO code, or TH for the whole country."""

    __tablename__ = "service_areas"

    service_id: Mapped[int] = mapped_column(Key, ForeignKey("services.id"), primary_key=True, autoincrement=False)
    area: Mapped[str] = mapped_column(String(8), primary_key=True)


class ProviderRow(Pausing, Base):
    """A person who serves for an organisation, with or without LINE; `capacity` counts cases at a time."""

    __tablename__ = "providers"
    __table_args__ = (UniqueConstraint("organisation_id", "person_id"),)

    id: Mapped[int] = _id()
    organisation_id: Mapped[int] = _ref("organisations.id")
    person_id: Mapped[int | None] = _maybe("people.id")
    code: Mapped[str | None] = mapped_column(String(64), unique=True)
    name: Mapped[str | None] = mapped_column(Encrypted)
    phone: Mapped[str | None] = mapped_column(Encrypted)
    capacity: Mapped[int | None]
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]

    organisation: Mapped[OrganisationRow] = relationship(lazy="joined")
    person: Mapped["PersonRow | None"] = relationship(viewonly=True)

    @property
    def shown_name(self) -> str | None:
        """Their name in the directory; of who joined by a code for someone new, the one that they show in LINE."""
        return self.name or (self.person.display_name if self.person else None)


class InviteRow(Base):
    """A one-time code that joins a LINE to a provider's or an officer's row; only its hash is kept."""

    __tablename__ = "invites"

    id: Mapped[int] = _id()
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    organisation_id: Mapped[int | None] = _maybe("organisations.id")
    provider_id: Mapped[int | None] = _maybe("providers.id")
    staff_id: Mapped[int | None] = _maybe("staff.id")
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class CentreRow(Base):
    """Which regional centre (an organisation) looks after a province; Bangkok has none."""

    __tablename__ = "centre_of_province"

    province: Mapped[str] = mapped_column(String(8), primary_key=True)
    organisation_id: Mapped[int] = _ref("organisations.id")


# --- staff ------------------------------------------------------------------------------------------------


class StaffRow(Base):
    """An officer. `centre_id` is the regional centre whose provinces they see; none means all of them."""

    __tablename__ = "staff"

    id: Mapped[int] = _id()
    name: Mapped[str] = mapped_column(String(64), unique=True)
    shown_name: Mapped[str]
    password_hash: Mapped[str]
    centre_id: Mapped[int | None] = _maybe("organisations.id")
    person_id: Mapped[int | None] = _maybe("people.id")
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    session_version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime]


class SignInRow(Base):
    """One failed try to sign in; five within 15 minutes close the door for a while."""

    __tablename__ = "failed_sign_ins"

    id: Mapped[int] = _id()
    name: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class AuditRow(Base):
    """Who saw, changed or exported what."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_about", "about", "about_id"),)

    id: Mapped[int] = _id()
    at: Mapped[datetime] = mapped_column(index=True)
    staff_id: Mapped[int | None] = _maybe("staff.id")
    action: Mapped[str] = mapped_column(String(32))
    about: Mapped[str | None] = mapped_column(String(32))
    about_id: Mapped[int | None] = mapped_column(Key)
    detail: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class NoteRow(Base):
    """What an officer wrote down about a case."""

    __tablename__ = "notes"

    id: Mapped[int] = _id()
    case_id: Mapped[int] = _ref("cases.id")
    staff_id: Mapped[int] = _ref("staff.id")
    text: Mapped[str] = mapped_column(Encrypted)
    at: Mapped[datetime]


class CorrectionRow(Base):
    """What the bot understood and what staff say was meant; the reader learns from it."""

    __tablename__ = "corrections"

    id: Mapped[int] = _id()
    person_id: Mapped[int | None] = _maybe("people.id")
    case_id: Mapped[int | None] = _maybe("cases.id")
    masked_text: Mapped[str]
    understood: Mapped[list[Any]]
    meant: Mapped[list[Any]]
    staff_id: Mapped[int] = _ref("staff.id")
    at: Mapped[datetime]


# --- programme announcements ------------------------------------------------------------------------------


class BroadcastRow(Base):
    """One announcement to owners who agreed to news."""

    __tablename__ = "broadcasts"

    id: Mapped[int] = _id()
    staff_id: Mapped[int] = _ref("staff.id")
    text: Mapped[str]
    provinces: Mapped[list[Any]]
    needs: Mapped[list[Any]]
    made_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    recipients: Mapped[int] = mapped_column(default=0)

    batches: Mapped[list["BroadcastBatchRow"]] = relationship(order_by="BroadcastBatchRow.id")


class BroadcastBatchRow(Base):
    """At most 500 recipients, frozen, and the key under which LINE takes them once."""

    __tablename__ = "broadcast_batches"

    id: Mapped[int] = _id()
    broadcast_id: Mapped[int] = _ref("broadcasts.id")
    person_ids: Mapped[list[Any]]
    rendered: Mapped[list[Any] | None] = mapped_column(EncryptedJson)
    to: Mapped[list[Any] | None] = mapped_column(EncryptedJson)
    retry_key: Mapped[UUID] = mapped_column(unique=True)
    not_before: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    first_try_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(16))
    failure: Mapped[str | None] = mapped_column(String(200))


# --- the agency's own words, rules and days ---------------------------------------------------------------


class RuleRow(Base):
    """A deadline that the agency set differently from the default in `network/deadlines.py`."""

    __tablename__ = "rules"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    numbers: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class CalendarDayRow(Base):
    """A day on which government offices are closed (or, with `off` false, open against the default)."""

    __tablename__ = "calendar_days"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    off: Mapped[bool]
    name_th: Mapped[str]
    name_en: Mapped[str]
    by_staff: Mapped[bool] = mapped_column(default=False, server_default=false())


class TextOverrideRow(Base):
    """A text that the agency words differently from the shipped catalogue."""

    __tablename__ = "text_overrides"

    key: Mapped[str] = mapped_column(String(96), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    text: Mapped[str]
    at: Mapped[datetime]


def _index_only_what_is_there() -> None:
    """A column that is empty in most rows has an index of the others: else every row that is written, and each that
    is written anew, puts nothing at all into ten indexes.
    """
    for table in Base.metadata.tables.values():
        for index in table.indexes:
            column = index.columns[0]
            is_whole = index.dialect_options["sqlite"]["where"] is None
            if is_whole and len(index.columns) == 1 and column.nullable:
                for database in ("sqlite", "postgresql"):
                    index.dialect_options[database]["where"] = text(f"{column.name} IS NOT NULL")


_index_only_what_is_there()
