"""Invite codes for providers: shown once, as text and as a picture to be scanned."""

import segno
from flask import Blueprint, abort, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from console import words
from console.desk import desk
from console.directory_changes import Change, provider_named
from console.officers import officer
from console.organisations import own_organisation
from storage import audit, invites

inviting = Blueprint("inviting", __name__, url_prefix="/directory")


@inviting.post("/<int:organisation_id>/invite")
def invite(organisation_id: int) -> str | Response:
    """A code for a known provider, or for someone who is not in the directory yet; only its hash is kept."""
    now = desk().clock()
    with desk().work() as session:
        row = own_organisation(session, organisation_id)
        if not row.active:
            words.complain(words.say("missing.member"))
            return redirect(url_for("console.organisations.show", organisation_id=row.id))
        provider = provider_named(Change(session, row, request.form, officer().actor, now))
        if "provider" in request.form and provider is None:
            abort(404)
        aim = {"organisation_id": row.id} if provider is None else {"provider_id": provider.id}
        code = invites.make_invite(session, **aim, now=now, secret=desk().new_secret())
        audit.record(session, officer().id, "invite", "organisation", row.id, now)
        return render_template(
            "console/invite.html",
            row=row,
            provider=provider,
            code=code,
            picture=picture_of(desk().scanned(code)),
            until=now + invites.GOOD_FOR,
        )


def picture_of(code: str) -> Markup:
    """A QR code as an inline SVG without styles of its own, which the page's policy would refuse."""
    drawn = segno.make(code, error="m").svg_inline(scale=6, border=2, omitsize=True, svgclass="qr", lineclass=None)
    return Markup(drawn)  # noqa: S704 - made of our own code by the library, of nothing that anyone wrote
