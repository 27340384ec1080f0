"""What a provider writes of their own accord: a tap in words, news of what they have in hand, or of themselves."""

from dataclasses import replace

from intake.conversation import Answers, Situation
from intake.effects import (
    GIVE_UP_SURE,
    IN_ORDER,
    NUMBER_KEPT,
    WRONG_NUMBER_SURE,
    HandToStaff,
    LimitProvider,
    MoveHandoff,
    PauseProvider,
    SayInWords,
    SayOfWork,
)
from intake.incoming import Incoming, Kind
from intake.questions import ask
from intake.reading import Away, Command, Reading, YesNo
from intake.saying import Say
from intake.turn import Turn, aside, silent
from intake.unclear import keep_for_person
from network.fiscal import names_a_case
from network.needs import OtherKind

MOVES_IN_WORDS = (
    "accept",
    "decline",
    "contact",
    "progress",
    "finish",
    IN_ORDER,
    "give_up",
    "wrong_number",
    "hold",
    "resume",
)
OF_THEMSELVES = ("pauses", "limits", "registered")
ASKED_OF_THEMSELVES = (None, "pause_until", "capacity")
NOT_OF_WORK = frozenset({OtherKind.GREETING, OtherKind.PROGRAMME, OtherKind.STATUS, OtherKind.PRIVACY})
NO_WISH_OF_THEIRS = ("gives_up", "draws_in")


def speak_of_work(situation: Situation, incoming: Incoming, reading: Reading) -> Turn | None:
    """Who has cases in hand speaks of them, unless they call for something or tell a matter of their own."""
    if not _speaks_freely(situation, incoming):
        return None
    if not situation.has_work:
        return _of_what_is_done(situation, reading) or _too_late(situation, reading)
    if _names_case_of_theirs(situation, reading):
        return silent(situation, _moved(reading) or _told(reading))
    # Whoever has nothing of their own to cancel means what they work on.
    commands = reading.command is not None and (reading.command is not Command.CANCEL or situation.conversation.step)
    if commands or situation.open_cases:
        return None
    moved = _moved(reading)
    if moved is not None:
        return silent(situation, moved)
    # "Let me ask my boss" wishes for something, and takes no officer.
    takes = reading.told("takes") is YesNo.YES
    is_of_work = takes or reading.told("undecided") is YesNo.YES or _may_be_of_work(reading)
    if not is_of_work or (situation.conversation.step and reading.told("served") is None):
        return None
    waits = situation.waits_for_staff and not takes
    return keep_for_person(situation) if waits else silent(situation, _told(reading))


def speak_of_themselves(situation: Situation, incoming: Incoming, reading: Reading) -> Turn | None:
    """Who serves is away or back, has room for so many cases, or has another number than officers wrote down."""
    busy = situation.conversation.step is not None or bool(situation.open_cases)
    if not _speaks_freely(situation, incoming) or reading.command or busy:
        return None
    pauses = reading.told("pauses")
    if pauses is not None:
        return pause(situation, reading.away or Away()) if pauses is YesNo.YES else come_back(situation)
    if reading.told("limits") is not None:
        return limit(situation, reading.most_cases)
    if reading.told("registered") is not None:
        return Turn(situation.conversation, (Say("provider.by_staff"),), (HandToStaff("asked"),))
    return None


def _speaks_freely(situation: Situation, incoming: Incoming) -> bool:
    """Whether whoever serves writes with nothing asked of them but when they are back, or how much they take."""
    asked = situation.conversation.step not in ASKED_OF_THEMSELVES or situation.asked_handoff is not None
    return situation.is_provider and incoming.kind is Kind.TEXT and not asked and not situation.paused_for_staff


def pause(situation: Situation, away: Away) -> Turn:
    """One tap is enough; until when is asked, and may stay unanswered."""
    if away.back_on is not None:
        return silent(situation, PauseProvider(away))
    known = Answers()
    return Turn(aside(situation, "pause_until", known), (), (PauseProvider(away),), (ask("pause_until", known),))


def come_back(situation: Situation) -> Turn:
    return silent(situation, PauseProvider(None))


def limit(situation: Situation, most: int | None = None) -> Turn:
    """How many cases at a time is asked of whoever does not say it."""
    if most is not None:
        return silent(situation, LimitProvider(most))
    return Turn(aside(situation, "capacity", Answers()), ask=(ask("capacity", Answers()),))


def _of_what_is_done(situation: Situation, reading: Reading) -> Turn | None:
    """Whoever has nothing in hand tells more of a case that they name, or of the one that they have finished of late;
    who takes or declines one means an offer that has gone on.
    """
    takes = any(reading.told(move) is YesNo.YES for move in ("accept", "decline"))
    if not takes and _names_case_of_theirs(situation, reading):
        return silent(situation, _told(reading))
    busy = situation.conversation.step is not None or bool(situation.cases) or reading.command is not None
    asks = reading.inquires or any(reading.told(each) is not None for each in ("asks", "courtesy"))
    if takes or busy or asks or not situation.has_done or not _may_be_of_work(reading):
        return None
    return keep_for_person(situation) if situation.waits_for_staff else silent(situation, _told(reading))


def _too_late(situation: Situation, reading: Reading) -> Turn | None:
    """What is said of an offer after it has gone on; an owner's own case may be meant as well."""
    busy = situation.conversation.step is not None or bool(situation.cases)
    speaks_of_it = _moved(reading) is not None or any(reading.told(said) for said in ("takes", "no_answer"))
    if busy or reading.command or not speaks_of_it or _is_of_themselves(reading):
        return None
    return Turn(situation.conversation, (Say("late.provider"),))


def _moved(reading: Reading) -> SayInWords | None:
    move = next((move for move in MOVES_IN_WORDS if reading.told(move) is YesNo.YES), None)
    return SayInWords(move, reading.text) if move else None


def move_instead(handoff_id: int, about: str, reading: Reading) -> MoveHandoff | SayInWords | None:
    """Who was asked for words takes an offer: the one that they would have asked about, else the only one."""
    moves = [move for move in ("accept", "decline") if reading.told(move) is YesNo.YES]
    if about == "question" and reading.told("takes") is YesNo.YES:
        return MoveHandoff(handoff_id, "accept")
    if about == "question" and moves:
        return MoveHandoff(handoff_id, moves[0])
    return SayInWords("accept", reading.text) if "accept" in moves else None


def whether_given_up(situation: Situation, handoff_id: int, incoming: Incoming, reading: Reading) -> Turn | None:
    """The answer to "do you give it back?"; whatever else is written is news of it as before."""
    gives = any(reading.told(move) is YesNo.YES for move in ("give_up", "decline"))
    if gives or reading.answer is YesNo.YES:
        return silent(situation, MoveHandoff(handoff_id, GIVE_UP_SURE))
    if reading.answer is YesNo.NO:
        return silent(situation, MoveHandoff(handoff_id, "keep"))
    return _speak_besides(situation, incoming, reading)


def whether_wrong_number(situation: Situation, handoff_id: int, incoming: Incoming, reading: Reading) -> Turn | None:
    """The answer to "is this number the wrong one?"; whatever else is written is news as before."""
    moved = move_of_number(handoff_id, reading)
    return silent(situation, moved) if moved else _speak_besides(situation, incoming, reading)


def move_of_number(handoff_id: int, reading: Reading) -> MoveHandoff | None:
    """What such an answer does; None when it is none."""
    if any(reading.told(each) is YesNo.YES for each in ("number_wrong", "wrong_number")):
        return MoveHandoff(handoff_id, WRONG_NUMBER_SURE)
    says_no = reading.answer is YesNo.NO or reading.command is Command.CANCEL
    return MoveHandoff(handoff_id, NUMBER_KEPT) if says_no or reading.told("slip") is YesNo.YES else None


def _speak_besides(situation: Situation, incoming: Incoming, reading: Reading) -> Turn | None:
    return speak_of_work(replace(situation, asked_handoff=None, asked_for=None), incoming, reading)


def _told(reading: Reading) -> SayOfWork:
    """Whoever wants others to help as well asks for them."""
    return SayOfWork(reading.text, asks=any(reading.told(each) is YesNo.YES for each in ("asks", "draws_in")))


def _names_case_of_theirs(situation: Situation, reading: Reading) -> bool:
    """Whoever asks for an officer about one gets the officer."""
    is_own = any(case.number in reading.text for case in situation.cases)
    return not is_own and names_a_case(reading.text) and reading.command in (None, Command.STATUS)


def _may_be_of_work(reading: Reading) -> bool:
    """Words for a service alone tell no matter of theirs: it is what they do. A wish for one does, or their place."""
    # "กดผิดค่ะ ขอยกเลิก" sounds like a wish to be forgotten.
    tells = any(reading.told(each) is not None for each in ("served", "slip", "of_named")) and not reading.inquires
    own = bool(reading.needs) and bool(reading.province or reading.phone)
    wishes = reading.told("wish") is not None and not any(reading.told(each) for each in NO_WISH_OF_THEIRS)
    return not own and not wishes and (tells or not _calls(reading)) and not _is_of_themselves(reading)


def _calls(reading: Reading) -> bool:
    """Whether it greets or asks of the service. "Not yet" is news, and so are words that sound like a status and ask
    for none; a question that only sounds like one of a programme is about what they have in hand.
    """
    kind = reading.labels[0]
    if not reading.sure or kind not in NOT_OF_WORK or reading.answer is YesNo.NO:
        return False
    asks = reading.inquires or reading.told("asks") is not None
    is_news = asks if kind is OtherKind.PROGRAMME else kind is OtherKind.STATUS and not asks
    return reading.told("of_service") is not None or not is_news


def _is_of_themselves(reading: Reading) -> bool:
    return any(reading.told(each) is not None for each in OF_THEMSELVES)
