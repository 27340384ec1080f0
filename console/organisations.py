"""The directory: members of both networks, what they offer where, and who serves for them."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, selectinload
from werkzeug.wrappers import Response

from console import words
from console.desk import desk
from console.directory_changes import CHANGES, NETWORKS, ORGANISATION_KINDS, Change, Unsure, added
from console.forms import Form, NotSaid, row_number
from console.officers import Officer, officer
from network.cases import HOLDING
from network.needs import Need
from network.provinces import PROVINCES
from network.services import WHOLE_COUNTRY, ServiceKind
from storage import audit, cases, directory
from storage.directory_cells import UnreadableError
from storage.tables import OrganisationRow, ServiceAreaRow, ServiceRow

organisations = Blueprint("organisations", __name__, url_prefix="/directory")

A_PAGE = 60


@organisations.get("/")
def show_list() -> str:
    asked = {name: request.args.get(name, "").strip()[:100] for name in ("province", "need", "network", "words")}
    page = max(request.args.get("page", 1, type=row_number), 1)
    with desk().look() as session:
        wanted = _wanted(asked, officer().scope)
        total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
        elsewhere = OrganisationRow.province.not_in(officer().scope or ())
        in_order = wanted.order_by(elsewhere, OrganisationRow.province, OrganisationRow.code).limit(A_PAGE)
        return render_template(
            "console/organisations.html",
            found=session.scalars(in_order.offset((page - 1) * A_PAGE)).all(),
            total=total,
            page=page,
            pages=-(-total // A_PAGE),
            asked=asked,
            needs=tuple(Need),
            networks=NETWORKS,
            provinces=officer().provinces(),
        )


def _wanted(asked: Mapping[str, str], scope: Collection[str] | None) -> Select[OrganisationRow]:
    found = select(OrganisationRow).options(selectinload(OrganisationRow.services))
    if asked["network"]:
        found = found.where(OrganisationRow.network == asked["network"])
    if asked["need"]:
        found = found.where(OrganisationRow.services.any(ServiceRow.need == asked["need"]))
    if asked["words"]:
        found = found.where(named(asked["words"]))
    if asked["province"]:
        found = found.where(reach([asked["province"]]))
    return found if scope is None else found.where(reach(scope))


def named(said: str) -> ColumnElement[bool]:
    """Organisations whose name or code holds these words."""
    columns = (OrganisationRow.name_th, OrganisationRow.name_en, OrganisationRow.code)
    return or_(*(column.icontains(said, autoescape=True) for column in columns))


def reach(provinces: Collection[str]) -> ColumnElement[bool]:
    """Organisations that sit in one of these provinces or serve there."""
    served = ServiceRow.areas.any(ServiceAreaRow.area.in_([*provinces, WHOLE_COUNTRY]))
    return or_(OrganisationRow.province.in_(provinces), OrganisationRow.services.any(served))


def is_seen(row: OrganisationRow, by: Officer) -> bool:
    """A regional officer sees who sits in or serves their provinces."""
    areas = {area.area for service in row.services for area in service.areas}
    return by.scope is None or row.province in by.scope or bool(areas & {*by.scope, WHOLE_COUNTRY})


def _seen(session: Session, organisation_id: int) -> OrganisationRow:
    row = session.get(OrganisationRow, organisation_id)
    if row is None or not is_seen(row, officer()):
        abort(404)
    return row


def own_organisation(session: Session, organisation_id: int) -> OrganisationRow:
    """An organisation that the officer may change: one that sits in their provinces."""
    row = _seen(session, organisation_id)
    if not officer().sees(row.province):
        abort(404)
    return row


@organisations.get("/<int:organisation_id>")
def show(organisation_id: int) -> str:
    return _page(organisation_id)


def _page(organisation_id: int, failed: str = "", problem: str | None = None) -> str:
    """The page of an organisation; after a change that `failed`, with the problem and what was filled in."""
    with desk().look() as session:
        row = _seen(session, organisation_id)
        providers = directory.providers_of(session, row.id)
        used = Counter(need for part in cases.live_parts_of(session, row.id) for need in part.needs)
        return render_template(
            "console/organisation.html",
            row=row,
            used=used,
            services=directory.services_of(session, row.id),
            providers=providers,
            taken={one.id: len(cases.handoffs_taken_by(session, one.id)) for one in providers},
            may_change=officer().sees(row.province),
            centre_of=[code for code, centre in directory.centres(session).items() if centre == row.id],
            lists=_lists(),
            now=desk().clock(),
            failed=failed,
            problem=problem,
            filled=_filled(request.form),
        )


def _filled(form: Form) -> dict[str, object]:
    return {**form.to_dict(), **{name: form.getlist(name) for name in ("languages", "needs", "areas")}}


def _lists() -> dict[str, Sequence[object]]:
    return {
        "needs": tuple(Need),
        "kinds": tuple(ServiceKind),
        "provinces": officer().provinces(),
        "areas": (WHOLE_COUNTRY, *sorted(PROVINCES, key=lambda code: not officer().sees(code))),
        "networks": NETWORKS,
        "organisation_kinds": ORGANISATION_KINDS,
    }


@organisations.get("/new")
def new() -> str:
    return render_template("console/organisation_new.html", lists=_lists(), problem=None, filled={})


@organisations.post("/new")
def add() -> str | Response | tuple[str, int]:
    now = desk().clock()
    try:
        with desk().work() as session:
            row = added(session, request.form, officer())
            audit.record(session, officer().id, "add", "organisation", row.id, now)
            organisation_id = row.id
    except (UnreadableError, NotSaid) as problem:
        page = "console/organisation_new.html"
        return render_template(page, lists=_lists(), problem=problem_in_words(problem), filled=request.form), 422
    return redirect(url_for("console.organisations.show", organisation_id=organisation_id))


def problem_in_words(problem: UnreadableError | NotSaid) -> str:
    if isinstance(problem, NotSaid):
        return words.say(f"missing.{problem.about}")
    shown = {name: words.meant(value) for name, value in problem.parameters.items()}
    return words.catalogue().say(problem.key, words.language(), **shown)


@organisations.post("/<int:organisation_id>/<change>")
def change(organisation_id: int, change: str) -> str | Response | tuple[str, int]:
    """One change of an organisation, its services or its people; what cannot be read changes nothing."""
    if change not in CHANGES:
        abort(404)
    now = desk().clock()
    try:
        with desk().work() as session:
            row = own_organisation(session, organisation_id)
            CHANGES[change](Change(session, row, request.form, officer().actor, now))
            audit.record(session, officer().id, f"organisation_{change}", "organisation", row.id, now)
        flash(words.say("saved"))
    except (UnreadableError, NotSaid) as problem:
        return _page(organisation_id, change, problem_in_words(problem)), 422
    except Unsure:
        return _asked_whether_it_leaves(organisation_id)
    return redirect(url_for("console.organisations.show", organisation_id=organisation_id))


def _asked_whether_it_leaves(organisation_id: int) -> str:
    """What becomes of the cases of an organisation that is to be a member no longer."""
    with desk().look() as session:
        row = own_organisation(session, organisation_id)
        parts = cases.live_parts_of(session, row.id)
        kept = [part for part in parts if part.status in HOLDING]
        return render_template(
            "console/organisation_leaves.html",
            row=row,
            offered=len(parts) - len(kept),
            kept=len(kept),
            seen=[part for part in kept if officer().sees(part.case.province)],
            filled=[(key, value) for key, value in request.form.items(multi=True) if key != "csrf_token"],
        )
