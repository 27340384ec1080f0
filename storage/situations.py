"""All that a turn is decided from, read off the rows of one person."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ScalarSelect, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, lazyload, load_only

from intake.conversation import Conversation, OwnCase, Situation
from intake.steps import TAKES_YES
from network.cases import CaseStatus
from network.clocks import AFTER_SERVICE
from network.needs import Need
from storage.cases import has_one_done_lately, has_work, question_waits
from storage.database import straight
from storage.messages import IN, OUT, transcript_of
from storage.tables import CaseRow, ConsentRow, ConversationRow, MessageRow, PersonRow, ProviderRow, StaffRow

PROVIDER_WINDOW = timedelta(minutes=30)
"""So long are the words of someone who was asked something as a provider an answer to that."""

RECENTLY = timedelta(days=1)


def situation_of(session: Session, person: PersonRow, conversation: ConversationRow, now: datetime) -> Situation:
    """The situation of a person whose conversation is at hand."""
    is_provider, is_staff, has_cases, service, news = straight(session, _STANDING, {"person_id": person.id}).one()
    own = _own_cases(session, person.id) if has_cases else ()
    works = bool(is_provider) and has_work(session, person.id)
    return Situation(
        language=person.language,
        chose_language=service is None and person.language == "en" and _chose_language(session, person),
        is_new=person.first_seen_at == now and conversation.person_wrote_at is None,
        consent=service,
        news=news,
        conversation=to_conversation(conversation),
        paused_for_staff=conversation.paused_since is not None,
        waits_for_staff=conversation.wants_person_since is not None,
        cases=tuple(_own_case(case) for case in own),
        is_provider=bool(is_provider),
        is_staff=bool(is_staff),
        has_work=works,
        has_done=bool(is_provider) and not works and has_one_done_lately(session, person.id, now),
        asked_handoff=person.asked_handoff_id if _was_asked(person, now) else None,
        asked_for=person.asked_for if _was_asked(person, now) else None,
        overtaken=_is_overtaken(session, person, conversation),
        question_is_over=_question_is_over(session, conversation),
        last_phone=next((case.contact_phone for case in own if case.contact_phone), None),
        last_province=own[0].province if own else None,
        last_product=own[0].product if own else None,
        wrote_recently=_wrote_recently(conversation, now),
    )


def to_conversation(row: ConversationRow) -> Conversation:
    return Conversation.from_plain(row.step, row.answers, row.unclear)


def keep_conversation(row: ConversationRow, conversation: Conversation, now: datetime) -> None:
    """Where the dialog stands now."""
    row.step = conversation.step
    row.answers = conversation.to_plain()
    row.unclear = conversation.unclear
    row.changed_at = now


_HOW_IT_STANDS = (CaseRow.resolution, CaseRow.resolved_by_word_of, CaseRow.held_why)
_SAID_OF_THEMSELVES = (CaseRow.contact_phone, CaseRow.province, CaseRow.product)


def _own_cases(session: Session, person_id: int) -> Sequence[CaseRow]:
    """Every case of an owner, newest first, with no more of it than a turn is decided from."""
    return session.scalars(_OWN_CASES, {"person_id": person_id}).all()


_OWN_CASES = (
    select(CaseRow)
    .where(CaseRow.person_id == bindparam("person_id"))
    .options(
        load_only(CaseRow.id, CaseRow.number, CaseRow.status, *_HOW_IT_STANDS, *_SAID_OF_THEMSELVES),
        # Most owners have one or two.
        lazyload(CaseRow.needs),
    )
    .order_by(CaseRow.id.desc())
)


def _agreed(purpose: str) -> ScalarSelect[bool]:
    """Whether they agree to it now; null when they were never asked."""
    about = ConsentRow.person_id == bindparam("person_id"), ConsentRow.purpose == purpose
    said = select(ConsentRow.given).where(*about)
    return said.order_by(ConsentRow.id.desc()).limit(1).scalar_subquery()


_STANDING = select(
    exists().where(ProviderRow.person_id == bindparam("person_id"), ProviderRow.left_at.is_(None)),
    exists().where(StaffRow.person_id == bindparam("person_id"), StaffRow.active.is_(True)),
    exists().where(CaseRow.person_id == bindparam("person_id")),
    _agreed("service"),
    _agreed("news"),
)
"""Whether they serve as a provider, are an officer, have a case, and what they agree to: every turn asks for it."""


def _own_case(case: CaseRow) -> OwnCase:
    needs = tuple(Need(row.need) for row in case.needs)
    is_open = case.status != CaseStatus.CLOSED
    not_done = is_open and case.held_why == "owner_says_not_done"
    return OwnCase(
        case.id,
        case.number,
        needs,
        is_open,
        case.province,
        case.product,
        word_of=case.resolved_by_word_of,
        in_service=case.status in (CaseStatus.ACCEPTED, CaseStatus.IN_SERVICE),
        not_done=not_done,
        may_be_rated=case.resolution in AFTER_SERVICE,
    )


def _chose_language(session: Session, person: PersonRow) -> bool:
    """Whether they asked for their language, as the answer to that shows; else it was told from their first words."""
    said = (part["key"] for row in transcript_of(session, person.id) for part in row.parts or ())
    return "language.changed" in said


def _question_is_over(session: Session, conversation: ConversationRow) -> bool:
    about = conversation.answers.get("about")
    return conversation.step == "question" and about is not None and not question_waits(session, about)


def _is_overtaken(session: Session, person: PersonRow, conversation: ConversationRow) -> bool:
    """Whether something went out to them since the question that waits was put, or was put once more."""
    since, reminded = conversation.changed_at, conversation.owner_reminded_at
    if conversation.step not in TAKES_YES:
        return False
    if reminded is not None and reminded > since:
        return bool(straight(session, _OWED_SINCE, {"person_id": person.id, "since": reminded}).scalar())
    return bool(straight(session, _HEARD_SINCE, {"person_id": person.id, "since": since}).scalar())


_HEARD = and_(
    MessageRow.person_id == bindparam("person_id"),
    MessageRow.direction == OUT,
    MessageRow.tried_at.is_not(None),
    # What answers them has a reply token.
    MessageRow.reply_token_at.is_(None),
)
_LAST_WORDS = select(func.max(MessageRow.id)).where(
    MessageRow.person_id == bindparam("person_id"), MessageRow.direction == IN
)
_HEARD_SINCE = select(
    exists().where(
        _HEARD, or_(MessageRow.tried_at > bindparam("since"), MessageRow.id > _LAST_WORDS.scalar_subquery())
    )
)
_OWED_SINCE = select(exists().where(_HEARD, MessageRow.at > bindparam("since")))


def _wrote_recently(conversation: ConversationRow, now: datetime) -> bool:
    return conversation.person_wrote_at is not None and now - conversation.person_wrote_at < RECENTLY


def expect_words(person: PersonRow, handoff_id: int, about: str, now: datetime) -> None:
    """What they write next, within half an hour, is about this."""
    person.asked_at, person.asked_handoff_id, person.asked_for = now, handoff_id, about


def expect_no_words(person: PersonRow) -> None:
    person.asked_at = person.asked_handoff_id = person.asked_for = None


def _was_asked(person: PersonRow, now: datetime) -> bool:
    return person.asked_at is not None and now - person.asked_at <= PROVIDER_WINDOW
