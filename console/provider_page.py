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


@provider_page.before_request
def _before() -> None:
    choose_language()


@provider_page.get("/<token>")
def show(token: str) -> str | tuple[str, int]:
    with desk().look() as session:
        part = _part(session, token)
        if part is None:
            return render_template("console/not_yours.html"), 404
        files: Sequence[AttachmentRow] = cases.attachments_of(session, part.case_id)
        provider = session.get(ProviderRow, part.provider_id) if part.provider_id is not None else None
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
        part = _part(session, token)
        found = session.get(AttachmentRow, file_id) if part is not None else None
        if part is None or found is None or found.case_id != part.case_id or found.content is None:
            abort(404)
    return served(found)


def _part(session: Session, token: str) -> HandoffRow | None:
    """The handoff of a signed address while the organisation works on it, else None for whatever reason."""
    handoff_id = desk().handoff_of(token)
    part = session.get(HandoffRow, handoff_id) if handoff_id is not None else None
    if part is None or part.status not in HOLDING or part.case.status == CaseStatus.CLOSED:
        return None
    return part
