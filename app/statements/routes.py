"""The statement of a rep and the disputes about it: for him, for managers and admins."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.auth.access import logged_in, manager, statement_of_rep
from app.auth.queries import current_user
from app.bonuses import queries as bonuses
from app.bonuses import service
from app.bonuses.errors import EntryError, ForbiddenError, StateError
from app.bonuses.queries import Case
from app.htmx import see_other
from app.stamp import reading
from app.statements import conversation, page
from app.statements.conversation import Subject
from app.statements.forms import AnswerForm, TextForm

blueprint = Blueprint("statements", __name__)

NUMBER = "<int(max=2147483647):number>"


@blueprint.get("/statement")
@logged_in
def own() -> ResponseReturnValue:
    """Show the reader his own statement."""
    viewer = current_user()
    if viewer.rep is None:
        return render_template("statements/nobody.html")
    return render_template("statements/statement.html", **page.context(viewer, viewer.rep, reading()))


@blueprint.get("/statement/<path:key>")
@logged_in
def rep(key: str) -> ResponseReturnValue:
    """Show the statement of a rep to who may see it."""
    viewer = current_user()
    found = statement_of_rep(viewer, key)
    return render_template("statements/statement.html", **page.context(viewer, found, reading()))


@blueprint.get("/disputes")
@manager
def disputes() -> ResponseReturnValue:
    """List all disputes, open ones first."""
    shown = conversation.listed(current_user(), request.args.get("page", ""), reading())
    return render_template("statements/disputes.html", **shown)


@blueprint.get("/disputes/new")
@logged_in
def ask() -> ResponseReturnValue:
    """Ask what is to be said about one's own quarter, or one bonus of it."""
    return asking(the_subject(), TextForm(formdata=None))


@blueprint.post("/disputes/new")
@logged_in
def open_dispute() -> ResponseReturnValue:
    """Open a dispute."""
    subject, form = the_subject(), TextForm()

    def act() -> None:
        text = form.text.data or ""
        service.open_dispute(subject.quarter, subject.bonus_id, text, current_user().id, clock.now())
        flash(_("Managers and admins see it now. Their answer will stand here."))

    return done(act, form, lambda: asking(subject, form), url_for("statements.own"))


@blueprint.get(f"/disputes/{NUMBER}")
@logged_in
def dispute(number: int) -> ResponseReturnValue:
    """Show a dispute with all that was said."""
    case = the_case(number)
    return shown(case, form_of(case, formdata=None))


@blueprint.post(f"/disputes/{NUMBER}")
@logged_in
def say(number: int) -> ResponseReturnValue:
    """Add to a dispute, or end it by an answer."""
    case = the_case(number)
    form = form_of(case)

    def act() -> None:
        text, by = form.text.data or "", current_user().id
        if isinstance(form, AnswerForm) and form.outcome.data:
            service.resolve(number, form.outcome.data, text, by, clock.now())
        else:
            service.say(number, text, by, clock.now())

    return done(act, form, lambda: shown(case, form), url_for("statements.dispute", number=number))


@blueprint.get(f"/disputes/{NUMBER}/withdraw")
@logged_in
def ask_to_withdraw(number: int) -> ResponseReturnValue:
    """Ask once more before a dispute is taken back."""
    case = the_case(number)
    if "withdraw" not in conversation.may(case):
        return see_other(url_for("statements.dispute", number=number))
    about = conversation.context(case, current_user(), reading())
    return render_template("statements/withdraw.html", **about)


@blueprint.post(f"/disputes/{NUMBER}/withdraw")
@logged_in
def withdraw(number: int) -> ResponseReturnValue:
    """Take back one's own dispute."""
    the_case(number)
    attempt(lambda: service.withdraw(number, current_user().id, clock.now()))
    return see_other(url_for("statements.dispute", number=number))


def the_subject() -> Subject:
    """Return what the reader wants to dispute, or 404 if there is nothing like that of his."""
    label, bonus = request.args.get("quarter", ""), request.args.get("bonus", type=int)
    return conversation.subject_of(label, bonus, current_user(), reading()) or abort(404)


def the_case(number: int) -> Case:
    """Return a dispute that the reader may see; 403 if it is not for him, 404 if there is none."""
    viewer = current_user()
    case = bonuses.case(number, viewer.id) or abort(404)
    statement_of_rep(viewer, case.payee.key)
    return case


def form_of(case: Case, **values: None) -> TextForm:
    """Return the form for the reader: who may end the dispute chooses whether he does."""
    return AnswerForm(**values) if "resolve" in conversation.may(case) else TextForm(**values)


def asking(subject: Subject, form: TextForm) -> str:
    """Render the form that opens a dispute."""
    return render_template("statements/ask.html", subject=subject, form=form)


def shown(case: Case, form: TextForm) -> str:
    """Render the page of a dispute."""
    about = conversation.context(case, current_user(), reading())
    return render_template("statements/dispute.html", **about, form=form)


def done(act: Callable[[], None], form: TextForm, again: Callable[[], str], url: str) -> ResponseReturnValue:
    """Do something with what was written and go on at `url`, or show the form `again` with what is wrong with it."""
    if not form.validate():
        return again(), 422
    try:
        attempt(act)
    except EntryError as error:
        form.text.errors = [str(error)]
        return again(), 422
    return see_other(url)


def attempt(act: Callable[[], None]) -> None:
    """Do something; say why not where somebody was quicker, and refuse who may not do it."""
    try:
        act()
    except ForbiddenError as error:
        abort(403, str(error))
    except StateError as error:
        flash(str(error), "error")
