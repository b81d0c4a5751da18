"""The pages of what managers watch: the report of their teams, and the exceptions of a working day."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.auth.access import manager
from app.auth.queries import current_user
from app.compliance import day as days
from app.compliance import nudging, page, queries, service
from app.compliance.errors import NotDoneError
from app.compliance.exceptions import Entry, Exceptions, as_csv
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
    shown = days.context(teams, the_day(), request.args.get("page", ""), now, clock.now())
    return render_template("compliance/exceptions.html", **shown)


@blueprint.get("/team-report/exceptions.csv")
@manager
def exceptions_file() -> ResponseReturnValue:
    """Send the exceptions of a working day as a file."""
    label = request.args.get("day", "")
    found = the_exceptions(label)
    content = as_csv(found.entries(found.keys))
    headers = {"Content-Disposition": f'attachment; filename="exceptions-{label or "latest"}.csv"'}
    return Response(content, mimetype="text/csv", headers={**headers, "Cache-Control": "no-store"})


@blueprint.get("/team-report/exceptions/<day>/<key>")
@manager
def exception(day: str, key: str) -> ResponseReturnValue:
    """Show one exception with what was done about it."""
    return one_page(day, the_entry(the_exceptions(day), key), NoteForm(formdata=None))


@blueprint.post("/team-report/exceptions/<day>/<key>")
@manager
def note(day: str, key: str) -> ResponseReturnValue:
    """Note something about an exception."""
    entry, form = the_entry(the_exceptions(day), key), NoteForm()
    if not form.validate():
        return one_page(day, entry, form), 422
    service.note(entry.key, (form.text.data or "").strip(), current_user().id, clock.now())
    return see_other(url_for("compliance.exception", day=day, key=key))


@blueprint.post("/team-report/exceptions/<day>/<key>/take")
@manager
def take(day: str, key: str) -> ResponseReturnValue:
    """Let the reader take care of an exception, if nobody does yet."""
    found = the_exceptions(day)
    entry = the_entry(found, key)
    attempt(lambda: service.take(entry.key, current_user().id, clock.now()))
    return see_other(days.place_url(found, entry.key, the_day(day)))


@blueprint.post("/team-report/exceptions/<day>/<key>/remind")
@manager
def remind(day: str, key: str) -> ResponseReturnValue:
    """Have the rep of an exception reminded of it, once a day, if a message reaches him."""
    found, now, moment = the_exceptions(day), reading(), clock.now()
    entry = the_entry(found, key)
    if not nudging.concerns(entry):
        abort(404)

    def act() -> None:
        reached = nudging.reach_of(entry, now)
        service.nudge(entry.key, reached, current_user().id, now.day, moment)
        flash(nudging.sent_words(entry, reached, now, moment))

    attempt(act)
    return see_other(days.place_url(found, entry.key, the_day(day)))


def attempt(act: Callable[[], None]) -> None:
    """Do something about an exception; say why not where it is not done."""
    try:
        act()
    except NotDoneError as error:
        flash(str(error), "error")


def the_day(label: str | None = None) -> int:
    """Return the day asked for, or 404 if it is none that is over."""
    asked = request.args.get("day", "") if label is None else label
    return (reading().timeline and days.read_day(asked, reading())) or abort(404)


def the_exceptions(label: str) -> Exceptions:
    """Return the exceptions of a day in the reader's teams."""
    return Exceptions(queries.teams_of(current_user()), the_day(label), reading(), clock.now())


def the_entry(found: Exceptions, digest: str) -> Entry:
    """Return one of the exceptions, or 404."""
    key = next((key for key in found.keys if key.digest == digest), None) or abort(404)
    return found.entries([key])[0]


def one_page(label: str, entry: Entry, form: NoteForm) -> str:
    """Render the page of an exception."""
    (shown,) = days.shown([entry], the_day(label), reading())
    back = url_for("compliance.exceptions_of_day", day=label)
    return render_template("compliance/exception.html", one=shown, back=back, form=form)
