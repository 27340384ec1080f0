"""What got stuck: events that no turn could answer, messages that LINE did not take; and the button to try again."""

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from console import waiting, words
from console.desk import desk
from console.officers import Officer, officer
from storage import audit, incoming, messages
from storage.incoming import SetAside
from storage.tables import CaseRow, ConversationRow, MessageRow, PersonRow

stuck = Blueprint("stuck", __name__, url_prefix="/stuck")


@stuck.get("/")
def show() -> str:
    with desk().look() as session:
        failed = failed_messages(session, officer())
        return render_template(
            "console/stuck.html",
            events=set_aside(session, officer()),
            failed=failed,
            why=why,
            numbers={row.id: session.get_one(CaseRow, row.case_id).number for row in failed if row.case_id},
            reachable={row.id for row in failed if messages.may_go_again(session, row)},
        )


def why(failure: str | None) -> str:
    """Why a message did not go out: our own reasons in words, LINE's as it gave it."""
    known = words.reason(failure, "stuck_why")
    return words.say("stuck.refused", what=failure or "–") if known == failure else str(known)


def set_aside(session: Session, who: Officer) -> list[SetAside]:
    """Events set aside of the people whose chats the officer may see; of who is unknown only nationally."""
    return [event for event in incoming.set_aside(session) if _sees_chat(session, who, event.person_id)]


def failed_messages(session: Session, who: Officer) -> Sequence[MessageRow]:
    """Messages of late that LINE did not take, about the officer's cases or to people whose chats they may see."""
    failed = messages.failed_since(session, desk().clock() - waiting.FAILURES_SHOWN)
    return [row for row in failed if _sees_message(session, who, row)]


def _sees_message(session: Session, who: Officer, row: MessageRow) -> bool:
    if row.case_id is not None:
        return who.sees(session.get_one(CaseRow, row.case_id).province)
    return _sees_chat(session, who, row.person_id)


def _sees_chat(session: Session, who: Officer, person_id: int | None) -> bool:
    if who.is_national or person_id is None:
        return who.is_national
    person, conversation = session.get_one(PersonRow, person_id), session.get(ConversationRow, person_id)
    return waiting.chat_with(session, who, person, conversation) is not None


@stuck.post("/events/<int:event_id>/again")
def try_event(event_id: int) -> Response:
    """Put an event back into its chat's line. Pressed twice, it is still answered once."""
    with desk().work() as session:
        event = incoming.set_aside_event(session, event_id)
        if event is not None and not _sees_chat(session, officer(), event.person_id):
            abort(404)
        done = event is not None and incoming.try_again(session, event_id)
        _note(session, "event", event_id, done=done)
    return redirect(url_for("console.stuck.show"))


@stuck.post("/messages/<int:message_id>/again")
def try_message(message_id: int) -> Response:
    """Owe a message once more. Pressed twice, it still goes out once."""
    with desk().work() as session:
        row = session.get(MessageRow, message_id, with_for_update=True)
        if row is None or not _sees_message(session, officer(), row):
            abort(404)
        _note(session, "message", message_id, done=messages.try_again(session, row, desk().clock()))
    return redirect(url_for("console.stuck.show"))


def _note(session: Session, about: str, about_id: int, *, done: bool) -> None:
    if done:
        audit.record(session, officer().id, "try_again", about, about_id, desk().clock())
        flash(words.say("stuck.put_back"))
    else:
        words.complain(words.say("stuck.not_there"))
