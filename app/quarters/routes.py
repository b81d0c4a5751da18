"""The pages of quarters, for managers and admins: their states, closing, opening again, what it changed."""

from collections.abc import Callable, Sequence

from flask import Blueprint, abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.auth.access import manager
from app.auth.queries import current_user
from app.htmx import see_other
from app.quarters import page, queries, service
from app.quarters.forms import RefuseForm, ReopenForm
from app.quarters.service import QuarterError
from app.stamp import reading

blueprint = Blueprint("quarters", __name__)


@blueprint.get("/quarters")
@manager
def index() -> ResponseReturnValue:
    """Show all quarters with their states."""
    now = reading()
    if now.timeline is None:
        return render_template("quarters/index.html", quarters=[])
    return render_template("quarters/index.html", quarters=page.rows(now.line, now.day))


@blueprint.get("/quarters/<label>")
@manager
def quarter(label: str) -> ResponseReturnValue:
    """Show one quarter: its state, what stands against closing it, its versions, what came late."""
    return shown(label, ReopenForm(), [])


@blueprint.get("/quarters/<label>/close")
@manager
def ask(label: str) -> ResponseReturnValue:
    """Ask once more before a quarter is made final."""
    now = reading()
    return render_template("quarters/ask.html", row=page.row(the_quarter(label), now.line, now.day))


@blueprint.post("/quarters/<label>/close")
@manager
def close(label: str) -> ResponseReturnValue:
    """Make a quarter final."""
    return done(label, lambda: service.close(label, current_user().id), _("%(label)s is final.", label=label))


@blueprint.post("/quarters/<label>/reopen")
@manager
def reopen(label: str) -> ResponseReturnValue:
    """Ask for a final quarter to be opened again."""
    form = ReopenForm()
    if not form.validate():
        return shown(label, form, []), 422
    told = _("Asked. %(label)s stays final until another person agrees.", label=label)
    return done(label, lambda: service.ask_to_reopen(label, form.reason.data or "", current_user().id), told)


@blueprint.post("/quarters/<label>/reopen/<int(max=2147483647):number>/agree")
@manager
def agree(label: str, number: int) -> ResponseReturnValue:
    """Open a quarter again as somebody else asked."""
    told = _("%(label)s is open again, and scored by all that has come.", label=label)
    return done(label, lambda: service.agree(number, current_user().id), told)


@blueprint.post("/quarters/<label>/reopen/<int(max=2147483647):number>/refuse")
@manager
def refuse(label: str, number: int) -> ResponseReturnValue:
    """Let a quarter stay final."""
    answer = RefuseForm().answer.data or ""
    told = _("%(label)s stays final.", label=label)
    return done(label, lambda: service.refuse(number, current_user().id, answer), told)


def done(label: str, act: Callable[[], object], told: str) -> ResponseReturnValue:
    """Do something with a quarter and go back to its page, or show there why not."""
    try:
        act()
    except QuarterError as error:
        return shown(label, ReopenForm(), error.reasons), 409
    flash(told)
    return see_other(url_for("quarters.quarter", label=label))


def shown(label: str, form: ReopenForm, refused: Sequence[str]) -> str:
    """Render the page of a quarter; 404 if it has not begun."""
    about = page.context(the_quarter(label), reading(), current_user().id)
    return render_template(
        "quarters/quarter.html", **about, form=form, refuse_form=RefuseForm(), refused=refused
    )


def the_quarter(label: str) -> queries.State:
    """Return the quarter called `label`, or 404 if it has not begun."""
    now = reading()
    one = queries.state_of(now.line, now.day, label) if now.timeline else None
    return one or abort(404)
