"""What comes before any question: people who leave or return, a chat in staff's hands, words that always work."""

from dataclasses import replace

from intake.asked_back import answer_asked
from intake.beginning import ask_which_same
from intake.changing import ask_to_change, change, left_with_case, put_right
from intake.conversation import Answers, Conversation, OwnCase, Situation
from intake.effects import (
    ABOUT_NUMBER,
    GIVE_UP_SURE,
    AddToCase,
    AskFirst,
    Effect,
    ForgetAsking,
    ForgetMessage,
    HandToStaff,
    JoinByCode,
    KeepAttachment,
    ProviderSays,
    RecordConsent,
    SayUnasked,
    SetBlocked,
    SetLanguage,
    TellMyData,
    TellStatus,
)
from intake.incoming import Incoming, Kind
from intake.officers import point_to_console
from intake.questions import PERSON, ask, dropped, noted
from intake.reading import Command, Reading, YesNo
from intake.saying import Say, answers
from intake.serving import (
    move_instead,
    move_of_number,
    speak_of_themselves,
    speak_of_work,
    whether_given_up,
    whether_wrong_number,
)
from intake.steps import ASKED_BY_TIME, INTAKE_NAMES
from intake.turn import Turn, aside, ask_again, go_on, learn, rest, silent
from intake.unclear import after_no_words
from intake.which_case import buttons_for, named
from network.needs import Need, OtherKind

PERSON_ASKED = "asked"


def take_back(situation: Situation, incoming: Incoming, _reading: Reading) -> Turn | None:
    """An unsent message, whenever we learn of it: whatever was taken from it goes, mostly without a word."""
    if incoming.unsent:
        return silent(situation)
    if incoming.kind is not Kind.UNSEND or incoming.message_id is None:
        return None
    forget = ForgetMessage(incoming.message_id)
    if all(incoming.message_id not in known.message_ids for known in situation.conversation.told):
        return silent(situation, forget)
    # The answers cannot be told apart by message, so the matter has to be told anew.
    return Turn(Conversation(), (Say("unsent.forgotten"),), (forget,))


def come_or_go(situation: Situation, incoming: Incoming, _reading: Reading) -> Turn | None:
    if incoming.kind is Kind.UNFOLLOW:
        return silent(situation, SetBlocked(True))
    if incoming.kind is not Kind.FOLLOW:
        return None
    back = (SetBlocked(False),)
    if situation.paused_for_staff:
        return silent(situation, *back)
    if situation.conversation.step:
        return ask_again(situation, Say("hello.back"), effects=back)
    key = "hello.back" if situation.cases or situation.is_provider else "hello.first"
    return Turn(situation.conversation, effects=back, say=(Say(key, choices=(PERSON,)),))


def join_by_code(situation: Situation, incoming: Incoming, _reading: Reading) -> Turn | None:
    if incoming.code is None:
        return None
    return silent(situation, JoinByCode(incoming.code))


def call_off(situation: Situation, incoming: Incoming, reading: Reading) -> Turn | None:
    """Who wants it no more in other words than a command is asked whether a case is taken back: else it would be
    passed on as news, or whoever serves be told to hurry.
    """
    known, open_cases = situation.conversation.answers, situation.open_cases
    asked = situation.conversation.step not in (None, "same", "anyone_called") or situation.asked_handoff is not None
    if incoming.kind is not Kind.TEXT or asked or situation.paused_for_staff or reading.command or not open_cases:
        return None
    left = left_with_case(situation)
    if reading.told("off") is not None:
        meant = tuple(case for case in open_cases if case.id == known.about) or open_cases
        whole = ask_to_withdraw(situation, meant[0].id) if len(meant) == 1 else _ask_which(situation, meant)
        return replace(whole, effects=left)
    if reading.told("off_one") is None or _may_be_a_part(open_cases, reading):
        return None
    # What is named may be what they keep ("only the box"): the buttons say what each is about.
    return replace(_cancel_case(situation, reading, open_cases), effects=left)


def _may_be_a_part(open_cases: tuple[OwnCase, ...], reading: Reading) -> bool:
    """Whether one of the needs of their only case is meant, and it is not clear which."""
    needs = set(open_cases[0].needs)
    named_needs = needs.intersection(reading.needs if reading.sure else ())
    return len(open_cases) == 1 and len(needs) > 1 and named_needs in (set(), needs)


def tell_of_missed_call(situation: Situation, incoming: Incoming, reading: Reading) -> Turn | None:
    """They were called and did not answer: whoever serves reads it, and the question stays open."""
    step, open_cases = situation.conversation.step, situation.open_cases
    busy = step in INTAKE_NAMES or step in _FREE_WORDS or situation.asked_handoff is not None
    if busy or incoming.kind is not Kind.TEXT or situation.paused_for_staff or reading.command or not open_cases:
        return None
    wishes = reading.told("wish") is not None and bool(reading.needs)
    if reading.told("missed") is None or wishes:
        return None
    meant = named(open_cases, reading) or open_cases
    if len(meant) > 1:
        return ask_which_same(situation, Answers(text=incoming.text, message_ids=incoming.message_ids), meant)
    told = AddToCase(meant[0].id, incoming.text, incoming.message_ids)
    return _told_instead(situation, told) if step == "same" else silent(situation, told)


def tell_unasked(situation: Situation, incoming: Incoming, reading: Reading) -> Turn | None:
    """ "Nobody has called me", "they have", "they called and will not do it" or "want money", said of their own
    accord: to show how things stand would keep it nowhere. "I will call back" is for whoever called. "They have" may
    come so late that it was asked by then whether it is done: an answer to an older question.
    """
    step, about = situation.conversation.step, situation.conversation.answers.about
    asked = step not in (None, "same", "done", *_BESIDES) or situation.asked_handoff is not None
    if incoming.kind is not Kind.TEXT or asked or situation.paused_for_staff or reading.command:
        return None
    if step == "done":
        late = reading.answer is None and reading.told("came") is YesNo.YES
        ended = tuple(case.id for case in situation.open_cases if case.id == about and late)
        return ask_again(situation, effects=(SayUnasked(ended, True, incoming.text),)) if ended else None
    open_cases = situation.open_cases
    if open_cases and reading.told("refused") is YesNo.YES:
        return _told_instead(situation, HandToStaff(PERSON_ASKED))
    if len(open_cases) == 1 and reading.told("of_calls") is YesNo.YES:
        return _told_instead(situation, AddToCase(open_cases[0].id, incoming.text, incoming.message_ids))
    came = reading.told("came")
    if not open_cases or came is None:
        return None
    meant = named(open_cases, reading) or open_cases
    return _told_instead(situation, SayUnasked(tuple(case.id for case in meant), came is YesNo.YES, incoming.text))


def complain(situation: Situation, incoming: Incoming, reading: Reading) -> Turn | None:
    """A complaint about a case that goes on, or instead of points for one, or a wish for others to look after it: an
    officer answers, and whoever works on it is told nothing.
    """
    step = situation.conversation.step
    busy = step not in (None, "same", "satisfaction", *_BESIDES, *ASKED_BY_TIME)
    if incoming.kind is not Kind.TEXT or busy or situation.asked_handoff is not None or situation.paused_for_staff:
        return None
    has_case = bool(situation.open_cases) or step == "satisfaction"
    if not has_case or reading.told("complains") is None or reading.score is not None:
        return None
    called = (HandToStaff(PERSON_ASKED),)
    sorry = Say("person.sorry")
    if step == "same":
        return rest(situation, sorry, effects=called)
    return Turn(situation.conversation, (sorry,), called)


def _told_instead(situation: Situation, effect: Effect) -> Turn:
    """Whoever was asked what their words are about, and tells how things stand, needs not answer that any more; what
    has nothing to do with it is asked again.
    """
    if situation.conversation.step is None:
        return silent(situation, effect)
    if situation.conversation.step in _BESIDES:
        return ask_again(situation, effects=(effect,))
    return rest(situation, effects=(*left_with_case(situation), effect))


def obey(situation: Situation, incoming: Incoming, reading: Reading) -> Turn | None:
    """A word that works at any moment, typed or tapped; rights over one's data work while staff talk, too."""
    command = _command_of(situation, incoming, reading)
    if command is None or (situation.paused_for_staff and command not in _ALWAYS):
        return None
    if command is Command.CANCEL:
        return _cancel(situation, reading)
    return _COMMANDS[command](situation)


def leave_to_staff(situation: Situation, incoming: Incoming, reading: Reading) -> Turn | None:
    """While an officer has the chat the bot is silent but listens; buttons of cards still do what they say."""
    if not situation.paused_for_staff or incoming.kind is Kind.TAP:
        return None
    return Turn(_listened(situation, incoming, reading), effects=_kept(situation, incoming))


def _listened(situation: Situation, incoming: Incoming, reading: Reading) -> Conversation:
    """What is known once an officer gives the chat back: a matter that was told, or more of one."""
    conversation = situation.conversation
    telling = conversation.step in INTAKE_NAMES or bool(conversation.answers.needs)
    adds = telling and bool(reading.province or reading.phone or reading.product)
    if incoming.kind is not Kind.TEXT or not (adds or (reading.sure and reading.needs)):
        return conversation
    if conversation.step not in INTAKE_NAMES and conversation.step is not None:
        # A question that stands alone has its buttons; what is told now is a matter of its own.
        conversation = Conversation()
    return replace(conversation, answers=learn(conversation.answers, incoming, reading))


def answer_as_provider(situation: Situation, incoming: Incoming, reading: Reading) -> Turn | None:
    """The words of a provider who was just asked for some: a reason, what they did, their question to an owner.

    A question to an owner may name anything, and begins after the greeting and after "I am in a meeting"; one to an
    officer is for them.
    """
    about = situation.asked_for
    if situation.asked_handoff is None or about is None or incoming.kind is not Kind.TEXT:
        return None
    if about == GIVE_UP_SURE:
        return whether_given_up(situation, situation.asked_handoff, incoming, reading)
    if about == ABOUT_NUMBER:
        return whether_wrong_number(situation, situation.asked_handoff, incoming, reading)
    greets = reading.sure and reading.labels[0] is OtherKind.GREETING
    if about == "question" and (greets or reading.told("puts_off") is YesNo.YES):
        return silent(situation, AskFirst(situation.asked_handoff))
    if about == "question" and reading.told("to_officer") is YesNo.YES:
        return _person(situation)
    moves = move_instead(situation.asked_handoff, about, reading)
    if moves is not None:
        return silent(situation, moves)
    if about != "question" and (greets or _is_own(situation, reading)):
        return None
    return silent(situation, ProviderSays(situation.asked_handoff, about, incoming.text))


def _is_own(situation: Situation, reading: Reading) -> bool:
    """Whether a provider speaks of a matter of their own.

    Reasons name services ("we do not design labels"); only a place or a number makes such words their own matter.
    """
    step = situation.conversation.step
    if step == "anyone_called" and reading.answer is YesNo.NO:
        return True
    return bool((reading.needs or step in INTAKE_NAMES) and (reading.province or reading.phone))


def turns_away(situation: Situation, incoming: Incoming, turn: Turn) -> bool:
    """Whether a provider who was asked for words does something else instead; a look at where things stand is not."""
    if situation.asked_handoff is None:
        return False
    looks = incoming.tap is not None and incoming.tap.step == "command"
    taps = incoming.kind is Kind.TAP and not looks
    return taps or turn.conversation.step != situation.conversation.step


def look_at_what_is_no_text(situation: Situation, incoming: Incoming, _reading: Reading) -> Turn | None:
    """Stickers, pictures, voice and the like get a sensible answer; a location is read as a province."""
    key = _NO_TEXT.get(incoming.kind)
    if key is None:
        return None
    kept = _kept(situation, incoming)
    if kept:
        said = Say(key) if _is_telling(situation.conversation) else where_files_belong(situation)
        return ask_again(situation, said, effects=kept)
    if incoming.kind in _FILES:
        key = "media.not_before_consent"
    if situation.conversation.step is None:
        return Turn(situation.conversation, (Say(key, choices=() if incoming.kind is Kind.STICKER else (PERSON,)),))
    return after_no_words(situation, *(() if incoming.kind is Kind.STICKER else (Say(key),)))


IN_ORDER = (
    take_back,
    come_or_go,
    join_by_code,
    complain,
    put_right,
    call_off,
    tell_of_missed_call,
    tell_unasked,
    answer_asked,
    point_to_console,
    speak_of_work,
    speak_of_themselves,
    obey,
    leave_to_staff,
    answer_as_provider,
    look_at_what_is_no_text,
)

_FILES = frozenset({Kind.IMAGE, Kind.VIDEO, Kind.FILE})
_NO_TEXT = {
    Kind.STICKER: "media.sticker",
    Kind.IMAGE: "media.kept",
    Kind.VIDEO: "media.kept",
    Kind.FILE: "media.kept",
    Kind.AUDIO: "media.voice",
    Kind.STRANGE: "media.strange",
}
_ALWAYS = frozenset({Command.ERASE, Command.MY_DATA, Command.STOP_NEWS, Command.WANT_NEWS})
_BY_LABEL: dict[Need | OtherKind, Command] = {
    OtherKind.HUMAN: Command.PERSON,
    OtherKind.STATUS: Command.STATUS,
}
OF_A_CASE = frozenset({"question", "anyone_called", "done", "wanted"})
"""Questions about a case that goes on."""

_BESIDES = frozenset({"news", "change"})
"""Questions that "nobody has called me" is no answer to, though it begins like a no."""

_FREE_WORDS = frozenset({"product", "comment", "question"})
"""Steps whose answer is free text: only an exact command word interrupts them."""


def _command_of(situation: Situation, incoming: Incoming, reading: Reading) -> Command | None:
    if incoming.kind is Kind.TAP and incoming.tap and incoming.tap.step == "command":
        return Command(incoming.tap.value) if incoming.tap.value in set(Command) else None
    if incoming.kind is not Kind.TEXT:
        return None
    if reading.command and not _declines_news(situation, reading):
        return reading.command
    if _answers_question(situation, reading) or not reading.sure or reading.needs:
        return None
    return next((_BY_LABEL[label] for label in reading.labels if label in _BY_LABEL), None)


def _declines_news(situation: Situation, reading: Reading) -> bool:
    """ "ไม่เอาแล้วค่ะ" to "would you like to hear news?" takes back no case."""
    says_no = reading.command is Command.CANCEL and reading.answer is YesNo.NO
    return says_no and situation.conversation.step == "news"


def _answers_question(situation: Situation, reading: Reading) -> bool:
    """Words such as "081… call me any time" are an answer when a number was asked for, not a wish for a person; so
    are the words of a provider who was asked for some.

    So is a number out of the blue that comes with a place or a product: someone begins to tell their matter; when to
    call them, of whoever tells one; and what a provider says of their own accord ("I have called them").
    """
    step = situation.conversation.step
    if situation.asked_handoff is not None:
        return True
    if step is None:
        reports = situation.is_provider and not situation.cases and reading.answer is not None
        return reports or bool(reading.phone and (reading.province or reading.candidates or reading.product))
    if step == "withdraw" and situation.conversation.answers.about is None and named(situation.open_cases, reading):
        return True
    if step == "consent" and reading.told("later") is not None and not reading.inquires:
        # "ยังไม่แน่ใจค่ะ" sounds like a question of how things stand.
        return True
    newer = situation.conversation.newer
    when = step in INTAKE_NAMES and reading.told("of_calls") is not None
    tells = reading.phone or reading.province or when
    answers_newer = newer is not None and reading.told(newer.step or "") is not None
    return step in _FREE_WORDS or reading.replies or bool(tells) or answers_newer


def _kept(situation: Situation, incoming: Incoming) -> tuple[Effect, ...]:
    """A picture or file is kept only from someone who agreed and has a matter that it can belong to.

    Of several cases the owner says which: until then no organisation sees it.
    """
    telling = _is_telling(situation.conversation)
    open_cases = [case.id for case in situation.open_cases]
    has_matter = telling or bool(open_cases)
    if incoming.kind not in _FILES or not situation.consent or not has_matter or not incoming.message_id:
        return ()
    case = None if telling or len(open_cases) > 1 else open_cases[0]
    return (KeepAttachment(incoming.message_id, case),)


def where_files_belong(situation: Situation) -> Say:
    """To which case a picture or file goes; a question where there are several."""
    open_cases = situation.open_cases
    if len(open_cases) == 1:
        return Say("media.kept_in_case", {"number": open_cases[0].number})
    return Say("media.which_case", buttons=buttons_for(open_cases, "file", "case"))


def _is_telling(conversation: Conversation) -> bool:
    """Whether a matter is being told, or waits for the question that came between."""
    waiting = conversation.before
    return conversation.step in INTAKE_NAMES or (waiting is not None and _is_telling(waiting))


def _person(situation: Situation) -> Turn:
    """What is written next is for the officer, and no question to an owner."""
    asks_no_owner = (ForgetAsking(),) if situation.asked_for == "question" else ()
    return ask_again(situation, effects=(*asks_no_owner, HandToStaff(PERSON_ASKED)))


def _status(situation: Situation) -> Turn:
    if situation.conversation.step in INTAKE_NAMES and not situation.cases:
        return ask_again(situation, Say("status.not_sent"))
    return ask_again(situation, effects=(TellStatus(),))


def _my_data(situation: Situation) -> Turn:
    return ask_again(situation, effects=(TellMyData(),))


def _erase(situation: Situation) -> Turn:
    question = ask("erase", Answers())
    if situation.is_provider:
        question = replace(question, key="ask.erase_serving")
    return Turn(aside(situation, "erase", Answers()), ask=(question,))


def _cancel(situation: Situation, reading: Reading) -> Turn:
    step = situation.conversation.step
    if situation.asked_handoff is not None:
        return _ask_no_more(situation, situation.asked_handoff, reading)
    if step == "withdraw" and situation.conversation.answers.about is not None:
        return ask_again(situation)
    if step == "change" and not reading.needs:
        return change(situation, 0, False)
    open_cases = situation.open_cases
    meant = named(open_cases, reading)
    if step in INTAKE_NAMES:
        return _cancel_telling(situation, reading, meant)
    if step == "erase" or not open_cases:
        return rest(situation, Say("cancelled.nothing"))
    return _cancel_case(situation, reading, meant or open_cases)


def _ask_no_more(situation: Situation, handoff_id: int, reading: Reading) -> Turn:
    """A provider who was asked for words writes none; what they tapped before stands, but an end is looked into."""
    if situation.asked_for == "finish":
        return silent(situation, ProviderSays(handoff_id, "finish", reading.text))
    of_number = move_of_number(handoff_id, reading) if situation.asked_for == ABOUT_NUMBER else None
    if of_number is not None:
        # "ผิดคน" takes back a case elsewhere.
        return silent(situation, of_number)
    said = dropped(handoff_id) if situation.asked_for == "question" else Say("part.tapped_stands", choices=(PERSON,))
    return Turn(situation.conversation, (said,), (ForgetAsking(),))


def _cancel_telling(situation: Situation, reading: Reading, meant: tuple[OwnCase, ...]) -> Turn:
    """The matter that is being told is put away, unless only one of its needs is, or a case that was sent."""
    told = situation.conversation.answers
    named = set(reading.needs) if reading.sure else set()
    left = tuple(need for need in told.needs if need not in named)
    if left and named.intersection(told.needs):
        known = replace(told, needs=left)
        return go_on(situation, known, *noted(told, known))
    if meant and not named.intersection(told.needs):
        return _cancel_case(situation, reading, meant)
    return rest(situation, Say("cancelled.intake"))


def _cancel_case(situation: Situation, reading: Reading, meant: tuple[OwnCase, ...]) -> Turn:
    if len(meant) > 1:
        return _ask_which(situation, meant)
    case = meant[0]
    left = tuple(need for need in case.needs if not (reading.sure and need in reading.needs))
    if left and left != case.needs:
        return ask_to_change(situation, Answers(text=reading.text, needs=left), [case])
    return ask_to_withdraw(situation, case.id)


def _ask_which(situation: Situation, open_cases: tuple[OwnCase, ...]) -> Turn:
    conversation = aside(situation, "withdraw", Answers())
    # Buttons that stay: asked again, the question cannot name the cases.
    return Turn(conversation, ask=(Say("ask.withdraw_which", buttons=buttons_for(open_cases, "withdraw", "which")),))


def choose_to_withdraw(situation: Situation, reading: Reading) -> Turn | None:
    """The case that is named in answer to "which?", or those that may be; None where none is."""
    meant = named(situation.open_cases, reading)
    if len(meant) > 1:
        return _ask_which(situation, meant)
    return ask_to_withdraw(situation, meant[0].id) if meant else None


def ask_to_withdraw(situation: Situation, case_id: int) -> Turn:
    """Ask once more before a case is taken back; what was asked about a case waits for whoever keeps it."""
    known = Answers(about=case_id)
    number = next((case.number for case in situation.cases if case.id == case_id), "")
    question = Say("ask.withdraw", {"number": number}, choices=answers("withdraw", "yes", "no", about=case_id))
    waiting = situation.conversation
    asked = aside(situation, "withdraw", known)
    return Turn(replace(asked, before=waiting) if waiting.step in OF_A_CASE else asked, ask=(question,))


def _language(situation: Situation, language: str) -> Turn:
    situation = replace(situation, language=language)
    # What someone agrees to has to be read in their language, and whole.
    return ask_again(situation, Say("language.changed"), effects=(SetLanguage(language),), whole=True)


def _news(situation: Situation, say: str, wanted: bool) -> Turn:
    """News no more, or after all; where it is just being asked, that is the answer."""
    turn = rest if situation.conversation.step == "news" else ask_again
    return turn(situation, Say(say), effects=(RecordConsent("news", wanted),))


def _help(situation: Situation) -> Turn:
    return ask_again(situation, Say("help.provider" if situation.is_provider else "help.owner", choices=(PERSON,)))


def _ask_away(situation: Situation) -> Turn:
    return _help(situation) if situation.is_provider else ask_again(situation, Say("help.ask", choices=(PERSON,)))


_COMMANDS = {
    Command.PERSON: _person,
    Command.STATUS: _status,
    Command.MY_DATA: _my_data,
    Command.ERASE: _erase,
    Command.ENGLISH: lambda situation: _language(situation, "en"),
    Command.THAI: lambda situation: _language(situation, "th"),
    Command.STOP_NEWS: lambda situation: _news(situation, "news.stopped", False),
    Command.WANT_NEWS: lambda situation: _news(situation, "news.yes", True),
    Command.HELP: _help,
    Command.ASK: _ask_away,
}
