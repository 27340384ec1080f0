"""An owner tells more of a case that goes on, in words or with pictures: whoever works on it hears it at once."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from casework import history, holding
from casework.cards import service_buttons
from casework.history import Actor
from casework.masking import masked
from casework.telling import tell_provider, whom_to_call
from intake.saying import Choice, Say
from intents.replies import tells_of_missed_call
from network.cases import HOLDING, CaseStatus, Who, refuse_closed
from network.wording import Meant
from storage import cases
from storage.tables import CaseRow, HandoffRow


def tell_more(session: Session, case: CaseRow, words: str, message_ids: Sequence[str], now: datetime) -> None:
    """The owner adds to what they told; who works on the case reads it at once. Raises `Refused` for a closed one."""
    refuse_closed(CaseStatus(case.status), "tell_more")
    history.note(session, case, "tell_more", case.status, Actor(Who.OWNER, case.person_id), now)
    case.text = "\n".join(filter(None, (case.text, words)))
    case.masked_text = masked(case.text)
    case.told_in = [*(case.told_in or ()), *message_ids]
    about: dict[str, Meant] = {"number": case.number, "words": words}

    def news(handoff: HandoffRow) -> Say:
        if tells_of_missed_call(words):
            return Say("missed_call.provider", about, buttons=service_buttons(handoff))
        return Say("added.provider", about)

    _tell_who_works(session, case, news, now)


ONE_PIECE_OF_NEWS = timedelta(minutes=10)
"""Pictures are sent one after the other: who works on the case hears of them once."""


def tell_of_files(session: Session, case: CaseRow, now: datetime) -> None:
    """Before a picture or file is added: who works on the case is shown where it stands.

    Raises `Refused` for a closed case.
    """
    refuse_closed(CaseStatus(case.status), "tell_more")
    last = cases.last_file_at(session, case.id)
    if last is not None and now - last < ONE_PIECE_OF_NEWS:
        return
    history.note(session, case, "tell_more", case.status, Actor(Who.OWNER, case.person_id), now)
    _tell_who_works(session, case, _of_files, now)


def _of_files(handoff: HandoffRow) -> Say:
    page = Choice("choice.open_handoff", url=f"handoff/{handoff.id}")
    return Say("added.files", {"number": handoff.case.number}, buttons=(page,))


def _tell_who_works(session: Session, case: CaseRow, news: Callable[[HandoffRow], Say], now: datetime) -> None:
    for handoff in cases.handoffs_of(case):
        if handoff.status in HOLDING and not tell_provider(session, handoff, news(handoff), now=now):
            # The contact itself stands on the case's page alone.
            holding.hold(session, case, "call_with_more", now, **whom_to_call(handoff.organisation))
