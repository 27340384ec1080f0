"""Doing what a turn decided: one function per effect, each through the one way in which that thing is done."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from casework import (
    adding,
    answering,
    chats,
    closing,
    contacting,
    correcting,
    forgetting,
    joining,
    leaving,
    opening,
    questions,
    service,
    serving,
)
from casework.history import Actor
from casework.telling import organisation_name, tell
from intake import effects
from intake.questions import NOTICE_VERSION
from intake.saying import Say
from network import wording
from network.cases import Refused, Who
from storage import cases, directory, people
from storage.tables import AttachmentRow, CaseRow, MoveRow, OutcomeRow, PersonRow


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
        adding.tell_of_files(session, case, now)
        session.add(file)

    _with_own_case(session, person, effect.case_id, keep, now)


def _place_files(session: Session, person: PersonRow, effect: effects.PlaceFiles, now: datetime) -> None:
    def place(case: CaseRow) -> None:
        files = cases.loose_files(session, person.id)
        if not files:
            raise Refused("place_files", "none is left")
        adding.tell_of_files(session, case, now)
        for file in files:
            file.case_id = case.id
        tell(session, person, (Say("media.kept_in_case", {"number": case.number}),), now, case_id=case.id)

    _with_own_case(session, person, effect.case_id, place, now)


def _join(session: Session, person: PersonRow, effect: effects.JoinByCode, now: datetime) -> None:
    joining.join_by_code(session, person, effect.code, now)


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
        lambda case: closing.say_whether_done(session, case, effect.done, by, now, effect.score),
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
            product=effect.product or was.product,
            phone=effect.phone or was.phone,
        )
        if not correcting.correct(session, case, right, Actor(Who.OWNER, person.id), now):
            tell(session, person, (Say("change.done", {"number": case.number}),), now, case_id=case.id)

    _with_own_case(session, person, effect.case_id, put_right, now)


def _add_to_case(session: Session, person: PersonRow, effect: effects.AddToCase, now: datetime) -> None:
    def add(case: CaseRow) -> None:
        adding.tell_more(session, case, effect.words, effect.message_ids, now)
        tell(session, person, (contacting.answer_more(session, case, effect.words),), now, case_id=case.id)

    _with_own_case(session, person, effect.case_id, add, now)


def _withdraw_case(session: Session, person: PersonRow, effect: effects.WithdrawCase, now: datetime) -> None:
    by = Actor(Who.OWNER, person.id)
    _with_own_case(session, person, effect.case_id, lambda case: closing.withdraw(session, case, by, now), now)


def _still_wanted(session: Session, person: PersonRow, effect: effects.StillWanted, now: datetime) -> None:
    by = Actor(Who.OWNER, person.id)
    _with_own_case(
        session, person, effect.case_id, lambda case: service.tell_still_wanted(session, case, by, now), now
    )


def _tell_status(session: Session, person: PersonRow, _effect: effects.TellStatus, now: datetime) -> None:
    answering.tell_status(session, person, now)


def _tell_my_data(session: Session, person: PersonRow, _effect: effects.TellMyData, now: datetime) -> None:
    answering.tell_my_data(session, person, now)


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
    effects.MoveHandoff: serving.move_handoff,
    effects.ProviderSays: serving.provider_says,
    effects.ForgetAsking: serving.forget_asking,
    effects.AskFirst: serving.ask_first,
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
    effects.StillWanted: _still_wanted,
    effects.TellStatus: _tell_status,
    effects.TellMyData: _tell_my_data,
    effects.ShowOffers: serving.show_offers,
    effects.SayInWords: serving.say_in_words,
    effects.SayOfWork: serving.say_of_work,
    effects.ShowHandoff: serving.show_handoff,
    effects.PauseProvider: serving.pause_provider,
    effects.LimitProvider: serving.limit_provider,
}
