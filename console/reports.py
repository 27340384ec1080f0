"""The report page."""

from flask import Blueprint, render_template, request

from console import figures
from console.desk import desk
from console.officers import officer
from network.fiscal import fiscal_year

reports = Blueprint("reports", __name__, url_prefix="/report")


@reports.get("/")
def show() -> str:
    now = desk().clock()
    with desk().look() as session:
        years = figures.years(session, now)
        wanted = request.args.get("year", type=int)
        year = wanted if wanted in years else fiscal_year(now)
        return render_template(
            "console/report.html", report=figures.report_of(session, officer().scope, year), years=years, now=now
        )
