"""The provider's own page of a case, behind a signed address: it lives and dies with their part in it."""

from collections.abc import Sequence

from flask import Blueprint, Response, abort, render_template
from sqlalchemy.orm import Session

from casework.cards import colleagues_of, taker
from console.cases import served
from console.desk import desk
from console.guarding import choose_language
from network.cases import HOLDING, CaseStatus
from storage import cases
from storage.tables import AttachmentRow, HandoffRow, ProviderRow

provider_page = Blueprint("handoff", __name__, url_prefix="/handoff")


@provider_page.get("/<token>")
def show(token: str) -> str | tuple[str, int]:
    with desk().look() as session:
        handoff = _handoff(session, token)
        provider = _taken_by(session, handoff)
        choose_language(provider.person.language if provider and provider.person else None)
        part = _live(handoff)
        if part is None:
            return render_template("console/not_yours.html"), 404
        files: Sequence[AttachmentRow] = cases.attachments_of(session, part.case_id)
        team = [(other, taker(session, other)) for other in colleagues_of(part)]
        return render_template(
            "console/handoff.html",
            part=part,
            case=part.case,
            files=files,
            token_of_page=token,
            provider=provider,
            team=team,
        )


@provider_page.get("/<token>/files/<int:file_id>")
def file(token: str, file_id: int) -> Response:
    with desk().look() as session:
        part = _live(_handoff(session, token))
        found = session.get(AttachmentRow, file_id) if part is not None else None
        if part is None or found is None or found.case_id != part.case_id or found.content is None:
            abort(404)
    return served(found)


def _handoff(session: Session, token: str) -> HandoffRow | None:
    handoff_id = desk().handoff_of(token)
    return session.get(HandoffRow, handoff_id) if handoff_id is not None else None


def _taken_by(session: Session, handoff: HandoffRow | None) -> ProviderRow | None:
    if handoff is None or handoff.provider_id is None:
        return None
    return session.get(ProviderRow, handoff.provider_id)


def _live(handoff: HandoffRow | None) -> HandoffRow | None:
    """The handoff of a signed address while the organisation works on it, else None for whatever reason."""
    if handoff is None or handoff.status not in HOLDING or handoff.case.status == CaseStatus.CLOSED:
        return None
    return handoff
