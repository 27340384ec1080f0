"""What a turn changes beyond the conversation: plain records that casework performs."""

from dataclasses import dataclass

from intake.conversation import Answers
from intake.reading import Away
from network.needs import Need


@dataclass(frozen=True)
class RecordConsent:
    """A statement of consent (or its withdrawal) for one purpose, under one version of the notice."""

    purpose: str
    given: bool


@dataclass(frozen=True)
class OpenCase:
    """The owner has confirmed the summary."""

    answers: Answers


@dataclass(frozen=True)
class HandToStaff:
    """A person is wanted. `why` is a code: asked, unclear."""

    why: str


@dataclass(frozen=True)
class ForgetPerson:
    """Erase the person and what they said, as far as the law lets us."""


@dataclass(frozen=True)
class ForgetWords:
    """No consent: forget what was written outside of any case, and say how to come without it."""

    province: str | None


@dataclass(frozen=True)
class ForgetMessage:
    """A message was unsent: forget it with whatever was taken from it."""

    message_id: str


@dataclass(frozen=True)
class SetLanguage:
    """The person wants to read another language."""

    language: str


@dataclass(frozen=True)
class SetBlocked:
    """The person blocked the account, or came back."""

    blocked: bool


@dataclass(frozen=True)
class KeepAttachment:
    """A picture or file is to be fetched and kept, with the open case it belongs to if there is one."""

    message_id: str
    case_id: int | None


@dataclass(frozen=True)
class PlaceFiles:
    """The pictures and files that belong to no case yet belong to this one."""

    case_id: int


@dataclass(frozen=True)
class JoinByCode:
    """Someone typed or scanned an invite code."""

    code: str


@dataclass(frozen=True)
class MoveHandoff:
    """A provider (or the owner) moves one organisation's part in a case."""

    handoff_id: int
    move: str


GIVE_UP_SURE = "give_up_sure"
"""The move of whoever was asked whether they give a case back, and what they were asked for."""

WRONG_NUMBER_SURE, NUMBER_KEPT = "wrong_number_sure", "number_kept"
"""The moves of whoever was asked whether a number is the wrong one."""

ABOUT_NUMBER = "wrong_number"
"""What they were asked for."""

IN_ORDER = "in_order"
"""What whoever says that all is in order has done: by where their part stands, contact or the whole work."""


@dataclass(frozen=True)
class ProviderSays:
    """What a provider answers after a tap. `about` says what they were asked: why they decline ("decline") or give up
    ("give_up"), what they did ("finish"), what they want to know of the owner ("question").
    """

    handoff_id: int
    about: str
    words: str


@dataclass(frozen=True)
class ForgetAsking:
    """What a provider writes from now on is no answer any more to what they were asked after a tap."""


@dataclass(frozen=True)
class AskFirst:
    """A provider wants to ask the owner something before they decide."""

    handoff_id: int


@dataclass(frozen=True)
class AnswerQuestion:
    """The owner answers such a question; None: they would rather not."""

    question_id: int
    words: str | None


@dataclass(frozen=True)
class SayWhetherContacted:
    """The owner's answer to "has anyone contacted you?". Where no button was tapped `words` are what they wrote: that
    may be about another case of which it was asked, and `named` are the cases that it names.
    """

    handoff_id: int
    contacted: bool
    words: str = ""
    named: tuple[int, ...] = ()


@dataclass(frozen=True)
class SayUnasked:
    """The owner says, though nobody asked, that somebody has contacted them or that nobody has called or come: about
    one of these cases at least.
    """

    case_ids: tuple[int, ...]
    contacted: bool
    words: str


@dataclass(frozen=True)
class SayWhetherDone:
    """The owner's answer to "was it done?" after the provider said so, perhaps with points in the same breath."""

    case_id: int
    done: bool
    score: int | None = None


@dataclass(frozen=True)
class RateCase:
    """Satisfaction, 1 to 5."""

    case_id: int
    score: int


@dataclass(frozen=True)
class CommentCase:
    """A word to go with the satisfaction."""

    case_id: int
    words: str


@dataclass(frozen=True)
class ReportOutcome:
    """What the service brought, as the owner says: a kind and an amount in baht, or nothing."""

    case_id: int
    kind: str
    baht_low: int | None
    baht_high: int | None
    words: str


@dataclass(frozen=True)
class CorrectCase:
    """The owner puts right something about a case that was sent: what is empty or None stays as it is."""

    case_id: int
    needs: tuple[Need, ...]
    province: str | None
    phone: str | None
    product: str | None


@dataclass(frozen=True)
class AddToCase:
    """The owner tells more of a case that is open."""

    case_id: int
    words: str
    message_ids: tuple[str, ...]


@dataclass(frozen=True)
class WithdrawCase:
    """The owner no longer needs it."""

    case_id: int


@dataclass(frozen=True)
class StillWanted:
    """The owner does not take a case back, whatever others say."""

    case_id: int


@dataclass(frozen=True)
class TellStatus:
    """Say where each case of this person stands, and what happens next and when."""


@dataclass(frozen=True)
class TellMyData:
    """Say what is stored about this person, as a readable list."""


@dataclass(frozen=True)
class ShowOffers:
    """Show a provider their open handoffs, after the first `skip`."""

    skip: int = 0


@dataclass(frozen=True)
class SayInWords:
    """A provider wrote what a button says: `move` what is named or, if `words` name none, the only one it fits."""

    move: str
    words: str


@dataclass(frozen=True)
class SayOfWork:
    """A provider wrote of what they have in hand: keep the words with the case they are about, and have an officer
    answer whoever `asks`.
    """

    words: str
    asks: bool = False


@dataclass(frozen=True)
class ShowHandoff:
    """Show a provider one handoff as a card."""

    handoff_id: int


@dataclass(frozen=True)
class PauseProvider:
    """A provider takes no new offers on some days, or (None) takes them again."""

    away: Away | None


@dataclass(frozen=True)
class LimitProvider:
    """How many cases a provider looks after at a time; None: as many as come."""

    most: int | None


Effect = (
    RecordConsent
    | OpenCase
    | HandToStaff
    | ForgetPerson
    | ForgetWords
    | ForgetMessage
    | SetLanguage
    | SetBlocked
    | KeepAttachment
    | PlaceFiles
    | JoinByCode
    | MoveHandoff
    | ProviderSays
    | ForgetAsking
    | AskFirst
    | AnswerQuestion
    | SayWhetherContacted
    | SayUnasked
    | SayWhetherDone
    | RateCase
    | CommentCase
    | ReportOutcome
    | CorrectCase
    | AddToCase
    | WithdrawCase
    | StillWanted
    | TellStatus
    | TellMyData
    | ShowOffers
    | SayInWords
    | SayOfWork
    | ShowHandoff
    | PauseProvider
    | LimitProvider
)
