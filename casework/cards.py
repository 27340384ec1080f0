"""The cards about a case: what an organisation sees before it accepts, and what each side sees after."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from casework.masking import masked
from casework.telling import organisation_name, what_of
from intake.saying import Choice, Row, Say, answers
from network import wording
from network.cases import HOLDING, LIVE, HandoffStatus
from network.wording import Meant
from storage import cases
from storage.tables import CaseRow, HandoffRow, ProviderRow

NEXT_STEPS: dict[str, tuple[str, ...]] = {
    HandoffStatus.ACCEPTED: ("contact", "wrong_number", "finish", "give_up"),
    HandoffStatus.IN_SERVICE: ("progress", "hold", "finish", "give_up"),
    HandoffStatus.ON_HOLD: ("resume", "finish", "give_up"),
}
"""What a provider can report with one tap, by where their part stands."""


OFFER_CHOICES = ("accept", "decline", "ask")


def offer_card(case: CaseRow, handoff: HandoffRow, by: datetime | None) -> Say:
    """What an organisation sees before it accepts: no name, no phone, and the owner's words masked.

    `by` is when the next one is asked; None while the time to answer waits, for an answer of the owner's.
    """
    return Say(
        "offer.text",
        {"text": case.masked_text or "-", "reason": handoff.reason},
        title="offer.title",
        rows=(
            *_heading(case, handoff),
            Row("row.province", wording.province(case.province)),
            Row("row.product", masked(case.product) or "-"),
            *((Row("row.answer_by", wording.moment(by)),) if by else ()),
        ),
        buttons=answers("offer", *OFFER_CHOICES, about=handoff.id),
    )


def _heading(case: CaseRow, handoff: HandoffRow) -> Iterator[Row]:
    """Which case, and for which organisation: a person may serve several."""
    yield Row("row.number", case.number)
    yield Row("row.for_organisation", organisation_name(handoff.organisation))
    yield Row("row.needs", wording.needs(handoff.needs))
    if handoff.kind is not None:
        yield Row("row.resource", wording.said(f"service_kind.{handoff.kind}"))


def contact_card(session: Session, handoff: HandoffRow) -> Say:
    """Whom to help and with whom, for the provider who accepted."""
    case = handoff.case
    return Say(
        "accepted.provider" if case.contact_phone else "accepted.provider_no_phone",
        {"text": case.text or "-"},
        title="accepted.provider_title",
        rows=(
            *_heading(case, handoff),
            Row("row.owner", case.contact_name or wording.said("row.owner_unnamed")),
            Row("row.phone", case.contact_phone or wording.said("summary.no_phone")),
            Row("row.province", wording.province(case.province)),
            Row("row.product", case.product or "-"),
            *_team(session, handoff),
        ),
        buttons=(*service_buttons(handoff), Choice("choice.open_handoff", url=f"handoff/{handoff.id}")),
    )


def service_buttons(handoff: HandoffRow) -> tuple[Choice, ...]:
    """The next steps from where a part stands; a number can be wrong only where there is one."""
    steps = NEXT_STEPS.get(handoff.status, ())
    fitting = (step for step in steps if step != "wrong_number" or handoff.case.contact_phone)
    return answers("service", *fitting, about=handoff.id)


def _team(session: Session, handoff: HandoffRow) -> Iterator[Row]:
    others = colleagues_of(handoff)
    if others:
        yield Row("row.role", wording.said(f"role.{handoff.role}"))
        yield Row("row.team", wording.lines(part_line(session, other) for other in others))


def colleagues_of(handoff: HandoffRow) -> list[HandoffRow]:
    """The other parts of a case's team: those that live, and those that were done."""
    on_team = LIVE | {HandoffStatus.DONE}
    every = cases.handoffs_of(handoff.case)
    return [other for other in every if other.id != handoff.id and other.status in on_team]


def part_line(session: Session, handoff: HandoffRow) -> Meant:
    """One part for the others of the team: which organisation, what for, where it stands, whom to call."""
    return wording.said(
        "team.line",
        organisation=organisation_name(handoff.organisation),
        needs=what_of(handoff),
        state=wording.said(f"part.{handoff.status}"),
        who=_who(session, handoff),
        result=_result(session, handoff),
    )


def _result(session: Session, handoff: HandoffRow) -> Meant:
    """What the organisation says that it did."""
    finish = cases.last_move(session, handoff.id, "finish") if handoff.status == HandoffStatus.DONE else None
    return wording.said("team.result", words=finish.why) if finish and finish.why else ""


def _who(session: Session, handoff: HandoffRow) -> Meant:
    if handoff.status not in HOLDING | {HandoffStatus.DONE}:
        return ""
    who = taker(session, handoff)
    return wording.said("team.who" if who["name"] else "team.number", **who)


def taker(session: Session, handoff: HandoffRow) -> dict[str, Meant]:
    """Who serves a part, by name if there is one, and telephone: the organisation's own where there is no other."""
    provider = session.get(ProviderRow, handoff.provider_id) if handoff.provider_id is not None else None
    name = (provider.shown_name if provider else None) or ""
    phone = (provider.phone if provider else None) or handoff.organisation.phone or "-"
    return {"name": name, "phone": phone}


def accepted_card(session: Session, handoff: HandoffRow) -> Say:
    """Who will help, for the owner."""
    who = taker(session, handoff)
    return Say(
        "accepted.owner",
        {"number": handoff.case.number},
        title="accepted.title",
        rows=(
            Row("row.organisation", organisation_name(handoff.organisation)),
            *([Row("row.provider", who["name"])] if who["name"] else ()),
            Row("row.phone", who["phone"]),
            Row("row.needs", wording.needs(handoff.needs)),
        ),
    )
