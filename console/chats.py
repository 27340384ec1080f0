"""Chats: who waits for a person, what was said, and an officer who takes over, writes and gives back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from casework import chats as talking
from console import waiting, words
from console.desk import desk
from console.forms import NotSaid, row_number, words_said
from console.officers import officer
from console.organisations import is_seen
from console.sayings import Shown, in_words
from console.seeing import note_seen
from console.waiting import Chat
from storage import audit, cases, messages
from storage.tables import ConversationRow, MessageRow, PersonRow, StaffRow

chats = Blueprint("chats", __name__, url_prefix="/chats")

LONGEST = 2_000


@dataclass(frozen=True)
class Line:
    """One row of the transcript in words."""

    row: MessageRow
    messages: list[Shown]
    number: str | None

    @property
    def heard(self) -> str:
        """What they said: in words, by a tap on a button, or by sending something; empty when that is not known."""
        if self.row.text or not self.messages:
            return self.row.text or ""
        is_tap = any(part["key"].startswith("choice.") for part in self.row.parts or ())
        label = self.messages[0].text
        return words.say("chat.tapped", label=label) if is_tap else label


@chats.get("/")
def show_list() -> str:
    with desk().look() as session:
        return render_template("console/chats.html", chats=waiting.chats(session, officer()))


@chats.get("/<int:person_id>")
def show(person_id: int) -> str:
    return _page(person_id)


def _page(person_id: int, typed: str = "") -> str:
    """The chat; with what was `typed` and has not gone out. What is sent from it says how far it was read (`seen`)
    and with whom it was (`held_by`).
    """
    with desk().look() as session:
        _seen_chat(session, person_id)
    note_seen("see_chat", "person", person_id)
    with desk().look() as session:
        chat = _seen_chat(session, person_id)
        lines = _lines(session, chat)
        return render_template(
            "console/chat.html",
            chat=chat,
            in_directory={one.id for one in chat.serves if is_seen(one, officer())},
            lines=lines,
            seen=lines[-1].row.id if lines else 0,
            holder=_holder(session, chat),
            with_colleague=_is_with_colleague(chat),
            first_words=_in_their_language(chat.person, "chat.taken_over", officer=officer().shown_name),
            last_words=_in_their_language(chat.person, "chat.given_back"),
            longest=LONGEST,
            typed=typed,
        )


def _holder(session: Session, chat: Chat) -> StaffRow | None:
    holder = chat.conversation.staff_id
    return session.get(StaffRow, holder) if holder is not None else None


def _is_with_colleague(chat: Chat) -> bool:
    return chat.conversation.paused_since is not None and chat.conversation.staff_id not in (None, officer().id)


def _seen_chat(session: Session, person_id: int) -> Chat:
    person = session.get(PersonRow, person_id)
    if person is None or person.line_user_id is None:
        abort(404)
    chat = waiting.chat_with(session, officer(), person, session.get(ConversationRow, person_id))
    if chat is None:
        abort(404)
    return chat


def _lines(session: Session, chat: Chat) -> list[Line]:
    """What was said, without what concerns cases of other regions."""
    numbers = {case.id: case.number for case in chat.cases}
    elsewhere = {case.id for case in cases.cases_of_person(session, chat.person.id)} - numbers.keys()

    def is_seen(row: MessageRow) -> bool:
        served = row.handoff_id is not None and row.case_id not in elsewhere
        return officer().is_national or row.case_id is None or row.case_id in numbers or served

    seen = filter(is_seen, messages.transcript_of(session, chat.person.id))
    return [
        Line(row, in_words(row.parts, chat.person.language, words.catalogue()), numbers.get(row.case_id or 0))
        for row in seen
    ]


def _in_their_language(person: PersonRow, key: str, **parameters: object) -> str:
    return words.catalogue().say(key, person.language, **parameters)


@chats.post("/<int:person_id>/take")
def take(person_id: int) -> str | Response:
    typed = words_said(request.form, "words", needed=False, longest=LONGEST)

    def taking(session: Session, chat: Chat, now: datetime) -> bool:
        holder = chat.conversation.staff_id
        if chat.conversation.paused_since is not None and request.form.get("held_by", type=row_number) != holder:
            # Two officers may look at the same waiting chat: the person is greeted by one.
            _say_who_has_it(session, chat)
            return False
        talking.take_over(session, chat.person, session.get_one(StaffRow, officer().id), now)
        return True

    _done(person_id, "take_chat", taking)
    return _page(person_id, typed) if typed else _back(person_id)


def _say_who_has_it(session: Session, chat: Chat) -> None:
    holder = _holder(session, chat)
    if holder is not None and holder.id != officer().id:
        words.complain(words.say("chat.has_it", officer=holder.shown_name))


@chats.post("/<int:person_id>/write")
def write(person_id: int) -> str | Response:
    try:
        text = words_said(request.form, "words", longest=LONGEST)
    except NotSaid:
        return _back(person_id)

    unsent = text

    def writing(session: Session, chat: Chat, now: datetime) -> bool:
        nonlocal unsent
        # Two voices at once would confuse the person.
        if chat.conversation.paused_since is None:
            words.complain(words.say("chat.not_taken"))
            return False
        if _is_with_colleague(chat):
            _say_who_has_it(session, chat)
            return False
        unsent = ""
        if talking.is_written(session, chat.person, text, request.form.get("seen", 0, type=row_number)):
            # The same form came twice.
            return False
        talking.write(session, chat.person, session.get_one(StaffRow, officer().id), text, now)
        return True

    _done(person_id, "write_chat", writing)
    return _page(person_id, unsent) if unsent else _back(person_id)


@chats.post("/<int:person_id>/give-back")
def give_back(person_id: int) -> Response:
    def giving(session: Session, chat: Chat, now: datetime) -> bool:
        if chat.conversation.paused_since is None and chat.conversation.wants_person_since is None:
            return False
        if _is_with_colleague(chat):
            _say_who_has_it(session, chat)
            return False
        talking.give_back(session, chat.person, now)
        return True

    _done(person_id, "give_back_chat", giving)
    return _back(person_id)


def _done(person_id: int, action: str, doing: Callable[[Session, Chat, datetime], bool]) -> bool:
    """Do something in a chat, and record it if it was done: somebody may have been faster."""
    now = desk().clock()
    with desk().work() as session:
        session.get(ConversationRow, person_id, with_for_update=True)
        done = doing(session, _seen_chat(session, person_id), now)
        if done:
            audit.record(session, officer().id, action, "person", person_id, now)
    return done


def _back(person_id: int) -> Response:
    return redirect(url_for("console.chats.show", person_id=person_id, _anchor="words"))
