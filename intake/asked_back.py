"""Questions about the service itself: answered at any step, before what waits is put again."""

from dataclasses import replace

from intake.conversation import Situation
from intake.effects import AddToCase, Effect, TellStatus
from intake.incoming import Incoming, Kind
from intake.reading import Asked, Reading, YesNo
from intake.saying import Say
from intake.steps import INTAKE_NAMES
from intake.turn import Turn, ask_again
from network.needs import OtherKind

_HEARD_OUT = frozenset({"comment", "question"})
"""Steps at which words go to somebody as they are."""

_NOT_OF_A_NEED = frozenset({Asked.TRUST, Asked.CONTACT, Asked.WHO, Asked.DATA, Asked.DETAILS, Asked.FILES})
"""What the words for it remind of is no need: "and do not sell it" is not about selling."""

_SHOWN_BY_STATUS = frozenset({Asked.TIME, Asked.WHO})
"""What is known of a case that was sent."""


def answer_asked(situation: Situation, incoming: Incoming, reading: Reading) -> Turn | None:
    """Whoever only asks is answered; what answers a question of ours or tells something goes its own way."""
    asked = _asked(situation, incoming, reading)
    if asked is None or reading.replies or _tells(situation, reading):
        return None
    going_on = situation.open_cases
    if situation.conversation.step in INTAKE_NAMES or not going_on:
        return ask_again(situation, Say(f"service.{asked}"))
    if asked in _SHOWN_BY_STATUS:
        return ask_again(situation, effects=(*_passed_on(situation, incoming, reading, asked), TellStatus()))
    return ask_again(situation, Say(f"service.{asked}"), effects=_passed_on(situation, incoming, reading, asked))


def _passed_on(situation: Situation, incoming: Incoming, reading: Reading, asked: Asked) -> tuple[Effect, ...]:
    """What is asked of the work itself is for whoever does it, where it is clear who that is; so is what is told
    beside a question ("เลือกแบบที่ 2 ค่ะ ส่งให้ใครคะ").
    """
    case, *others = situation.open_cases
    tells = case.in_service and reading.told("beside_asking") is YesNo.YES
    if others or not (tells or asked is Asked.DETAILS):
        return ()
    return (AddToCase(case.id, incoming.text, incoming.message_ids),)


def with_answer(turn: Turn, situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """A turn that goes on with what was told, and first answers what was asked in the same breath."""
    asked = _asked(situation, incoming, reading)
    if asked is None or not reading.asked or reading.replies or not _tells(situation, reading):
        return turn
    return replace(turn, say=(Say(f"service.{asked}"), *turn.say))


def _asked(situation: Situation, incoming: Incoming, reading: Reading) -> Asked | None:
    step = situation.conversation.step
    serves = situation.asked_handoff is not None or (situation.is_provider and not situation.cases and step is None)
    if incoming.kind is not Kind.TEXT or reading.command or serves or step in _HEARD_OUT:
        return None
    if situation.paused_for_staff:
        return None
    return reading.asked or (Asked.DATA if _is_about_data(reading) else None)


def _is_about_data(reading: Reading) -> bool:
    return reading.sure and not reading.needs and reading.labels[0] is OtherKind.PRIVACY


def _tells(situation: Situation, reading: Reading) -> bool:
    """Whether it says more of a matter than is known."""
    if reading.correction or reading.phone or reading.province or reading.candidates or reading.product:
        return True
    if reading.asked in _NOT_OF_A_NEED:
        return False
    known = {need for case in situation.open_cases for need in case.needs}
    known.update(situation.conversation.answers.needs)
    return reading.sure and not known.issuperset(reading.needs)
