"""The first page: what waits for this officer."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, render_template

from casework import holding
from console import waiting
from console.desk import desk
from console.officers import officer
from console.stuck import failed_messages, set_aside, why
from storage.tables import CaseRow, HandoffRow

home = Blueprint("home", __name__)


@home.get("/")
def show() -> str:
    now = desk().clock()
    with desk().look() as session:
        calls = waiting.calls_to_make(session, officer().scope, now)
        held = waiting.held_cases(session, officer().scope)
        why_held = holding.reasons_of(session, held)
        return render_template(
            "console/home.html",
            held=_held_for_more(held, why_held, calls),
            why_held=why_held,
            calls=_by_organisation(calls),
            deletions=waiting.deletions_to_ask_for(session, officer().scope, now),
            chats=waiting.chats(session, officer()),
            sending=waiting.sending(session),
            why=why,
            set_aside=set_aside(session, officer()),
            failed=failed_messages(session, officer()),
        )


def _by_organisation(calls: Sequence[HandoffRow]) -> list[list[HandoffRow]]:
    """All that an organisation has to be asked in one call; the one that was offered first comes first."""
    grouped: dict[int, list[HandoffRow]] = {}
    for part in calls:
        grouped.setdefault(part.organisation_id, []).append(part)
    return list(grouped.values())


def _held_for_more(
    held: Sequence[CaseRow], why_held: Mapping[int, Sequence[str]], calls: Sequence[HandoffRow]
) -> list[CaseRow]:
    """Without the cases of which nothing but a call is wanted that stands on its own list."""
    called = {part.case_id for part in calls}
    return [case for case in held if why_held[case.id] != ["call_organisation"] or case.id not in called]
