"""Where a dialog stands, and all that a turn is decided from."""

from dataclasses import dataclass, field, fields, replace
from typing import Any

from network.needs import Need

BEFORE = "before"
LATER = "later"
"""Where kept answers have the matters that wait: one that was interrupted, and those that come after it."""

NEWER = "newer"


@dataclass(frozen=True)
class Answers:
    """What is known of the matter being told. None means not asked yet; phone "" means: none given.

    `about` is the case or handoff that the present question is about. `monthly` is what a service brings in a month,
    from and to in baht, of someone who has not said yet for how many months, `total` what it brought in all, of one
    who has not said yet what that is. `corrected` are the cases in which what is said now was put right already.
    """

    text: str | None = None
    message_ids: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    ask: tuple[Need, ...] = ()
    province: str | None = None
    candidates: tuple[str, ...] = ()
    product: str | None = None
    phone: str | None = None
    about: int | None = None
    outcome_kind: str | None = None
    monthly: tuple[int, ...] = ()
    total: tuple[int, ...] = ()
    corrected: tuple[int, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """As a row keeps it; what is empty is left out."""
        every = {each.name: getattr(self, each.name) for each in fields(self)}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in every.items()
            if value not in (None, ())
        }

    @classmethod
    def from_plain(cls, data: dict[str, Any]) -> "Answers":
        known = {each.name for each in fields(cls)}
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in data.items() if name in known
        }
        for name in ("needs", "ask"):
            values[name] = tuple(Need(code) for code in values.get(name, ()))
        return cls(**values)


@dataclass(frozen=True)
class Conversation:
    """The step that waits for an answer (None: nothing is asked), and the answers so far.

    `before` is the matter that was being told when a question of another kind came between; it goes on after that.
    `later` are matters of another business that came up meanwhile; each is taken up once the present one is sent.
    `newer` is a question that was put while the owner was busy with this one; it waits once this one is done with.
    """

    step: str | None = None
    answers: Answers = field(default_factory=Answers)
    unclear: int = 0
    before: "Conversation | None" = None
    later: tuple[Answers, ...] = ()
    newer: "Conversation | None" = None

    def asking(self, step: str | None, answers: Answers | None = None) -> "Conversation":
        """Now `step` waits; the count of not-understood answers starts anew."""
        known = self.answers if answers is None else answers
        return Conversation(step, known, before=self.before, later=self.later, newer=self.newer)

    def to_plain(self) -> dict[str, Any]:
        """The answers as a row keeps them, with the matters that wait."""
        kept = self.answers.to_plain()
        if self.before is not None:
            kept[BEFORE] = {"step": self.before.step, "answers": self.before.to_plain()}
        if self.later:
            kept[LATER] = [one.to_plain() for one in self.later]
        if self.newer is not None:
            kept[NEWER] = {"step": self.newer.step, "answers": self.newer.to_plain()}
        return kept

    @classmethod
    def from_plain(cls, step: str | None, answers: dict[str, Any], unclear: int) -> "Conversation":
        before, newer = (
            cls.from_plain(kept["step"], kept["answers"], 0) if kept else None
            for kept in (answers.get(BEFORE), answers.get(NEWER))
        )
        later = tuple(Answers.from_plain(one) for one in answers.get(LATER, ()))
        return cls(step, Answers.from_plain(answers), unclear, before, later, newer)

    @property
    def told(self) -> tuple[Answers, ...]:
        """Every matter that is being told or waits to be."""
        waiting = self.before.told if self.before is not None else ()
        return (self.answers, *waiting, *self.later)

    def not_understood(self) -> "Conversation":
        return replace(self, unclear=self.unclear + 1)


@dataclass(frozen=True)
class OwnCase:
    """A case of the person who writes: enough to name it, and to tell whether something is about it.

    `word_of` is on whose word a closed one ended: the clock's where the owner gave none. `in_service` is one that
    somebody has taken or works on, `not_done` an open one that staff have because the owner says that it is not done.
    Points may be given after a service alone.
    """

    id: int
    number: str
    needs: tuple[Need, ...]
    is_open: bool
    province: str = ""
    product: str | None = None
    word_of: str | None = None
    in_service: bool = False
    not_done: bool = False
    may_be_rated: bool = True


@dataclass(frozen=True)
class Situation:
    """Everything a turn is decided from, as of `now`.

    `chose_language` is told only of who has neither agreed nor refused yet, and whom the bot answers in English.
    `last_…` is what this person said of themselves with their newest case; `wrote_recently` that they wrote
    within the last day, before the message at hand. `is_staff` says that they are an officer, `has_work` that they
    are offered or work on a case as a provider, `has_done` that they have nothing such, but finished one of late;
    `asked_…` is what they were asked in words as one.
    `overtaken` says that they have heard something since the question that waits, so that a yes may answer that.
    `question_is_over` says that the organisation whose question waits does not want to know it any more.
    """

    language: str = "th"
    chose_language: bool = False
    is_new: bool = False
    consent: bool | None = None
    news: bool | None = None
    conversation: Conversation = field(default_factory=Conversation)
    paused_for_staff: bool = False
    waits_for_staff: bool = False
    cases: tuple[OwnCase, ...] = ()
    is_provider: bool = False
    is_staff: bool = False
    has_work: bool = False
    has_done: bool = False
    asked_handoff: int | None = None
    asked_for: str | None = None
    overtaken: bool = False
    question_is_over: bool = False
    last_phone: str | None = None
    last_province: str | None = None
    last_product: str | None = None
    wrote_recently: bool = False

    @property
    def open_cases(self) -> tuple[OwnCase, ...]:
        return tuple(case for case in self.cases if case.is_open)
