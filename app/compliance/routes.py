"""The pages of what managers watch: the report of their teams, and the exceptions of a working day."""

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.auth.access import manager
from app.auth.queries import current_user
from app.compliance import day as days
from app.compliance import exceptions as found
from app.compliance import page, queries, service
from app.compliance.errors import TakenError
from app.compliance.exceptions import Entry
from app.compliance.forms import NoteForm
from app.htmx import see_other
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


@blueprint.get("/team-report/exceptions")
@manager
def exceptions_of_day() -> ResponseReturnValue:
    """Show the exceptions of a working day in the reader's teams, by default of the one before today."""
    now, teams = reading(), queries.teams_of(current_user())
    if not teams or now.timeline is None:
        return render_template("compliance/empty.html", teams=teams)
    return render_template("compliance/exceptions.html", **days.context(teams, the_day(), now, clock.now()))


@blueprint.get("/team-report/exceptions.csv")
@manager
def exceptions_file() -> ResponseReturnValue:
    """Send the exceptions of a working day as a file."""
    label = request.args.get("day", "")
    content = found.as_csv(the_entries(label))
    headers = {"Content-Disposition": f'attachment; filename="exceptions-{label or "latest"}.csv"'}
    return Response(content, mimetype="text/csv", headers={**headers, "Cache-Control": "no-store"})


@blueprint.get("/team-report/exceptions/<day>/<key>")
@manager
def exception(day: str, key: str) -> ResponseReturnValue:
    """Show one exception with what was done about it."""
    return one_page(day, the_entry(day, key), NoteForm(formdata=None))


@blueprint.post("/team-report/exceptions/<day>/<key>")
@manager
def note(day: str, key: str) -> ResponseReturnValue:
    """Note something about an exception."""
    entry, form = the_entry(day, key), NoteForm()
    if not form.validate():
        return one_page(day, entry, form), 422
    service.note(entry.key, (form.text.data or "").strip(), current_user().id, clock.now())
    return see_other(url_for("compliance.exception", day=day, key=key))


@blueprint.post("/team-report/exceptions/<day>/<key>/take")
@manager
def take(day: str, key: str) -> ResponseReturnValue:
    """Let the reader take care of an exception, if nobody does yet."""
    entry = the_entry(day, key)
    try:
        service.take(entry.key, current_user().id, clock.now())
    except TakenError as error:
        flash(str(error), "error")
    return see_other(url_for("compliance.exceptions_of_day", day=day, _anchor=f"exception-{key}"))


def the_day(label: str | None = None) -> int:
    """Return the day asked for, or 404 if it is none that is over."""
    asked = request.args.get("day", "") if label is None else label
    return (reading().timeline and days.read_day(asked, reading())) or abort(404)


def the_entries(label: str) -> list[Entry]:
    """Return the exceptions of a day in the reader's teams."""
    return found.report(queries.teams_of(current_user()), the_day(label), reading(), clock.now())


def the_entry(label: str, key: str) -> Entry:
    """Return one exception of the reader's teams, or 404."""
    return next((one for one in the_entries(label) if one.key.digest == key), None) or abort(404)


def one_page(label: str, entry: Entry, form: NoteForm) -> str:
    """Render the page of an exception."""
    shown = days.shown(entry, the_day(label), reading())
    back = url_for("compliance.exceptions_of_day", day=label)
    return render_template("compliance/exception.html", one=shown, back=back, form=form)
