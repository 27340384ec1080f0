"""What a provider writes of their own accord: a tap in words, or news of what they have in hand."""

from intake.conversation import Situation
from intake.effects import SayInWords, SayOfWork
from intake.incoming import Incoming, Kind
from intake.reading import Command, Reading, YesNo
from intake.saying import Say
from intake.turn import Turn, silent
from intake.unclear import keep_for_person
from network.fiscal import names_a_case
from network.needs import OtherKind

MOVES_IN_WORDS = ("accept", "decline", "contact", "finish", "give_up", "wrong_number", "hold", "resume")
NOT_OF_WORK = frozenset({OtherKind.GREETING, OtherKind.PROGRAMME, OtherKind.STATUS, OtherKind.PRIVACY})


def speak_of_work(situation: Situation, incoming: Incoming, reading: Reading) -> Turn | None:
    """Who has cases in hand speaks of them, unless they call for something or tell a matter of their own."""
    asked = situation.conversation.step is not None or situation.asked_handoff is not None
    if incoming.kind is not Kind.TEXT or asked or situation.paused_for_staff or not situation.is_provider:
        return None
    if not situation.has_work:
        return _too_late(situation, reading)
    if _names_case_of_theirs(situation, reading):
        return silent(situation, _moved(reading) or SayOfWork(reading.text))
    if reading.command or any(case.is_open for case in situation.cases):
        return None
    moved = _moved(reading)
    if moved is not None:
        return silent(situation, moved)
    if not _may_be_of_work(reading):
        return None
    return keep_for_person(situation) if situation.waits_for_staff else silent(situation, SayOfWork(reading.text))


def _too_late(situation: Situation, reading: Reading) -> Turn | None:
    """What is said of an offer after it has gone on; an owner's own case may be meant as well."""
    if situation.cases or reading.command or _moved(reading) is None:
        return None
    return Turn(situation.conversation, (Say("late.provider"),))


def _moved(reading: Reading) -> SayInWords | None:
    move = next((move for move in MOVES_IN_WORDS if reading.told(move) is YesNo.YES), None)
    return SayInWords(move, reading.text) if move else None


def _names_case_of_theirs(situation: Situation, reading: Reading) -> bool:
    """Whoever asks for an officer about one gets the officer."""
    is_own = any(case.number in reading.text for case in situation.cases)
    return not is_own and names_a_case(reading.text) and reading.command in (None, Command.STATUS)


def _may_be_of_work(reading: Reading) -> bool:
    """Words for a service alone tell no matter of theirs: it is what they do. A wish for one does, or their place."""
    tells = reading.told("served") is not None and not reading.inquires
    calls = reading.sure and reading.labels[0] in NOT_OF_WORK and not tells
    own = bool(reading.needs) and bool(reading.province or reading.phone)
    return not calls and not own and reading.told("wish") is None and reading.told("pauses") is None
