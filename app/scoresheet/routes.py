"""Score sheets of reps and teams, the explanation of each mark, and the sheets that are open to the reader."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from app.auth.access import logged_in, sheet_of_rep, sheet_of_team
from app.auth.queries import current_user
from app.htmx import is_partial
from app.periods import asked_period
from app.scoresheet import people, sheet
from app.scoresheet.people import Subject
from app.scoresheet.queries import days
from app.stamp import reading, tagged, unchanged

blueprint = Blueprint("scoresheet", __name__)


@blueprint.get("/sheets")
@logged_in
def sheets() -> ResponseReturnValue:
    """List the teams whose sheets are open to the reader, with those of their members that are."""
    period = asked_period(reading(), "")
    return render_template("scoresheet/sheets.html", teams=people.open_teams(current_user(), period))


@blueprint.get("/sheet/rep/<path:key>")
@logged_in
def rep(key: str) -> ResponseReturnValue:
    """Show the score sheet of a rep."""
    return show(subject_rep(key))


@blueprint.get("/sheet/team/<path:name>")
@logged_in
def team(name: str) -> ResponseReturnValue:
    """Show the score sheet of a team."""
    return show(subject_team(name))


@blueprint.get("/explanation/rep/<path:key>")
@logged_in
def explain_rep(key: str) -> ResponseReturnValue:
    """Explain one mark on a rep's sheet."""
    return explain(subject_rep(key))


@blueprint.get("/explanation/team/<path:name>")
@logged_in
def explain_team(name: str) -> ResponseReturnValue:
    """Explain one mark on a team's sheet."""
    return explain(subject_team(name))


def subject_rep(key: str) -> Subject:
    """Return the rep whose sheet is asked for, if the reader may see it in the period asked for."""
    period = asked_period(reading(), request.args.get("period", ""))
    found = sheet_of_rep(current_user(), key, days(period) if period else None)
    return people.subject_rep(found.id, found.key, found.name, period)


def subject_team(name: str) -> Subject:
    """Return the team whose sheet is asked for, if the reader may see it."""
    found = sheet_of_team(current_user(), name)
    return Subject("team", found.id, found.name, found.name, found.id)


def show(subject: Subject) -> ResponseReturnValue:
    """Show a sheet, or the piece of it that changes."""
    same = unchanged() if is_partial() else None
    if same:
        return same
    now = reading()
    period = asked_period(now, request.args.get("period", ""))
    if period is None:
        return render_template("scoresheet/empty.html", subject=subject)
    shown = sheet.context(subject, period, now)
    if is_partial():
        return tagged(render_template("scoresheet/_sheet.html", **shown))
    frame = sheet.frame(subject, period, now, request.args)
    beside = people.beside(current_user(), subject, period)
    return render_template("scoresheet/sheet.html", **shown, **frame, **beside)


def explain(subject: Subject) -> ResponseReturnValue:
    """Show what a mark is made of; the page of the sheet shows the same beside it."""
    now = reading()
    period = asked_period(now, request.args.get("period", ""))
    found = sheet.explanation(subject, period, now, request.args) if period else None
    if found is None:
        abort(404)
    return render_template("scoresheet/_explanation.html", explained=found)
