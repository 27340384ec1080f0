"""Joining by an invite code: providers of an organisation, and officers who want escalations in LINE."""

from datetime import datetime

from sqlalchemy.orm import Session

from casework.answering import show_handoff
from casework.telling import organisation_name, tell
from intake.saying import Say
from network import wording
from network.cases import HandoffStatus
from storage import cases, invites
from storage.tables import PersonRow, ProviderRow


def join_by_code(session: Session, person: PersonRow, code: str, now: datetime) -> None:
    """Redeem a code and say what came of it; a wrong one tells nothing but how many tries are left."""
    result = invites.redeem(session, person, code, now)
    if isinstance(result, invites.WrongCode):
        tell(session, person, (Say("join.wrong", {"left": result.left}),), now)
    elif isinstance(result, invites.Locked):
        tell(session, person, (Say("join.locked", {"until": wording.moment(result.until)}),), now)
    elif result.provider is not None and result.before:
        name = organisation_name(result.provider.organisation)
        tell(session, person, (Say("join.before", {"organisation": name}),), now)
    elif result.provider is not None:
        _welcome(session, person, result.provider, now)
        # Perhaps their new telephone, perhaps somebody else, who sees now what they were given.
        moved = Say("join.moved", {"organisation": organisation_name(result.provider.organisation)})
        tell(session, result.former, (moved,), now)
    else:
        tell(session, person, (Say("join.staff"),), now)


def _welcome(session: Session, person: PersonRow, provider: ProviderRow, now: datetime) -> None:
    name = organisation_name(provider.organisation)
    tell(session, person, (Say("join.provider", {"organisation": name}),), now)
    for handoff in cases.live_handoffs_of_person(session, person.id):
        if handoff.organisation_id == provider.organisation_id and handoff.status == HandoffStatus.OFFERED:
            show_handoff(session, person, handoff, now)
