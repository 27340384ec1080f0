"""The dialog played to its end: in every state, every kind of thing that a person can do, through `take_turn` itself.

Nothing here says what follows what; the dialog is asked.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache

from casework.looking import STEP_OF_RULE
from intake.conversation import Answers, Conversation, OwnCase, Situation
from intake.dialog import take_turn
from intake.incoming import Incoming, Kind
from intake.reading import Amount, Away, Command, Reading, YesNo
from intake.saying import Tap
from intake.steps import INTAKE, INTAKE_NAMES, STEPS, next_step
from intake.taps import STEPS_OF_TAPS
from network.deadlines import Rules
from network.needs import Need, OtherKind
from network.rules import Does, Whom
from texts.catalogue import Catalogue

AT = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
ABOUT = 1
"""The one case, and the one handoff, of whoever plays."""

CASES = (OwnCase(ABOUT, "2569-000123", (Need.PACKAGING,), is_open=True),)
MOST_UNCLEAR = 3

AT_A_WORD = ("wanted",)
"""Questions that are put to an owner because of what a provider writes."""


@dataclass(frozen=True)
class Deed:
    """One kind of thing that a person can do. Its words are `map.says.<name>`, or the label of the button `tap`."""

    name: str
    incoming: Incoming
    reading: Reading = field(default_factory=Reading)

    @property
    def tap(self) -> Tap | None:
        return self.incoming.tap

    @property
    def is_words(self) -> bool:
        """Whether it is a text, and no word that always works."""
        return self.incoming.kind is Kind.TEXT and self.reading.command is None


@dataclass(frozen=True)
class State:
    """What waits, what is known, and whether the person has agreed to be helped."""

    conversation: Conversation
    agreed: bool | None

    @property
    def step(self) -> str | None:
        return self.conversation.step

    @property
    def known(self) -> tuple[bool, ...]:
        """Which answers are there, whatever they are: two states alike in this lead to the same."""
        it = self.conversation.answers
        filled = (it.needs, it.ask, it.province, it.candidates, it.product is not None, it.phone is not None)
        return (*map(bool, filled), it.about is not None, it.outcome_kind is not None)

    @property
    def likeness(self) -> tuple[object, ...]:
        return (self.step, self.known, min(self.conversation.unclear, MOST_UNCLEAR), self.agreed)


@dataclass(frozen=True)
class Move:
    """What comes of a deed in a state: the next state, and the effects by name."""

    source: State
    deed: Deed
    target: State
    effects: tuple[str, ...]

    def comes_to_the_same_as(self, other: "Move") -> bool:
        return (self.target.step, self.effects) == (other.target.step, other.effects)


def deeds(texts: Catalogue) -> dict[str, Deed]:
    """Everything that can be done, by name: words of each kind, every button with a label, every kind of message."""
    every = [*_words(), *_buttons(texts), *_messages()]
    return {deed.name: deed for deed in every}


def _words() -> Iterator[Deed]:
    def said(name: str, text: str, **read: object) -> Deed:
        return Deed(name, Incoming(Kind.TEXT, AT, text, message_id="1"), Reading(text=text, **read))  # type: ignore[arg-type]

    needs = (Need.BRANDING, Need.PACKAGING)
    yield said("matter", "ฉลากโดนน้ำแล้วลอก", labels=needs[1:], sure=True)
    yield said("unsure", "ขายไม่ค่อยดี", labels=needs, ask=needs)
    yield said("province", "พัทลุง", province="TH-93")
    yield said("places", "บ้านใหม่", candidates=("TH-93", "TH-90"))
    yield said("product", "น้ำพริก", product="น้ำพริก")
    yield said("phone", "0810000000", phone="0810000000")
    yield said("amount", "2 แสน", amounts=(Amount(200_000, 200_000),))
    yield said("score", "5", score=5)
    yield said("day", "ถึงวันจันทร์", away=Away(back_on=AT.date()))
    yield said("number", "5 เรื่อง", most_cases=5)
    yield said("yes", "ใช่", answer=YesNo.YES)
    yield said("no", "ไม่", answer=YesNo.NO)
    yield said("greeting", "สวัสดีค่ะ", labels=(OtherKind.GREETING,), sure=True)
    yield said("programme", "มีอบรมอะไรบ้าง", labels=(OtherKind.PROGRAMME,), sure=True)
    yield said("unclear", "กขค?")
    for command in Command:
        yield said(f"command_{command}", command, command=command)


def _buttons(texts: Catalogue) -> Iterator[Deed]:
    """Each label `choice.<step>_<value>` is a button; a province and "something else" have labels of another form."""
    labels = sorted(key.removeprefix("choice.") for key in texts.keys() if key.startswith("choice."))  # noqa: SIM118
    for step in sorted(STEPS_OF_TAPS):
        labelled = [label.removeprefix(f"{step}_") for label in labels if label.startswith(f"{step}_")]
        shown = STEPS[step].choices if step in STEPS else ()
        for value in dict.fromkeys([*shown, *labelled]):
            about = None if step in INTAKE_NAMES | {"news", "erase"} else ABOUT
            yield Deed(f"{step}_{value}", Incoming(Kind.TAP, AT, tap=Tap(step, value, about)))
    yield Deed("other_need", Incoming(Kind.TAP, AT, tap=Tap("need", "other")))
    yield Deed("province_tapped", Incoming(Kind.TAP, AT, tap=Tap("province", "TH-93")))


def _messages() -> Iterator[Deed]:
    for kind in Kind:
        if kind not in (Kind.TEXT, Kind.TAP):
            place = "TH-93" if kind is Kind.LOCATION else None
            yield Deed(f"sends_{kind}", Incoming(kind, AT, message_id="2", province=place))


def do(state: State, deed: Deed, **who: bool) -> Move:
    """Ask the dialog what comes of a deed. `who` says what else the person is (`is_provider`)."""
    situation = Situation(consent=state.agreed, conversation=state.conversation, cases=CASES, **who)  # type: ignore[arg-type]
    turn = take_turn(situation, deed.incoming, deed.reading)
    agreed = state.agreed
    for effect in turn.effects:
        if getattr(effect, "purpose", None) == "service":
            agreed = getattr(effect, "given", None) or None
    return Move(
        state, deed, State(turn.conversation, agreed), tuple(type(effect).__name__ for effect in turn.effects)
    )


def asked_by_time(rules: Rules) -> Mapping[str, str]:
    """The questions that the clock puts to an owner: rule by rule, the step that waits then."""
    asking = [rule.name for rule in rules.every() if rule.does is Does.ASK and rule.whom is Whom.OWNER]
    return {name: STEP_OF_RULE[name] for name in asking}


def asked_on_cards(every: Mapping[str, Deed], rules: Rules) -> list[str]:
    """Questions that neither time nor the dialog puts: a button on a card begins them, or what a provider writes."""
    begun = {
        deed.tap.step: None
        for deed in every.values()
        if deed.tap and deed.tap.step in STEPS and do(KNOWN, deed).target.step == deed.tap.step
    }
    known = {*asked_by_time(rules).values(), *INTAKE_NAMES}
    return [*(step for step in begun if step not in known), *AT_A_WORD]


NEW = State(Conversation(), agreed=None)
KNOWN = State(Conversation(), agreed=True)


@cache
def played(texts: Catalogue, rules: Rules) -> tuple[Move, ...]:
    """Every state that can be reached, with whatever can be done in it; states that are alike are played once."""
    waiting: deque[State] = deque([NEW, KNOWN])
    for step in dict.fromkeys([*asked_by_time(rules).values(), *AT_A_WORD]):
        waiting.append(State(Conversation(step, Answers(about=ABOUT)), agreed=True))
    every, seen, moves = deeds(texts), {state.likeness for state in waiting}, []
    while waiting:
        state = waiting.popleft()
        for deed in every.values():
            for who in ({}, {"is_provider": True}):
                move = do(state, deed, **who)
                moves.append(move)
                if move.target.likeness not in seen:
                    seen.add(move.target.likeness)
                    waiting.append(move.target)
    return tuple(moves)


def plainest(moves: Sequence[Move]) -> dict[str | None, State]:
    """For each step the state in which least is known besides: how it is the first time."""
    found: dict[str | None, State] = {None: KNOWN}
    for state in (move.target for move in moves):
        best = found.get(state.step)
        if best is None or _rank(state) < _rank(best):
            found[state.step] = state
    return found


def _rank(state: State) -> tuple[bool, int, int, int]:
    agreed = state.agreed is True or state.step == "consent"
    follows = next_step(state.conversation.answers)
    place = next(place for place, step in enumerate(INTAKE) if step.name == follows)
    return (not agreed, state.conversation.unclear, sum(state.known), place)


def fresh(state: State) -> State:
    """The same without a count of what was not understood."""
    return replace(state, conversation=replace(state.conversation, unclear=0))
