"""Finding who can help with a case: what matching would choose and why, and every member that serves its needs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import Blueprint, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.offers import wanted_of
from console.desk import desk
from console.officers import seen_case
from console.organisations import named
from network.matching import Offer, Uncovered, Wanted, match
from network.needs import Need
from network.services import Candidate, Ring, ServiceKind, Surroundings, ring_of
from network.wording import Meant
from storage import candidates, cases, directory, settings
from storage.tables import CaseRow, OrganisationRow

finding_help = Blueprint("finding_help", __name__, url_prefix="/cases")
ROUNDS = 3
"""So many times over matching is asked for the next best."""

MOST_FOUND = 30
RESOURCES = tuple(kind for kind in ServiceKind if kind is not ServiceKind.ADVICE)


@dataclass(frozen=True)
class Suggestion:
    """An organisation that could be asked: for which needs, and why, if matching chose it; `kind` for a resource.

    `stands` is how its latest part in this case stands, None when it has had none.
    """

    organisation: OrganisationRow
    needs: Sequence[Need]
    why: Meant | None
    has_line: bool
    kind: ServiceKind | None = None
    stands: str | None = None


@finding_help.get("/<int:case_id>/help")
def show(case_id: int) -> str:
    now = desk().clock()
    asked_words = request.args.get("words", "").strip()[:100]
    with desk().look() as session:
        case = seen_case(session, case_id)
        wanted = wanted_of(session, case)
        known = candidates.organisations_for_matching(session, now, wanted.needs, settings.calendar(session))
        offers, uncovered = _rounds(session, wanted, known)
        return render_template(
            "console/help.html",
            case=case,
            open_needs=sorted(wanted.needs),
            is_covered=not cases.open_needs(case, cases.handoffs_of(case)),
            suggestions=[_suggested(session, offer) for offer in offers],
            uncovered=uncovered,
            resources=_resources(session, case, wanted, known),
            kinds=RESOURCES,
            found=_found(session, case, asked_words, now) if asked_words else (),
            words=asked_words,
        )


def _rounds(
    session: Session, wanted: Wanted, known: Sequence[Candidate]
) -> tuple[Sequence[Offer], Sequence[Uncovered]]:
    """The best choice, then the best without that, and so on; what is uncovered is told of the first."""
    centres = directory.centres(session)
    first = match(wanted, known, centres)
    offers, latest = list(first.offers), first
    for _ in range(ROUNDS - 1):
        wanted = replace(wanted, asked=wanted.asked | {offer.organisation_id for offer in latest.offers})
        latest = match(wanted, known, centres)
        offers += latest.offers
    return offers, first.uncovered


def _resources(session: Session, case: CaseRow, wanted: Wanted, known: Sequence[Candidate]) -> list[Suggestion]:
    """What a team can draw on besides advice: projects, experts, equipment, trainings within reach, nearest first.

    Not of those who have been asked, for this or for a need: they are on the case, or have said no.
    """
    asked = wanted.asked.union(part.organisation_id for part in cases.handoffs_since_correction(session, case))
    around = Surroundings.of(case.province, directory.centres(session))
    found = [
        (list(Ring).index(ring), one.id, service.kind, service.need, one)
        for one in known
        if one.id not in asked
        for service in one.services
        if service.kind in RESOURCES and (ring := ring_of(one, service.areas, around)) is not None
    ]
    found.sort(key=lambda each: each[:4])
    return [
        Suggestion(session.get_one(OrganisationRow, one.id), (need,), None, one.has_line, kind)
        for _, _, kind, need, one in found[:MOST_FOUND]
    ]


def _suggested(session: Session, offer: Offer) -> Suggestion:
    row = session.get_one(OrganisationRow, offer.organisation_id)
    return Suggestion(row, offer.needs, offer.reason, offer.candidate.has_line)


def _found(session: Session, case: CaseRow, asked_words: str, now: datetime) -> list[Suggestion]:
    """Members by name or code, whatever they serve: an officer may know better than the directory."""
    stands = {part.organisation_id: part.status for part in cases.handoffs_of(case)}
    needs = tuple(Need(row.need) for row in case.needs)
    active = select(OrganisationRow).where(OrganisationRow.active, named(asked_words))
    return [
        Suggestion(
            row, needs, None, bool(directory.available_providers(session, row.id, now)), stands=stands.get(row.id)
        )
        for row in session.scalars(active.order_by(OrganisationRow.code).limit(MOST_FOUND))
    ]
