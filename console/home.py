"""The first page: what waits for this officer."""

from flask import Blueprint, render_template

from console import waiting
from console.desk import desk
from console.officers import officer
from console.stuck import failed_messages, set_aside, why

home = Blueprint("home", __name__)


@home.get("/")
def show() -> str:
    now = desk().clock()
    with desk().look() as session:
        return render_template(
            "console/home.html",
            held=waiting.held_cases(session, officer().scope),
            calls=waiting.calls_to_make(session, officer().scope, now),
            deletions=waiting.deletions_to_ask_for(session, officer().scope, now),
            chats=waiting.chats(session, officer()),
            sending=waiting.sending(session),
            why=why,
            set_aside=set_aside(session, officer()),
            failed=failed_messages(session, officer()),
        )
