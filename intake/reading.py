"""What was understood of one message. `intents` fills it; the dialog decides by it alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from network.needs import Need, OtherKind


class Command(StrEnum):
    """A word that works at any moment, whatever was asked."""

    PERSON = "person"
    STATUS = "status"
    MY_DATA = "my_data"
    ERASE = "erase"
    CANCEL = "cancel"
    ENGLISH = "english"
    THAI = "thai"
    STOP_NEWS = "stop_news"
    WANT_NEWS = "want_news"
    HELP = "help"
    ASK = "ask"
    """Only whether they may ask something."""


class YesNo(StrEnum):
    """A plain answer to a plain question."""

    YES = "yes"
    NO = "no"


class Asked(StrEnum):
    """What people want to know of the service itself before they trust it; the first of several counts."""

    TRUST = "trust"
    CONTACT = "contact"
    DATA = "data"
    WHO = "who"
    COST = "cost"
    TIME = "time"
    DETAILS = "details"
    WHERE = "where"
    FILES = "files"


class Elsewhere(StrEnum):
    """What others than the network look after; the first of several counts."""

    LOCAL = "local"
    TAX = "tax"
    LABOUR = "labour"
    COMPANY = "company"
    LAND = "land"
    LEGAL = "legal"
    EXPORT = "export"


class Doubt(StrEnum):
    """Why a sum may not be what a service brought; the first of several counts."""

    LOSS = "loss"
    RATE = "rate"
    """So much a day, a year or a piece."""

    LIMIT = "limit"
    """Only that it is not so much."""

    CHANGE = "change"
    """From so much to so much: what it brought is the difference, for nobody knows how long."""

    LESS = "less"
    """It went down: good news of costs, and of nothing else."""

    UNKNOWN = "unknown"
    """They cannot say how much."""


@dataclass(frozen=True)
class Amount:
    """A sum of money as it was written. `low` and `high` are whole baht and equal when one figure was said.

    `exact` is false for "about", "more than" and orders of magnitude ("หลักแสน").
    """

    low: int
    high: int
    exact: bool = True
    per_month: bool = False


def _tells_nothing(_step: str) -> YesNo | None:
    return None


@dataclass(frozen=True)
class Away:
    """No new cases for a provider from `begins` (None: now) and before `back_on` (None: until they say otherwise)."""

    begins: date | None = None
    back_on: date | None = None


@dataclass(frozen=True)
class Reading:
    """One message, read.

    `labels` is never empty, best first, needs before other kinds; `sure` is false when the bot should ask,
    and then `ask` may hold the two likeliest needs. `scores` has a probability for each of the 17 labels.
    `province` is an ISO 3166-2 code ("TH-93"), `candidates` the ones to ask about when the name is ambiguous.
    `instead_of` are the needs that are named as wrong, where the labels are the right ones ("change A to B");
    `product_instead` is such a product, "" where none is named, and the right one.
    `away` and `most_cases` are read only where a provider was asked when they are away, or how many cases
    they can look after; `score`, `outcome` (a kind of result), `months`, `people` (hired), `doubt` (about a sum) and
    `wishes` (something is asked for) only where an owner was asked how it went. `told` finds out what the words say
    plainly to a question of that name, whichever was asked: "they have called", "it is not finished". `asked` is what
    is asked back about the service, `elsewhere` what others look after where no need is named, `inquires` whether a
    short text asks anything; `language` is "" where no word of either is written. `businesses` are two readings where
    a text tells one need of one business and then another of another, and none everywhere else.
    """

    text: str = ""
    labels: tuple[Need | OtherKind, ...] = (OtherKind.OTHER,)
    sure: bool = False
    ask: tuple[Need, ...] = ()
    scores: Mapping[Need | OtherKind, float] = field(default_factory=dict)
    province: str | None = None
    candidates: tuple[str, ...] = ()
    phone: str | None = None
    amounts: tuple[Amount, ...] = ()
    product: str | None = None
    answer: YesNo | None = None
    correction: bool = False
    instead_of: tuple[Need, ...] = ()
    product_instead: tuple[str, str] | None = None
    asked: Asked | None = None
    elsewhere: Elsewhere | None = None
    businesses: tuple["Reading", ...] = ()
    inquires: bool = False
    command: Command | None = None
    language: str = ""
    away: Away | None = None
    most_cases: int | None = None
    score: int | None = None
    outcome: str | None = None
    months: int | None = None
    people: int | None = None
    doubt: Doubt | None = None
    wishes: bool = False
    told: Callable[[str], YesNo | None] = field(default=_tells_nothing, compare=False)

    @property
    def needs(self) -> tuple[Need, ...]:
        """The needs among the labels."""
        return tuple(label for label in self.labels if isinstance(label, Need))

    def product_for(self, known: str | None) -> str | None:
        """What their product is instead of the one that is known; None where nothing of this one is put right."""
        wrong, right = self.product_instead or ("", None)
        return right if wrong.casefold() in (known or "").casefold() else None

    @property
    def replies(self) -> bool:
        """Whether it answers one of the questions that have an answer of their own kind."""
        told = (self.answer, self.away, self.most_cases, self.score, self.outcome, self.months, self.people)
        return any(each is not None for each in told)
