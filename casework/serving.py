"""What whoever serves does by a tap, or says in words: each through the one way in which that thing is done."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from casework import answering, availability, chats, offers, questions, service, withdrawing
from casework.cards import contact_card, service_buttons
from casework.history import Actor
from casework.telling import number_for, tell, tell_provider
from intake import effects
from intake.saying import Choice, Say, Tap, answers
from intents.replies import (
    move_of_named,
    names_only,
    says_contacted,
    takes_back_step,
    tells_of_calling_off,
    tells_of_giving_up,
    tells_of_no_answer,
    tells_of_slip,
    tells_of_taking,
)
from network import wording
from network.cases import HOLDING, LIVE, HandoffStatus, Refused, Who
from network.fiscal import names_a_case
from network.provinces import PROVINCES
from storage import cases, messages, situations
from storage.tables import HandoffRow, PersonRow, ProviderRow

DECLINE_REASONS = ("busy", "not_ours", "too_far", "unclear")
SLIPPED = ("decline", "give_up")
"""What is done at once by one tap, which may have been the wrong one."""


def move_handoff(session: Session, person: PersonRow, effect: effects.MoveHandoff, now: datetime) -> None:
    situations.expect_no_words(person)
    move = _HANDOFF_MOVES[effect.move]
    _with_part(
        session, person, effect.handoff_id, lambda handoff, provider: move(session, handoff, provider, now), now
    )


Doing = Callable[[HandoffRow, ProviderRow], None]


def _with_part(session: Session, person: PersonRow, handoff_id: int, doing: Doing, now: datetime) -> None:
    """Let a provider move their handoff; who has no part in it, or comes too late, learns nothing about it."""
    handoff = cases.locked_handoff(session, handoff_id)
    provider = cases.provider_for(session, handoff, person.id) if handoff else None
    if handoff is None or provider is None:
        tell(session, person, (Say("late.provider"),), now)
        return
    try:
        doing(handoff, provider)
    except Refused:
        tell(session, person, (_stands(session, handoff, provider),), now)


def _stands(session: Session, handoff: HandoffRow, provider: ProviderRow) -> Say:
    """What a tap that changes nothing is answered; only whoever works on the case hears where it stands."""
    if handoff.status not in HOLDING or handoff.provider_id != provider.id:
        return Say("late.provider")
    state = wording.said(f"part.{handoff.status}")
    about = {"number": number_for(session, handoff), "state": state}
    return Say("part.stands", about, buttons=service_buttons(handoff))


def _accept(session: Session, handoff: HandoffRow, provider: ProviderRow, now: datetime) -> None:
    if handoff.status in HOLDING and handoff.provider_id == provider.id:
        # An impatient second tap: it is theirs already.
        tell_provider(session, handoff, contact_card(session, handoff), now=now)
        return
    offers.accept(session, handoff, Actor(Who.PROVIDER, provider.id), provider, now)


def _decline(session: Session, handoff: HandoffRow, provider: ProviderRow, now: datetime) -> None:
    offers.decline(session, handoff, Actor(Who.PROVIDER, provider.id), now)
    handoff.provider_id = provider.id
    person = session.get_one(PersonRow, provider.person_id)
    situations.expect_words(person, handoff.id, "decline", now)
    choices = tuple(
        Choice(f"choice.decline_{reason}", Tap("decline_reason", reason, handoff.id)) for reason in DECLINE_REASONS
    )
    tell(session, person, (Say("declined.provider", {"number": handoff.case.number}, choices=choices),), now)


def _finish(session: Session, handoff: HandoffRow, provider: ProviderRow, now: datetime) -> None:
    service.finish(session, handoff, Actor(Who.PROVIDER, provider.id), now)
    _thank(session, handoff, provider, "finished.provider", now)
    situations.expect_words(session.get_one(PersonRow, provider.person_id), handoff.id, "finish", now)


def _give_up(session: Session, handoff: HandoffRow, provider: ProviderRow, now: datetime) -> None:
    _give_back(session, handoff, provider, now)
    person = session.get_one(PersonRow, provider.person_id)
    tell(session, person, (Say("given_up.why"),), now, handoff_id=handoff.id)
    situations.expect_words(person, handoff.id, "give_up", now)


def _give_up_surely(session: Session, handoff: HandoffRow, provider: ProviderRow, now: datetime) -> None:
    """After they were asked whether they mean it: what they wrote before that is why."""
    told = cases.last_move(session, handoff.id, "remark")
    _give_back(session, handoff, provider, now, told.why if told else None)


def _give_back(
    session: Session, handoff: HandoffRow, provider: ProviderRow, now: datetime, why: str | None = None
) -> None:
    service.give_up(session, handoff, Actor(Who.PROVIDER, provider.id), now, why)
    goes_on = withdrawing.serves_besides(handoff)
    _thank(session, handoff, provider, "given_up.provider_part" if goes_on else "given_up.provider", now)


def _ask_whether_given_up(session: Session, handoff: HandoffRow, provider: ProviderRow, now: datetime) -> None:
    """They cannot go on, as it seems: the owner would hear of it at once, so that it takes a tap or a yes."""
    person = session.get_one(PersonRow, provider.person_id)
    sure = answers("service", "give_up_sure", "keep", about=handoff.id)
    said = Say("give_up.ask", {"number": number_for(session, handoff)}, buttons=sure)
    tell(session, person, (said,), now, handoff_id=handoff.id)
    situations.expect_words(person, handoff.id, effects.GIVE_UP_SURE, now)


def _keep(session: Session, handoff: HandoffRow, provider: ProviderRow, now: datetime) -> None:
    if handoff.status not in HOLDING:
        raise Refused("keep", handoff.status)
    _thank(session, handoff, provider, "give_up.kept", now)


def _ask_about_number(session: Session, handoff: HandoffRow, provider: ProviderRow, now: datetime) -> None:
    service.ask_about_number(session, handoff, Actor(Who.PROVIDER, provider.id), now)
    person = session.get_one(PersonRow, provider.person_id)
    situations.expect_words(person, handoff.id, effects.ABOUT_NUMBER, now)


def _keep_number(session: Session, handoff: HandoffRow, provider: ProviderRow, now: datetime) -> None:
    """They say no: "it is not", of the owner or the number. The button stays for whoever meant that it is wrong."""
    if handoff.status not in HOLDING or handoff.case.contact_phone is None:
        raise Refused(effects.NUMBER_KEPT, handoff.status)
    person = session.get_one(PersonRow, provider.person_id)
    sure = answers("service", "wrong_number_sure", about=handoff.id)
    said = Say("wrong_number.kept", {"number": number_for(session, handoff)}, buttons=sure)
    tell(session, person, (said,), now, handoff_id=handoff.id)


def _wrong_number(session: Session, handoff: HandoffRow, provider: ProviderRow, now: datetime) -> None:
    service.report_wrong_number(session, handoff, Actor(Who.PROVIDER, provider.id), now)


Moving = Callable[[Session, HandoffRow, ProviderRow, datetime], None]
Reporting = Callable[[Session, HandoffRow, Actor, datetime], None]


def _thanked(report: Reporting, key: str) -> Moving:
    def move(session: Session, handoff: HandoffRow, provider: ProviderRow, now: datetime) -> None:
        report(session, handoff, Actor(Who.PROVIDER, provider.id), now)
        _thank(session, handoff, provider, key, now)

    return move


def _thank(session: Session, handoff: HandoffRow, provider: ProviderRow, key: str, now: datetime) -> None:
    """Noted; with the buttons for what can come next."""
    person = session.get_one(PersonRow, provider.person_id)
    said = Say(key, {"number": number_for(session, handoff)}, buttons=service_buttons(handoff))
    tell(session, person, (said,), now, handoff_id=handoff.id)


_HANDOFF_MOVES: dict[str, Moving] = {
    "accept": _accept,
    "decline": _decline,
    "contact": _thanked(service.contact, "contacted.provider"),
    "progress": _thanked(service.report_progress, "progress.provider"),
    "wrong_number": _ask_about_number,
    effects.WRONG_NUMBER_SURE: _wrong_number,
    effects.NUMBER_KEPT: _keep_number,
    "finish": _finish,
    "give_up": _give_up,
    effects.GIVE_UP_SURE: _give_up_surely,
    "keep": _keep,
    "hold": _thanked(service.put_off, "held.provider"),
    "resume": _thanked(service.take_up, "resumed.provider"),
}


def provider_says(session: Session, person: PersonRow, effect: effects.ProviderSays, now: datetime) -> None:
    situations.expect_no_words(person)
    if _is_of_another(session, person, effect):
        say_of_work(session, person, effects.SayOfWork(effect.words), now)
        return

    def keep(handoff: HandoffRow, provider: ProviderRow) -> None:
        if effect.about == "question":
            questions.put(session, handoff, provider, effect.words, now)
            return
        if effect.about in SLIPPED and tells_of_slip(effect.words):
            by = Actor(Who.PROVIDER, provider.id)
            elsewhere = service.tell_of_slip(session, handoff, effect.about, effect.words, by, now)
            key = f"slipped.{effect.about}_elsewhere" if elsewhere else f"slipped.{effect.about}"
            tell(session, person, (Say(key, {"number": handoff.case.number}),), now, handoff_id=handoff.id)
            return
        if service.explain(session, handoff, effect.about, effect.words, now):
            tell(session, person, (Say("finished.taken_back", {"number": handoff.case.number}),), now)
            return
        tell(session, person, (Say("declined.thanks" if effect.about == "decline" else "noted.words"),), now)

    _with_part(session, person, effect.handoff_id, keep, now)


def _is_of_another(session: Session, person: PersonRow, effect: effects.ProviderSays) -> bool:
    """Whether they speak of another case that they have in hand. Of what they decline they may say that they do the
    like elsewhere, and an owner may be asked anything.
    """
    expected = session.get(HandoffRow, effect.handoff_id)
    if expected is None or effect.about == "question":
        return False
    named = _named_in(effect.words, [expected, *cases.live_handoffs_of_person(session, person.id)])
    if not named or expected in named:
        return False
    return effect.about != "decline" or any(_move_of(handoff, effect.words) for handoff in named)


def forget_asking(_session: Session, person: PersonRow, _effect: effects.ForgetAsking, _now: datetime) -> None:
    situations.expect_no_words(person)


def ask_first(session: Session, person: PersonRow, effect: effects.AskFirst, now: datetime) -> None:
    _with_part(
        session, person, effect.handoff_id, lambda handoff, _: questions.begin(session, handoff, person, now), now
    )


def show_offers(session: Session, person: PersonRow, effect: effects.ShowOffers, now: datetime) -> None:
    answering.show_handoffs(session, person, now, effect.skip)


def say_in_words(session: Session, person: PersonRow, effect: effects.SayInWords, now: datetime) -> None:
    """Where it fits none of theirs, or several, they are shown what they have, with the buttons. What is declined but
    was taken may be meant to be given back.
    """
    may_be_meant = _may_be_meant(session, person, effect.words)
    takes = effect.move in ("accept", "decline")
    if not may_be_meant and not takes and _keep_with_done(session, person, effect.words, now):
        return
    fitting = [handoff for handoff in may_be_meant if handoff.status in _SAID_OF[effect.move]]
    if len(fitting) == 1:
        _move_as_said(session, person, fitting[0], effect.move, effect.words, now)
    elif effect.move == "decline" and len(may_be_meant) == 1:
        _keep_words(session, person, may_be_meant[0], effect.words, now, _ask_whether_given_up)
    elif effect.move == "contact" and len(may_be_meant) == 1 and may_be_meant[0].contacted_at:
        # They called once more, or were there.
        _keep_words(session, person, may_be_meant[0], effect.words, now, _note)
    else:
        # Whoever accepts once more what they have all accepted must not believe that they have not.
        several = len(may_be_meant) > 1 and (bool(fitting) or effect.move != "accept")
        answering.show_handoffs(session, person, now, words=effect.words, fits_several=several)


def _move_as_said(
    session: Session, person: PersonRow, handoff: HandoffRow, move: str, words: str, now: datetime
) -> None:
    """ "All is in order" says of whoever has told of no call yet that they called; just after that, nothing more."""
    if move == effects.IN_ORDER:
        called_at = handoff.contacted_at
        if called_at is not None and now - called_at <= situations.PROVIDER_WINDOW:
            _keep_words(session, person, handoff, words, now, _note)
            return
        move = "finish" if called_at else "contact"
    move_handoff(session, person, effects.MoveHandoff(handoff.id, move), now)


_SAID_OF = {
    "accept": {HandoffStatus.OFFERED},
    "decline": {HandoffStatus.OFFERED},
    "contact": {HandoffStatus.ACCEPTED},
    "progress": HOLDING,
    "finish": HOLDING,
    effects.IN_ORDER: HOLDING,
    "give_up": HOLDING,
    "wrong_number": HOLDING,
    "hold": {HandoffStatus.ACCEPTED, HandoffStatus.IN_SERVICE},
    "resume": {HandoffStatus.ON_HOLD},
}


def say_of_work(session: Session, person: PersonRow, effect: effects.SayOfWork, now: datetime) -> None:
    """Of several it may be about they are shown all. Whoever asks something of what they work on waits for an
    officer's answer.
    """
    may_be_meant = _may_be_meant(session, person, effect.words)
    if not may_be_meant and _keep_with_done(session, person, effect.words, now, asks=effect.asks):
        return
    if len(may_be_meant) == 1:
        _say_of_one(session, person, may_be_meant[0], effect, now)
    elif effect.asks and any(handoff.status in HOLDING for handoff in may_be_meant):
        chats.ask_for_person(session, person, "asked", now)
    else:
        several = bool(may_be_meant) and not effect.asks
        answering.show_handoffs(session, person, now, words=effect.words, fits_several=several)


def _say_of_one(
    session: Session, person: PersonRow, handoff: HandoffRow, effect: effects.SayOfWork, now: datetime
) -> None:
    """Whoever names one and no more was asked which they meant, or wants to see it."""
    words = effect.words
    if names_only(words, _names(handoff)):
        before = messages.words_answered_with(session, person.id, answering.WHICH, now - situations.PROVIDER_WINDOW)
        if before is None:
            answering.show_handoff(session, person, handoff, now)
            return
        words = f"{words} {before}"
    move = _move_of(handoff, words)
    if move:
        _move_as_said(session, person, handoff, move, effect.words, now)
    elif says_contacted(effect.words) and service.is_asked_whether_contacted(session, handoff):
        move_handoff(session, person, effects.MoveHandoff(handoff.id, "contact"), now)
    elif handoff.status not in HOLDING:
        _say_of_offer(session, person, handoff, words, now, asks=effect.asks)
    else:
        if effect.asks:
            chats.ask_for_person(session, person, "asked", now)
        _keep_words(session, person, handoff, words, now, None if effect.asks else _note)


def _say_of_offer(
    session: Session, person: PersonRow, handoff: HandoffRow, words: str, now: datetime, *, asks: bool
) -> None:
    """Nobody has news of it; what is asked while the owner is asked something already has to wait."""
    if asks and cases.open_question(session, handoff.id):
        questions.say_it_waits(session, handoff, person, now)
    else:
        answering.show_handoffs(session, person, now, words=words)


def _keep_words(
    session: Session, person: PersonRow, handoff: HandoffRow, words: str, now: datetime, answering: "Moving | None"
) -> None:
    """Keep what is told of a case with it; what asks for more than that is acted on, else `answering` says a word."""

    def keep(handoff: HandoffRow, provider: ProviderRow) -> None:
        by = Actor(Who.PROVIDER, provider.id)
        service.tell_of_it(session, handoff, words, by, now)
        if tells_of_calling_off(words) and service.tell_of_calling_off(session, handoff, by, now):
            said = Say("noted.called_off", {"number": number_for(session, handoff)})
            tell(session, person, (said,), now, handoff_id=handoff.id)
        elif tells_of_giving_up(words):
            _ask_whether_given_up(session, handoff, provider, now)
        elif takes_back_step(words):
            _take_step_back(session, handoff, provider, now)
        elif tells_of_no_answer(words) and service.tell_of_missed_call(session, handoff, by, now):
            _thank(session, handoff, provider, "noted.missed_call", now)
        elif answering is not None:
            answering(session, handoff, provider, now)

    _with_part(session, person, handoff.id, keep, now)


def _take_step_back(session: Session, handoff: HandoffRow, provider: ProviderRow, now: datetime) -> None:
    """Whoever has done no more than accept may not have meant that; what was done since an officer looks into."""
    if handoff.status == HandoffStatus.ACCEPTED:
        _ask_whether_given_up(session, handoff, provider, now)
        return
    service.take_step_back(session, handoff, now)
    _thank(session, handoff, provider, "noted.taken_back", now)


def _keep_with_done(session: Session, person: PersonRow, words: str, now: datetime, *, asks: bool = False) -> bool:
    """Keep what is told of a part that is done: of the case they name, else of the only one that ended of late."""
    is_named = names_a_case(words)
    done = cases.parts_done_by(session, person.id, None if is_named else now - cases.DONE_LATELY)
    meant = answering.named_in(words, done) if is_named else done
    if len({part.case_id for part in meant}) != 1:
        return False

    def keep(handoff: HandoffRow, provider: ProviderRow) -> None:
        service.tell_of_it(session, handoff, words, Actor(Who.PROVIDER, provider.id), now)
        if asks:
            chats.ask_for_person(session, person, "asked", now)
        else:
            said = Say("noted.with_done", {"number": number_for(session, handoff)})
            tell(session, person, (said,), now, handoff_id=handoff.id)

    _with_part(session, person, meant[-1].id, keep, now)
    return True


def _note(session: Session, handoff: HandoffRow, provider: ProviderRow, now: datetime) -> None:
    _thank(session, handoff, provider, "noted.with_case", now)


def _may_be_meant(session: Session, person: PersonRow, words: str) -> Sequence[HandoffRow]:
    """What a provider has in hand, of which they may speak: only what they name by its number, product or place."""
    live = cases.live_handoffs_of_person(session, person.id)
    return _named_in(words, live) if names_a_case(words) else _named_in(words, live) or live


def _named_in(words: str, handoffs: Sequence[HandoffRow]) -> Sequence[HandoffRow]:
    """Those that are named, and named best."""
    if names_a_case(words):
        return answering.named_in(words, handoffs)
    named = [sum(len(name) for name in _names(handoff) if _stands_in(name, words)) for handoff in handoffs]
    return [handoff for handoff, letters in zip(handoffs, named, strict=True) if letters and letters == max(named)]


def _stands_in(name: str, words: str) -> bool:
    """No number stands within a longer one, such as that of a telephone."""
    return bool(re.search(rf"(?<!\d){re.escape(name)}(?!\d)", words)) if name.isdecimal() else name in words


def _names(handoff: HandoffRow) -> list[str]:
    """How a case may be called: also by the end of its number."""
    case = handoff.case
    names = (case.product, PROVINCES[case.province].name_th, case.number, case.number.partition("-")[2])
    return [name for name in names if name]


def _move_of(handoff: HandoffRow, words: str) -> str | None:
    """What is done with the one that is named, or the only one."""
    move = "accept" if tells_of_taking(words) else move_of_named(words, _names(handoff))
    return move if move and handoff.status in _SAID_OF[move] else None


def show_handoff(session: Session, person: PersonRow, effect: effects.ShowHandoff, now: datetime) -> None:
    def show(handoff: HandoffRow, _: ProviderRow) -> None:
        if handoff.status not in LIVE:
            raise Refused("show", handoff.status)
        answering.show_handoff(session, person, handoff, now)

    _with_part(session, person, effect.handoff_id, show, now)


def pause_provider(session: Session, person: PersonRow, effect: effects.PauseProvider, now: datetime) -> None:
    if effect.away is not None:
        availability.pause(session, person, effect.away, now)
    else:
        availability.come_back(session, person, now)


def limit_provider(session: Session, person: PersonRow, effect: effects.LimitProvider, now: datetime) -> None:
    availability.limit(session, person, effect.most, now)
