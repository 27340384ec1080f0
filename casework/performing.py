"""Doing what a turn decided: one function per effect, each through the one way in which that thing is done."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from casework import (
    answering,
    availability,
    chats,
    closing,
    contacting,
    correcting,
    forgetting,
    joining,
    leaving,
    offers,
    opening,
    questions,
    service,
    withdrawing,
)
from casework.cards import contact_card, service_buttons
from casework.history import Actor
from casework.telling import number_for, organisation_name, tell, tell_provider
from intake import effects
from intake.questions import NOTICE_VERSION
from intake.saying import Choice, Say, Tap
from intents.replies import tells_of_no_answer
from network import wording
from network.cases import HOLDING, LIVE, HandoffStatus, Refused, Who
from network.fiscal import names_a_case
from storage import cases, directory, people, situations
from storage.tables import AttachmentRow, CaseRow, HandoffRow, MoveRow, OutcomeRow, PersonRow, ProviderRow

DECLINE_REASONS = ("busy", "not_ours", "too_far", "unclear")


def perform(session: Session, person: PersonRow, effect: effects.Effect, now: datetime) -> None:
    """Perform one effect for the person who wrote. A move that is refused is answered politely, not raised."""
    _PERFORM[type(effect)](session, person, effect, now)


def _record_consent(session: Session, person: PersonRow, effect: effects.RecordConsent, now: datetime) -> None:
    people.record_consent(session, person.id, effect.purpose, effect.given, NOTICE_VERSION, "line", now)


def _open_case(session: Session, person: PersonRow, effect: effects.OpenCase, now: datetime) -> None:
    matter = opening.Matter.from_answers(effect.answers, person)
    opening.open_case(session, matter, person, Actor(Who.OWNER, person.id), now)


def _hand_to_staff(session: Session, person: PersonRow, effect: effects.HandToStaff, now: datetime) -> None:
    chats.ask_for_person(session, person, effect.why, now)


def _forget_person(session: Session, person: PersonRow, _effect: effects.ForgetPerson, now: datetime) -> None:
    forgetting.forget_person(session, person, now)


def _forget_words(session: Session, person: PersonRow, effect: effects.ForgetWords, now: datetime) -> None:
    forgetting.forget_words(session, person)
    centre = directory.centre_for(session, effect.province) if effect.province else None
    if centre is None:
        tell(session, person, (Say("consent.no"),), now)
        return
    where = {"organisation": organisation_name(centre), "phone": centre.phone or "-"}
    tell(session, person, (Say("consent.no_centre", where),), now)


def _forget_message(session: Session, person: PersonRow, effect: effects.ForgetMessage, now: datetime) -> None:
    forgetting.forget_message(session, person, effect.message_id, now)


def _set_language(_session: Session, person: PersonRow, effect: effects.SetLanguage, _now: datetime) -> None:
    person.language = effect.language


def _set_blocked(session: Session, person: PersonRow, effect: effects.SetBlocked, now: datetime) -> None:
    person.blocked_at = now if effect.blocked else None
    session.flush()
    if effect.blocked:
        leaving.fall_silent(session, person, now)
    else:
        leaving.come_back(session, person, now)


def _keep_attachment(session: Session, person: PersonRow, effect: effects.KeepAttachment, now: datetime) -> None:
    file = AttachmentRow(
        person_id=person.id, case_id=effect.case_id, line_message_id=effect.message_id, at=now, fetch_after=now
    )
    if effect.case_id is None:
        session.add(file)
        return

    def keep(case: CaseRow) -> None:
        correcting.tell_of_files(session, case, now)
        session.add(file)

    _with_own_case(session, person, effect.case_id, keep, now)


def _place_files(session: Session, person: PersonRow, effect: effects.PlaceFiles, now: datetime) -> None:
    def place(case: CaseRow) -> None:
        files = cases.loose_files(session, person.id)
        if not files:
            raise Refused("place_files", "none is left")
        correcting.tell_of_files(session, case, now)
        for file in files:
            file.case_id = case.id
        tell(session, person, (Say("media.kept_in_case", {"number": case.number}),), now, case_id=case.id)

    _with_own_case(session, person, effect.case_id, place, now)


def _join(session: Session, person: PersonRow, effect: effects.JoinByCode, now: datetime) -> None:
    joining.join_by_code(session, person, effect.code, now)


def _move_handoff(session: Session, person: PersonRow, effect: effects.MoveHandoff, now: datetime) -> None:
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
    service.give_up(session, handoff, Actor(Who.PROVIDER, provider.id), now)
    goes_on = withdrawing.serves_besides(handoff)
    _thank(session, handoff, provider, "given_up.provider_part" if goes_on else "given_up.provider", now)
    situations.expect_words(session.get_one(PersonRow, provider.person_id), handoff.id, "give_up", now)


def _ask_about_number(session: Session, handoff: HandoffRow, provider: ProviderRow, now: datetime) -> None:
    service.ask_about_number(session, handoff, Actor(Who.PROVIDER, provider.id), now)


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
    "wrong_number_sure": _wrong_number,
    "finish": _finish,
    "give_up": _give_up,
    "hold": _thanked(service.put_off, "held.provider"),
    "resume": _thanked(service.take_up, "resumed.provider"),
}


def _provider_says(session: Session, person: PersonRow, effect: effects.ProviderSays, now: datetime) -> None:
    situations.expect_no_words(person)

    def keep(handoff: HandoffRow, provider: ProviderRow) -> None:
        if effect.about == "question":
            questions.put(session, handoff, provider, effect.words, now)
            return
        if service.explain(session, handoff, effect.about, effect.words, now):
            tell(session, person, (Say("finished.taken_back", {"number": handoff.case.number}),), now)
            return
        tell(session, person, (Say("declined.thanks" if effect.about == "decline" else "noted.words"),), now)

    _with_part(session, person, effect.handoff_id, keep, now)


def _stop_asking(_session: Session, person: PersonRow, _effect: effects.ForgetAsking, _now: datetime) -> None:
    situations.expect_no_words(person)


def _ask_first(session: Session, person: PersonRow, effect: effects.AskFirst, now: datetime) -> None:
    _with_part(
        session, person, effect.handoff_id, lambda handoff, _: questions.begin(session, handoff, person, now), now
    )


def _answer_question(session: Session, person: PersonRow, effect: effects.AnswerQuestion, now: datetime) -> None:
    row = session.get(MoveRow, effect.question_id)
    case = cases.locked_case(session, row.case_id) if row is not None else None
    if row is None or case is None or case.person_id != person.id:
        tell(session, person, (Say("tap.old"),), now)
        return
    try:
        questions.answer(session, row, effect.words, Actor(Who.OWNER, person.id), now)
    except Refused:
        tell(session, person, (Say("question.late"),), now)
        return
    tell(session, person, (Say("question.thanks" if effect.words else "question.left"),), now)


Changing = Callable[[CaseRow], None]


def _with_own_case(session: Session, person: PersonRow, case_id: int, changing: Changing, now: datetime) -> bool:
    """Let an owner change a case of their own; an old or foreign one is answered politely."""
    case = cases.locked_case(session, case_id)
    try:
        if case is None or case.person_id != person.id:
            raise Refused("change", "not theirs")
        changing(case)
    except Refused:
        tell(session, person, (Say("tap.old"),), now)
        return False
    return True


def _say_whether_done(session: Session, person: PersonRow, effect: effects.SayWhetherDone, now: datetime) -> None:
    by = Actor(Who.OWNER, person.id)
    _with_own_case(
        session,
        person,
        effect.case_id,
        lambda case: closing.say_whether_done(session, case, effect.done, by, now),
        now,
    )


def _rate(session: Session, person: PersonRow, effect: effects.RateCase, now: datetime) -> None:
    by = Actor(Who.OWNER, person.id)
    _with_own_case(
        session, person, effect.case_id, lambda case: closing.rate(session, case, effect.score, by, now), now
    )


def _comment(session: Session, person: PersonRow, effect: effects.CommentCase, now: datetime) -> None:
    _with_own_case(session, person, effect.case_id, lambda case: closing.comment(case, effect.words), now)


def _report_outcome(session: Session, person: PersonRow, effect: effects.ReportOutcome, now: datetime) -> None:
    def keep(case: CaseRow) -> None:
        row = OutcomeRow(
            case_id=case.id,
            kind=effect.kind,
            baht_low=effect.baht_low,
            baht_high=effect.baht_high,
            said_by=Who.OWNER,
            words=effect.words or None,
            at=now,
        )
        closing.report_outcome(session, case, row, Actor(Who.OWNER, person.id), now)

    if _with_own_case(session, person, effect.case_id, keep, now):
        tell(session, person, (_of_result(effect),), now)


def _of_result(effect: effects.ReportOutcome) -> Say:
    """A sum is said back as it was understood."""
    if effect.baht_low is None or effect.baht_high is None:
        return Say("result.none" if effect.kind == "none" else "result.thanks")
    ends = dict.fromkeys((effect.baht_low, effect.baht_high))
    baht = "–".join(f"{end:,}" for end in ends)
    return Say("result.kept", {"kind": wording.said(f"choice.result_{effect.kind}"), "baht": baht})


def _correct_case(session: Session, person: PersonRow, effect: effects.CorrectCase, now: datetime) -> None:
    def put_right(case: CaseRow) -> None:
        was = correcting.Facts.of(case)
        right = replace(
            was,
            needs=effect.needs or was.needs,
            province=effect.province or was.province,
            phone=effect.phone or was.phone,
        )
        if not correcting.correct(session, case, right, Actor(Who.OWNER, person.id), now):
            tell(session, person, (Say("change.done", {"number": case.number}),), now, case_id=case.id)

    _with_own_case(session, person, effect.case_id, put_right, now)


def _add_to_case(session: Session, person: PersonRow, effect: effects.AddToCase, now: datetime) -> None:
    def add(case: CaseRow) -> None:
        correcting.tell_more(session, case, effect.words, effect.message_ids, now)
        tell(session, person, (Say("same.noted", {"number": case.number}),), now, case_id=case.id)

    _with_own_case(session, person, effect.case_id, add, now)


def _withdraw_case(session: Session, person: PersonRow, effect: effects.WithdrawCase, now: datetime) -> None:
    by = Actor(Who.OWNER, person.id)
    _with_own_case(session, person, effect.case_id, lambda case: closing.withdraw(session, case, by, now), now)


def _tell_status(session: Session, person: PersonRow, _effect: effects.TellStatus, now: datetime) -> None:
    answering.tell_status(session, person, now)


def _tell_my_data(session: Session, person: PersonRow, _effect: effects.TellMyData, now: datetime) -> None:
    answering.tell_my_data(session, person, now)


def _show_offers(session: Session, person: PersonRow, effect: effects.ShowOffers, now: datetime) -> None:
    answering.show_handoffs(session, person, now, effect.skip)


def _say_in_words(session: Session, person: PersonRow, effect: effects.SayInWords, now: datetime) -> None:
    """Where it fits none of theirs, or several, they are shown what they have, with the buttons."""
    may_be_meant = _may_be_meant(session, person, effect.words)
    fitting = [handoff for handoff in may_be_meant if handoff.status in _SAID_OF[effect.move]]
    if len(fitting) == 1:
        _move_handoff(session, person, effects.MoveHandoff(fitting[0].id, effect.move), now)
    else:
        answering.show_handoffs(session, person, now, words=effect.words)


_SAID_OF = {
    "accept": {HandoffStatus.OFFERED},
    "decline": {HandoffStatus.OFFERED},
    "contact": {HandoffStatus.ACCEPTED},
    "progress": HOLDING,
    "finish": HOLDING,
    "give_up": HOLDING,
    "wrong_number": HOLDING,
    "hold": {HandoffStatus.ACCEPTED, HandoffStatus.IN_SERVICE},
    "resume": {HandoffStatus.ON_HOLD},
}


def _say_of_work(session: Session, person: PersonRow, effect: effects.SayOfWork, now: datetime) -> None:
    """Of several it may be about they are shown all; of one that is only offered nobody has news. Whoever asks
    something of what they work on waits for an officer's answer.
    """
    may_be_meant = _may_be_meant(session, person, effect.words)
    works = any(handoff.status in HOLDING for handoff in may_be_meant)
    several = len(may_be_meant) > 1
    if not works or (several and not effect.asks):
        answering.show_handoffs(session, person, now, words=effect.words)
        return
    if effect.asks:
        chats.ask_for_person(session, person, "asked", now)
    if several:
        return

    def keep(handoff: HandoffRow, provider: ProviderRow) -> None:
        by = Actor(Who.PROVIDER, provider.id)
        service.tell_of_it(session, handoff, effect.words, by, now)
        if tells_of_no_answer(effect.words) and service.tell_of_missed_call(session, handoff, by, now):
            _thank(session, handoff, provider, "noted.missed_call", now)
        elif not effect.asks:
            _thank(session, handoff, provider, "noted.with_case", now)

    _with_part(session, person, may_be_meant[0].id, keep, now)


def _may_be_meant(session: Session, person: PersonRow, words: str) -> Sequence[HandoffRow]:
    """What a provider has in hand, of which they may speak: only what they name by its number, if they do."""
    live = cases.live_handoffs_of_person(session, person.id)
    return answering.named_in(words, live) if names_a_case(words) else live


def _show_handoff(session: Session, person: PersonRow, effect: effects.ShowHandoff, now: datetime) -> None:
    def show(handoff: HandoffRow, _: ProviderRow) -> None:
        if handoff.status not in LIVE:
            raise Refused("show", handoff.status)
        answering.show_handoff(session, person, handoff, now)

    _with_part(session, person, effect.handoff_id, show, now)


def _pause_provider(session: Session, person: PersonRow, effect: effects.PauseProvider, now: datetime) -> None:
    if effect.paused:
        availability.pause(session, person, effect.back_on, now)
    else:
        availability.come_back(session, person, now)


def _limit_provider(session: Session, person: PersonRow, effect: effects.LimitProvider, now: datetime) -> None:
    availability.limit(session, person, effect.most, now)


_PERFORM: dict[type, Callable[[Session, PersonRow, Any, datetime], None]] = {
    effects.RecordConsent: _record_consent,
    effects.OpenCase: _open_case,
    effects.HandToStaff: _hand_to_staff,
    effects.ForgetPerson: _forget_person,
    effects.ForgetWords: _forget_words,
    effects.ForgetMessage: _forget_message,
    effects.SetLanguage: _set_language,
    effects.SetBlocked: _set_blocked,
    effects.KeepAttachment: _keep_attachment,
    effects.PlaceFiles: _place_files,
    effects.JoinByCode: _join,
    effects.MoveHandoff: _move_handoff,
    effects.ProviderSays: _provider_says,
    effects.ForgetAsking: _stop_asking,
    effects.AskFirst: _ask_first,
    effects.AnswerQuestion: _answer_question,
    effects.SayWhetherContacted: contacting.say_whether_contacted,
    effects.SayUnasked: contacting.say_unasked,
    effects.SayWhetherDone: _say_whether_done,
    effects.RateCase: _rate,
    effects.CommentCase: _comment,
    effects.ReportOutcome: _report_outcome,
    effects.CorrectCase: _correct_case,
    effects.AddToCase: _add_to_case,
    effects.WithdrawCase: _withdraw_case,
    effects.TellStatus: _tell_status,
    effects.TellMyData: _tell_my_data,
    effects.ShowOffers: _show_offers,
    effects.SayInWords: _say_in_words,
    effects.SayOfWork: _say_of_work,
    effects.ShowHandoff: _show_handoff,
    effects.PauseProvider: _pause_provider,
    effects.LimitProvider: _limit_provider,
}
