"""The list of cases, and the page of one."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from casework import holding
from casework.closing import may_be_rated, may_be_reopened
from casework.offers import LOOKED_AFTER
from console import story, waiting, words
from console.desk import desk
from console.forms import row_number
from console.moves import moves_of_part
from console.officers import officer, seen_case
from console.seeing import note_seen
from console.whole_moves import OUTCOMES, SAID_BY
from intents.normalise import normalise
from intents.phones import find_phone
from network.cases import LIVE, CaseStatus, Resolution
from network.needs import Need
from storage import audit, case_lists, directory
from storage import cases as rows
from storage.tables import AttachmentRow, AuditRow, CaseRow, PersonRow, StaffRow

cases = Blueprint("cases", __name__, url_prefix="/cases")

A_PAGE = 50
SHOWN_AS_PICTURE = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
"""What a browser may show by itself; everything else is saved, never opened in the page's name."""


@cases.get("/")
def show_list() -> str:
    status = request.args.get("status", "")
    asked = {name: request.args.get(name, "").strip()[:100] for name in ("province", "need", "words")}
    with desk().look() as session:
        found = case_lists.listed_cases(
            session,
            scope=officer().scope,
            province=asked["province"],
            need=asked["need"],
            words=asked["words"],
            status=CaseStatus(status) if status in set(CaseStatus) else None,
            held="held" in request.args,
            after=request.args.get("after", type=row_number),
            most=A_PAGE + 1,
        )
        more = found[A_PAGE - 1].id if len(found) > A_PAGE else None
        held = "1" if "held" in request.args else ""
        return _list(found[:A_PAGE], {**asked, "status": status, "held": held}, more)


def _list(found: Sequence[CaseRow], asked: Mapping[str, str], after: int | None = None) -> str:
    return render_template(
        "console/cases.html",
        found=found,
        after=after,
        asked=asked,
        statuses=tuple(CaseStatus),
        has_it=case_lists.HAS_IT,
        needs=tuple(Need),
        provinces=officer().provinces(),
    )


@cases.post("/")
def find_by_phone() -> str | AnyResponse:
    """The cases of whoever telephones. It is no filter of the list: a number in an address would end up in logs."""
    phone = find_phone(normalise(request.form.get("phone", "")[:100]))
    if phone is None:
        words.complain(words.say("cases.whole_phone"))
        return redirect(url_for("console.cases.show_list"))
    with desk().look() as session:
        found = case_lists.cases_with_phone(session, phone, officer().scope, A_PAGE)
        if len(found) > 1:
            return _list(found, {})
    if found:
        return redirect(url_for("console.cases.show", case_id=found[0].id))
    words.complain(words.say("cases.none_with_phone"))
    return redirect(url_for("console.cases.show_list"))


@cases.get("/<int:case_id>")
def show(case_id: int) -> str:
    with desk().look() as session:
        seen_case(session, case_id)
    note_seen("see", "case", case_id)
    now = desk().clock()
    with desk().look() as session:
        case = seen_case(session, case_id)
        parts = story.parts_of(session, case)
        why_held = holding.reasons(session, case)
        return render_template(
            "console/case.html",
            case=case,
            parts=parts,
            open_needs=sorted(rows.open_needs(case, [part.row for part in parts])),
            over=sum(part.is_over for part in parts),
            serving={part.row.id: directory.providers_of(session, part.row.organisation_id) for part in parts},
            by_telephone={
                part.row.id for part in parts if waiting.is_out_of_reach(session, part.row.organisation_id, now)
            },
            entries=story.story_of(session, case),
            last_note=max((row.id for row in rows.notes_of(session, case.id)), default=0),
            files=rows.attachments_of(session, case.id),
            why_held=why_held,
            is_looked_after=LOOKED_AFTER in why_held,
            holder=session.get(StaffRow, case.staff_id) if case.staff_id is not None else None,
            seen_by=_looked(session, case) if officer().is_national else (),
            has_chat=has_chat(session, case),
            others=_others(session, case),
            ratable=may_be_rated(case),
            reopenable=may_be_reopened(case, now),
            moves_of_part=moves_of_part,
            live=any(part.row.status in LIVE for part in parts),
            lists=_choices(),
        )


@cases.get("/<int:case_id>/why")
def why(case_id: int) -> str:
    """What of the owner's words made the bot take them for these needs and this place."""
    with desk().look() as session:
        seen_case(session, case_id)
    note_seen("see", "case", case_id)
    with desk().look() as session:
        case = seen_case(session, case_id)
        return render_template(
            "console/why.html", case=case, explanation=desk().explain(case.text or ""), needs=frozenset(Need)
        )


def has_chat(session: Session, case: CaseRow) -> bool:
    """Whether the owner has written in LINE: who came to the counter has no transcript."""
    owner = session.get(PersonRow, case.person_id) if case.person_id is not None else None
    return owner is not None and owner.line_user_id is not None


def _others(session: Session, case: CaseRow) -> list[CaseRow]:
    """The owner's other cases, each with the business that it is about, as far as the officer looks after them."""
    if case.person_id is None:
        return []
    own = rows.cases_of_person(session, case.person_id)
    return [one for one in own if one.id != case.id and officer().sees(one.province)]


def _choices() -> dict[str, Sequence[object]]:
    return {
        "needs": tuple(Need),
        "provinces": officer().provinces(),
        "resolutions": tuple(Resolution),
        "outcomes": OUTCOMES,
        "said_by": SAID_BY,
    }


def _looked(session: Session, case: CaseRow) -> list[tuple[AuditRow, StaffRow | None]]:
    return [(row, session.get(StaffRow, row.staff_id)) for row in audit.history(session, "case", case.id)][-20:]


@cases.get("/<int:case_id>/files/<int:file_id>")
def file(case_id: int, file_id: int) -> Response:
    with desk().look() as session:
        case = seen_case(session, case_id)
        found = session.get(AttachmentRow, file_id)
        if found is None or found.case_id != case.id or found.content is None:
            abort(404)
    note_seen("see", "file", file_id)
    return served(found)


def served(file: AttachmentRow) -> Response:
    """A file that a stranger sent: a picture is shown, anything else saved; neither may run anything."""
    is_picture = file.media_type in SHOWN_AS_PICTURE
    answer = Response(file.content, mimetype=file.media_type if is_picture else "application/octet-stream")
    way = "inline" if is_picture else "attachment"
    answer.headers["Content-Disposition"] = f'{way}; filename="{file.id}{_ending(file.media_type)}"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return answer


def _ending(media_type: str | None) -> str:
    endings = {
        "image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp",
        "application/pdf": ".pdf", "video/mp4": ".mp4", "audio/mp4": ".m4a",
    }  # fmt: skip
    return endings.get(media_type or "", ".bin")
