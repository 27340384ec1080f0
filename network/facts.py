"""What deadlines are decided from: what happened to a handoff, a case or a chat, and what was asked since.

Plain records for queries to fill. Moments are aware UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from network.cases import CaseStatus, HandoffStatus, Resolution


@dataclass(frozen=True)
class Started:
    """The move that started a clock, and since when it runs; a chat's clock is started by no move.

    `waited` is office time since then in which it stood still, for someone else had to act first.
    """

    move_id: int | None
    at: datetime
    waited: timedelta = timedelta(0)


@dataclass(frozen=True)
class Sent:
    """One follow-up: the nth of its rule for this move; `told` is false as long as LINE has not taken its message."""

    rule: str
    nth: int
    move_id: int | None
    at: datetime
    answered_at: datetime | None = None
    answer: str | None = None
    told: bool = True


@dataclass(frozen=True)
class HandoffFacts:
    """One organisation's part in a case.

    `moves` holds the latest move into each status, `told_at` when the organisation could first be told of the
    offer (for one without LINE: when staff could be asked to call it), `contacted_at` the provider's word that
    they spoke, `contact_confirmed_at` the owner's. `question` is what the organisation asked the owner before it
    decides, while that waits for an answer; `waited` is the office time that answered questions took. `called_off` is
    their word that the owner does not want it any more, while the owner says nothing.
    """

    handoff_id: int
    status: HandoffStatus
    moves: Mapping[HandoffStatus, Started]
    told_at: datetime | None = None
    contacted_at: datetime | None = None
    contact_confirmed_at: datetime | None = None
    question: Started | None = None
    waited: timedelta = timedelta(0)
    called_off: Started | None = None
    sent: tuple[Sent, ...] = ()


@dataclass(frozen=True)
class CaseFacts:
    """A case as a whole.

    `opened` is the latest opening or reopening; `held` the latest hand-over to staff with that move's own time,
    None while staff do not hold it (a hand-over for a further reason starts their clock anew), `released` when
    they last let it, or its owner's chat, go; `ended` the move that ended the last living part when at least one part
    is done and no need is left over; `live` whether any organisation may still act, `left_over` whether some need is
    with none.
    """

    status: CaseStatus
    opened: Started
    live: bool = False
    held: Started | None = None
    staff_acted_at: datetime | None = None
    ended: Started | None = None
    closed: Started | None = None
    resolution: Resolution | None = None
    sent: tuple[Sent, ...] = ()
    left_over: bool = False
    released: Started | None = None


@dataclass(frozen=True)
class ChatFacts:
    """A chat in which someone waits.

    An officer took it over (`paused_since`) and last wrote; or the person has waited for one since; or they have
    agreed and last wrote of a matter that is not sent yet (`told_at`). With when staff (of the province, of the whole
    country) and when they were reminded.
    """

    paused_since: datetime | None = None
    staff_wrote_at: datetime | None = None
    reminded_at: datetime | None = None
    national_reminded_at: datetime | None = None
    wants_person_since: datetime | None = None
    told_at: datetime | None = None
    owner_reminded_at: datetime | None = None
    sent: tuple[Sent, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Lay the reminders down as every other follow-up is."""
        of_staff = "person_waits" if self.paused_since is None else "chat_reminder"
        reminders = (
            (of_staff, self.reminded_at),
            ("person_waits_long", self.national_reminded_at),
            ("half_told", self.owner_reminded_at),
        )
        sent = tuple(Sent(rule, 1, None, at) for rule, at in reminders if at is not None)
        object.__setattr__(self, "sent", sent)


Facts = HandoffFacts | CaseFacts | ChatFacts
