"""A message when nothing was asked: the beginning of a matter, or small talk."""

from collections.abc import Sequence
from dataclasses import replace

from intake.conversation import Answers, Conversation, OwnCase, Situation
from intake.effects import AddToCase, ShowOffers
from intake.incoming import Incoming, Kind
from intake.questions import PERSON, STATUS, any_need, ask
from intake.reading import Reading, YesNo
from intake.saying import Choice, Say, Tap, answers
from intake.steps import INTAKE_NAMES
from intake.turn import Turn, aside, go_on, learn, rest, silent
from intake.unclear import TRIES, keep_for_person, leave_to_person
from intake.which_case import buttons_for, named
from network import wording
from network.needs import OtherKind

CHAT = frozenset({OtherKind.GREETING, OtherKind.PROGRAMME})
"""Kinds in which a place or a product is only mentioned."""


def begin(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """What to say to a message out of the blue."""
    known = learn(Answers(), incoming, reading)
    added_to = _cases_added_to(situation, known, reading)
    if len(added_to) > 1:
        return ask_which_same(situation, known, added_to)
    if added_to:
        may_be_new = reading.inquires or reading.told("wish") is not None
        add = _ask_whether_same if may_be_new else _add
        return add(situation, known, added_to[0])
    if reading.elsewhere and not situation.waits_for_staff:
        return rest(situation, Say(f"elsewhere.{reading.elsewhere}"), Say("elsewhere.ours", choices=(PERSON,)))
    if _tells_matter(situation, known, reading):
        vague = reading.told("wish") is None
        same = _same_case(situation, known, vague=vague, asks=vague and reading.inquires)
        if same is not None:
            return _ask_whether_same(situation, known, same)
        return _one_by_one(situation, incoming, reading) if reading.businesses else begin_with(situation, known)
    if incoming.kind is Kind.LOCATION:
        return Turn(situation.conversation, (Say("media.place_unknown", choices=(PERSON,)),))
    return _small_talk(situation, known, reading)


def begin_with(situation: Situation, known: Answers) -> Turn:
    """Take up a matter of which this much is known."""
    return go_on(situation, _with_last(situation, known), *_welcome(situation), *_understood(known))


def _one_by_one(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """Two businesses in one message are two matters, of which the second waits until the first is sent."""
    first, second = (learn(Answers(), replace(incoming, text=one.text), one) for one in reading.businesses)
    begun = begin_with(situation, first)
    said = Say("later.noted", {"needs": wording.needs(second.needs)})
    return replace(begun, conversation=replace(begun.conversation, later=(second,)), say=(*begun.say, said))


def beside(begun: Turn, waiting: Conversation) -> Turn:
    """A matter of its own, told while a question waits: that is put again once the matter is sent."""
    return replace(begun, conversation=replace(begun.conversation, before=waiting))


def after_staff(situation: Situation) -> Turn | None:
    """Go on with what was told while an officer had the chat.

    None when nothing was, or when it can only be about a case that stands.
    """
    conversation = situation.conversation
    known = conversation.answers
    if conversation.step in INTAKE_NAMES:
        return go_on(situation, known)
    if conversation.step or not (known.needs or known.ask) or _same_case(situation, known):
        return None
    return begin_with(situation, known)


def _cases_added_to(situation: Situation, known: Answers, reading: Reading) -> Sequence[OwnCase]:
    """The cases of which more may be told, if they say so, or that they give no number; "besides" may name another
    need as well.
    """
    alike = named(situation.open_cases, reading) or situation.open_cases
    another = set(known.needs).difference(*(case.needs for case in alike))
    gives_none = reading.told("no_number") and not _tells_matter(situation, known, reading)
    adds = reading.told("more") or gives_none or (reading.told("besides") and not another and len(alike) == 1)
    return alike if adds else ()


def _add(situation: Situation, told: Answers, case: OwnCase) -> Turn:
    return rest(situation, effects=(AddToCase(case.id, told.text or "", told.message_ids),))


def _same_case(situation: Situation, known: Answers, vague: bool = False, asks: bool = False) -> OwnCase | None:
    """The open case that this may well be about: no other place or product is named, nor for sure another need.

    What is `vague` wishes for nothing and merely reminds of needs ("ช่วงนี้ของเสียไว"); of what somebody only `asks`
    even a need that is sure may be said of the case ("ไม่มีคนค้ำได้ไหม").
    """
    for case in situation.cases:
        elsewhere = known.candidates or known.province not in (None, case.province)
        other = elsewhere or known.product not in (None, case.product)
        alike = (vague or not known.ask) and (asks or set(known.needs) <= set(case.needs))
        if case.is_open and alike and not other:
            return case
    return None


def _ask_whether_same(situation: Situation, known: Answers, case: OwnCase) -> Turn:
    known = replace(known, about=case.id)
    stands = {"number": case.number, "needs": wording.needs(case.needs)}
    question = Say("ask.same", stands, choices=answers("same", "old", "new", about=case.id))
    others = [need for need in known.needs or known.ask if need not in case.needs]
    if others:
        # It may be another need: one question for both.
        needs = (Choice(f"choice.need_{need}", Tap("same", str(need), case.id)) for need in others)
        none_of_them = Choice("choice.other_need", Tap("same", "new", case.id))
        question = replace(question, key="ask.same_or_need", choices=(question.choices[0], *needs, none_of_them))
    return Turn(aside(situation, "same", known), ask=(question,))


def ask_which_same(situation: Situation, told: Answers, open_cases: Sequence[OwnCase]) -> Turn:
    """More is told, of one of these; it may be a new matter as well."""
    new = Choice("choice.same_new", Tap("same", "new"))
    # Buttons that stay: asked again, the question cannot name the cases.
    question = Say("ask.same_which", buttons=(*buttons_for(open_cases, "same", "old"), new))
    return Turn(aside(situation, "same", told), ask=(question,))


def _tells_matter(situation: Situation, known: Answers, reading: Reading) -> bool:
    """Of whoever waits for an officer only a need that is sure: anything else is for that officer. So of whoever
    serves and wishes for nothing: they speak of what they do.
    """
    vague = _only_serves(situation) and reading.told("wish") is None
    if known.needs or situation.waits_for_staff or vague:
        return bool(known.needs)
    if known.ask and reading.answer is None:
        return True
    chats = reading.sure and reading.labels[0] in CHAT
    return not chats and bool(known.province or known.product or known.candidates)


def _with_last(situation: Situation, known: Answers) -> Answers:
    """What was said with an earlier case is not asked again; the summary shows it.

    Another place or another product may be another business, so then only the number is taken over.
    """
    if known.phone is None and situation.last_phone:
        known = replace(known, phone=situation.last_phone)
    if known.candidates or known.province not in (None, situation.last_province):
        return known
    if known.product not in (None, situation.last_product):
        return known
    return replace(
        known,
        province=known.province or situation.last_province,
        product=known.product or situation.last_product,
    )


def _welcome(situation: Situation) -> tuple[Say, ...]:
    return (Say("hello.new"),) if situation.is_new else ()


def _understood(known: Answers) -> tuple[Say, ...]:
    if not known.needs:
        return ()
    if known.province:
        place = wording.province(known.province)
        return (Say("understood.needs_province", {"needs": wording.needs(known.needs), "province": place}),)
    return (Say("understood.needs", {"needs": wording.needs(known.needs)}),)


def _small_talk(situation: Situation, known: Answers, reading: Reading) -> Turn:
    label = reading.labels[0]
    wordless = not any(map(str.isalpha, reading.text))
    says_done = bool(situation.cases) and reading.told("done") is YesNo.YES
    agrees = reading.answer is not None or reading.told("courtesy") is not None
    answers_nothing = agrees and not _only_serves(situation)
    greets = label is OtherKind.GREETING or reading.told("hail") is not None
    if greets or answers_nothing or says_done or wordless:
        return greet(situation)
    if situation.waits_for_staff:
        return keep_for_person(situation)
    if label is OtherKind.PROGRAMME and _only_serves(situation):
        return rest(situation, _to_provider("hello.provider"))
    if label is OtherKind.PROGRAMME:
        return _programme(situation)
    return _not_ours(situation, known)


def _only_serves(situation: Situation) -> bool:
    return situation.is_provider and not situation.cases


def greet(situation: Situation) -> Turn:
    """Hello, thanks or good-bye: the whole introduction only for someone who does not know us yet."""
    if situation.cases:
        return rest(situation, Say("hello.again"))
    if situation.is_provider:
        key = "hello.provider_again" if situation.wrote_recently else "hello.provider"
        return rest(situation, _to_provider(key))
    met = situation.wrote_recently and not situation.is_new
    return rest(situation, Say("hello.brief" if met else "hello.first", choices=(PERSON,)))


def _to_provider(key: str) -> Say:
    return Say(key, choices=(*answers("provider", "list"), PERSON))


def _programme(situation: Situation) -> Turn:
    if situation.news:
        return rest(situation, Say("programme.will_hear", choices=(PERSON,)))
    return Turn(
        situation.conversation.asking("news", Answers()),
        (Say("programme.about"),),
        ask=(ask("news", Answers()),),
    )


def _show_provider(situation: Situation) -> Turn:
    """Whoever serves and has no matter of their own most likely means what waits for them."""
    if situation.conversation.unclear == TRIES:
        return Turn(situation.conversation, (Say("help.provider", choices=(PERSON,)),))
    return silent(situation, ShowOffers())


def _not_ours(situation: Situation, known: Answers) -> Turn:
    """Not understood, or not for us: twice asked in other words with all needs to tap, then a person."""
    conversation = situation.conversation.not_understood()
    situation = replace(situation, conversation=conversation)
    if conversation.unclear > TRIES:
        return leave_to_person(situation)
    if _only_serves(situation):
        return _show_provider(situation)
    if conversation.unclear == TRIES:
        return Turn(conversation, ask=(replace(any_need(), key="unclear.matter"),))
    going_on = situation.open_cases
    if len(going_on) == 1:
        return _ask_whether_same(situation, known, going_on[0])
    if going_on:
        return Turn(conversation, (Say("other.with_case", choices=(STATUS, PERSON)),))
    return Turn(conversation, (replace(any_need(), key="other.tell_us"),))
