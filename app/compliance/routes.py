"""The pages of what managers watch: the report of their teams."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.auth.access import manager
from app.auth.queries import current_user
from app.compliance import page, queries
from app.stamp import reading

blueprint = Blueprint("compliance", __name__)


@blueprint.get("/team-report")
@manager
def report() -> ResponseReturnValue:
    """Show how the reader's teams stand this month, at risk first, and which clocks run."""
    viewer, now = current_user(), reading()
    teams = queries.teams_of(viewer)
    if not teams or now.timeline is None:
        return render_template("compliance/empty.html", teams=teams)
    shown = page.context(teams, request.args, viewer, now, clock.now()) or abort(404)
    return render_template("compliance/report.html", **shown)
