"""A person in the loop: who waits for one, who has taken a chat over, and how it goes back to the bot."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy.orm import Session

from casework import forgetting, history, holding
from casework.history import CLOCK, Actor
from casework.telling import NATIONAL, tell
from intake.beginning import after_staff
from intake.conversation import Answers, Conversation, Situation
from intake.incoming import Kind
from intake.interrupts import where_files_belong
from intake.questions import remind as put_again
from intake.saying import Choice, Say, to_plain
from intake.steps import TELLING
from intents.replies import is_courtesy
from network import wording
from network.cases import CaseStatus, HandoffStatus, Who
from storage import cases, directory, messages, people, settings, situations, staff
from storage.tables import ConversationRow, MessageRow, PersonRow, StaffRow

PERSON_WANTED = frozenset({"person_asked", "person_unclear"})
"""Why staff hold a case until someone has talked with its owner."""

PUT_AGAIN = frozenset({"question", "anyone_called", "done"})
"""Questions about a case that must not be lost in an officer's talk with its owner."""

UNAGREED_KEPT = timedelta(days=1)
"""So long the words of someone who has not agreed are kept: a day of silence is no consent (PDPA, section 19)."""


def ask_for_person(session: Session, person: PersonRow, why: str, now: datetime) -> None:
    """Put the chat on the list of those who wait, tell officers, and tell the person when people work."""
    conversation = people.conversation_of(session, person, now)
    first = conversation.wants_person_since is None
    if first:
        conversation.wants_person_since, conversation.staff_reminded_at = now, None
        conversation.next_look_at = first_look(conversation, now)
    tell(session, person, (_when(session, why, now),), now)
    newest_open = cases.locked_newest_open_case(session, person.id)
    if newest_open is not None:
        holding.hold(session, newest_open, f"person_{why}", now)
    if first and newest_open is None:
        _tell_officers(session, person, why, now)


def _when(session: Session, why: str, now: datetime) -> Say:
    calendar = settings.calendar(session)
    if calendar.is_working(now):
        return Say(f"person.{why}_now")
    return Say(f"person.{why}_later", {"opens": wording.moment(calendar.next_opening(now))})


def _tell_officers(session: Session, person: PersonRow, why: str, now: datetime) -> None:
    for officer in _officers(session, people.conversation_of(session, person, now)):
        tell(session, officer, (_link(person, f"staff.chat_{why}"),), now)


def _officers(session: Session, conversation: ConversationRow) -> Sequence[PersonRow]:
    """Those of the province that is being told, was told last or is served in, else national ones."""
    sent = (case.province for case in cases.cases_of_person(session, conversation.person_id))
    serves = (row.organisation.province for row in directory.provider_rows_of(session, conversation.person_id))
    known = chain(filter(None, [conversation.answers.get("province")]), sent, serves)
    return staff.staff_to_tell(session, next(known, NATIONAL))


def _link(person: PersonRow, key: str) -> Say:
    return Say(key, title="staff.title", buttons=(Choice("choice.open_chat", url=f"console/chats/{person.id}"),))


def remind(session: Session, person: PersonRow, key: str, now: datetime) -> None:
    """Tell the officer who has the chat (or their colleagues, if they have no LINE) that it went silent."""
    conversation = people.conversation_of(session, person, now)
    officer = session.get(StaffRow, conversation.staff_id) if conversation.staff_id else None
    own = session.get(PersonRow, officer.person_id) if officer and officer.person_id else None
    for one in [own] if own else _officers(session, conversation):
        tell(session, one, (_link(person, key),), now)


def remind_national(session: Session, person: PersonRow, key: str, now: datetime) -> None:
    """Tell the national officers of a chat that nobody nearer takes."""
    for officer in staff.staff_to_tell(session, NATIONAL):
        tell(session, officer, (_link(person, key),), now)


def remind_owner(session: Session, person: PersonRow, key: str, now: datetime) -> None:
    """Put the question of a matter that is not sent yet once more."""
    conversation = people.conversation_of(session, person, now)
    conversation.owner_reminded_at = now
    question = put_again(conversation.step or "", Answers.from_plain(conversation.answers))
    tell(session, person, (Say(key), question), now)


def let_lapse(session: Session, person: PersonRow, now: datetime) -> None:
    """A matter that was never sent is put away; whoever writes again begins anew."""
    conversation = people.conversation_of(session, person, now)
    situations.keep_conversation(conversation, Conversation(), now)


AN_HOUR = timedelta(hours=1)


def first_look(conversation: ConversationRow, now: datetime, *, agreed: bool = True) -> datetime | None:
    """When the clock has to look at a chat that someone just wrote in, no later than any rule can be due.

    The look works the exact moment out: most chats have gone on by then, and need none.
    """
    if conversation.wants_person_since is not None:
        return now + AN_HOUR
    if not agreed:
        return now + UNAGREED_KEPT
    return now + AN_HOUR if conversation.step in TELLING else None


def forget_unagreed(session: Session, person: PersonRow, conversation: ConversationRow, now: datetime) -> None:
    """Forget what someone wrote who never agreed; who waits for a person keeps their words until then."""
    if conversation.wants_person_since is not None or people.consents_of(session, person.id).get("service"):
        return
    forgetting.forget_words(session, person)
    if conversation.step == "consent":
        tell(session, person, (Say("consent.expired"),), now)
    situations.keep_conversation(conversation, Conversation(), now)


def take_over(session: Session, person: PersonRow, officer: StaffRow, now: datetime) -> None:
    """An officer talks with this person from now on; the bot is silent."""
    conversation = people.conversation_of(session, person, now)
    conversation.paused_since = now
    conversation.staff_id = officer.id
    conversation.staff_wrote_at = now
    conversation.staff_reminded_at = None
    conversation.next_look_at = now
    tell(session, person, (Say("chat.taken_over", {"officer": officer.shown_name}),), now)


def write(session: Session, person: PersonRow, officer: StaffRow, text: str, now: datetime) -> None:
    """What an officer writes goes out as it is, at once: they are talking with someone."""
    conversation = people.conversation_of(session, person, now)
    conversation.staff_wrote_at = now
    conversation.staff_reminded_at = None
    conversation.next_look_at = now
    conversation.staff_id = officer.id
    messages.owe(session, person, _in_parts(text), now, by="staff")


def is_written(session: Session, person: PersonRow, text: str, since: int) -> bool:
    """Whether an officer has written these very words after that message."""
    return any(row.parts == _in_parts(text) for row in messages.written_since(session, person.id, since))


def _in_parts(text: str) -> list[dict[str, Any]]:
    return [to_plain(Say("chat.words", {"words": text}))]


def give_back(session: Session, person: PersonRow, now: datetime, *, by_clock: bool = False) -> None:
    """The bot answers again, says so, and goes on with what was told meanwhile; what time would have asked comes now.

    Whoever wanted a person has had one, unless the chat came back by itself: then they go on waiting, and so does who
    wrote what no officer has answered.
    """
    conversation = people.conversation_of(session, person, now)
    by = CLOCK if by_clock else Actor(Who.STAFF, conversation.staff_id)
    if not by_clock:
        _settle_wish(session, person, by, now)
    wants_person = conversation.wants_person_since is not None
    waits_on = by_clock and (wants_person or _is_unanswered(session, conversation))
    conversation.paused_since = None
    conversation.wants_person_since = now if waits_on else None
    conversation.staff_reminded_at = None
    conversation.staff_id = None
    conversation.unclear = 0
    own = cases.cases_of_person(session, person.id)
    for case in own:
        history.look_again(case, now)
        if case.status != CaseStatus.CLOSED and HandoffStatus.DONE in cases.statuses_of(case.handoffs):
            history.note(session, case, cases.CHAT_GIVEN_BACK, case.status, by, now)
    going_on = _go_on(session, person, conversation, now)
    agreed = bool(people.consents_of(session, person.id).get("service"))
    conversation.next_look_at = first_look(conversation, now, agreed=agreed)
    with_staff = by_clock and (waits_on or any(case.held_by_staff for case in own))
    tell(session, person, (Say("chat.returned" if with_staff else "chat.given_back"), *going_on), now)


def _is_unanswered(session: Session, conversation: ConversationRow) -> bool:
    """Whether an officer's chat ends with what the other one wrote; whoever only thanks waits for nothing."""
    since = conversation.staff_wrote_at
    return since is not None and any(
        row.by == "person" and row.at > since and not _is_courtesy(row)
        for row in messages.transcript_of(session, conversation.person_id)
    )


def _is_courtesy(row: MessageRow) -> bool:
    if row.text is not None:
        return is_courtesy(row.text)
    return any(part["key"] == f"heard.{Kind.STICKER}" for part in row.parts or ())


def _settle_wish(session: Session, person: PersonRow, by: Actor, now: datetime) -> None:
    """Cases that staff hold for this wish alone go back to where they were."""
    for known in cases.cases_of_person(session, person.id):
        case = cases.locked_case(session, known.id) if known.held_by_staff else None
        if case is not None:
            holding.settle(session, case, PERSON_WANTED, by, now)


def _go_on(session: Session, person: PersonRow, conversation: ConversationRow, now: datetime) -> Sequence[Say]:
    situation = situations.situation_of(session, person, conversation, now)
    turn = after_staff(situation)
    if turn is None:
        if conversation.step is None:
            conversation.answers = {}
        return (*_still_asked(conversation), *_which_case(session, person, situation))
    situations.keep_conversation(conversation, turn.conversation, now)
    return (*turn.say, *turn.ask)


def _still_asked(conversation: ConversationRow) -> Sequence[Say]:
    """A question to which an answer in words was meant for the officer, if it came at all."""
    if conversation.step not in PUT_AGAIN:
        return ()
    return (put_again(conversation.step, Answers.from_plain(conversation.answers)),)


def _which_case(session: Session, person: PersonRow, situation: Situation) -> Sequence[Say]:
    """Of pictures that came meanwhile nobody could be asked to which of several cases they belong."""
    several = sum(case.is_open for case in situation.cases) > 1
    return (where_files_belong(situation),) if several and cases.loose_files(session, person.id) else ()
