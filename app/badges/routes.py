"""Badges: cabinets for everybody who is logged in, a page to print each, and what managers give and take back."""

from flask import Blueprint, abort, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.auth.access import known_rep, known_team, logged_in, manager, sheet_of_rep
from app.auth.queries import current_user
from app.badges import page, queries, service
from app.badges.errors import BadgeError, ForbiddenError
from app.badges.forms import GiveForm, RevokeForm
from app.badges.page import Subject
from app.badges.queries import Award
from app.htmx import see_other
from app.stamp import reading

blueprint = Blueprint("badges", __name__)

NUMBER = "<int(max=2147483647):number>"


@blueprint.get("/badges")
@logged_in
def index() -> ResponseReturnValue:
    """Show which badges there are, the newest ones, and the ways to cabinets."""
    return render_template("badges/index.html", **page.index(current_user(), reading()))


@blueprint.get("/badges/rep/<path:key>")
@logged_in
def rep(key: str) -> ResponseReturnValue:
    """Show the cabinet of a rep."""
    found = known_rep(key)
    return cabinet(page.subject_rep(current_user(), *found, reading()))


@blueprint.get("/badges/team/<path:name>")
@logged_in
def team(name: str) -> ResponseReturnValue:
    """Show the cabinet of a team."""
    found = known_team(name)
    return cabinet(page.subject_team(current_user(), found.id, found.name))


@blueprint.get(f"/badges/award/{NUMBER}")
@logged_in
def award(number: int) -> ResponseReturnValue:
    """Show a badge to be printed."""
    found = the_award(number)
    subject = page.whose(found, current_user(), reading())
    return render_template("badges/award.html", **page.printed(found, subject, reading()))


@blueprint.get("/badges/give/<path:key>")
@manager
def ask_to_give(key: str) -> ResponseReturnValue:
    """Ask which badge a rep is to be given, and what for."""
    return giving(the_rep(key), form_to_give(formdata=None))


@blueprint.post("/badges/give/<path:key>")
@manager
def give(key: str) -> ResponseReturnValue:
    """Give a badge to a rep."""
    subject, form = the_rep(key), form_to_give()
    if not form.validate():
        return giving(subject, form), 422
    try:
        service.give(form.badge.data, subject.id, form.reason.data or "", current_user().id, clock.now())
    except ForbiddenError as error:
        abort(403, str(error))
    except BadgeError as error:
        form.badge.errors = [str(error)]
        return giving(subject, form), 422
    flash(_("It is in the cabinet now."))
    return see_other(page.cabinet_url(subject))


@blueprint.get(f"/badges/award/{NUMBER}/revoke")
@manager
def ask_to_revoke(number: int) -> ResponseReturnValue:
    """Ask why a badge is to be taken back."""
    return revoking(the_award(number), RevokeForm(formdata=None))


@blueprint.post(f"/badges/award/{NUMBER}/revoke")
@manager
def revoke(number: int) -> ResponseReturnValue:
    """Take a badge back."""
    found, form = the_award(number), RevokeForm()
    if not form.validate():
        return revoking(found, form), 422
    try:
        service.revoke(number, form.reason.data or "", current_user().id, clock.now())
    except ForbiddenError as error:
        abort(403, str(error))
    except BadgeError as error:
        form.reason.errors = [str(error)]
        return revoking(found, form), 422
    return see_other(page.cabinet_url(page.whose(found, current_user(), reading())))


def cabinet(subject: Subject) -> str:
    """Render a cabinet."""
    return render_template("badges/cabinet.html", **page.cabinet(subject, reading()))


def the_rep(key: str) -> Subject:
    """Return the rep who is to be given a badge, if the reader may see his sheet; 403 for oneself."""
    found = sheet_of_rep(current_user(), key)
    subject = page.subject_rep(current_user(), found.id, found.key, found.name, reading())
    return subject if subject.acts else abort(403)


def the_award(number: int) -> Award:
    """Return a badge that is a fact, or 404."""
    return queries.award(number) or abort(404)


def form_to_give(**values: None) -> GiveForm:
    """Return the form with the badges that are given by hand."""
    return GiveForm([(one.id, one.name) for one in page.by_hand(reading())], **values)


def giving(subject: Subject, form: GiveForm) -> str:
    """Render the form that gives a badge."""
    left = page.left_to_give(current_user(), reading())
    return render_template("badges/give.html", subject=subject, form=form, left=left)


def revoking(found: Award, form: RevokeForm) -> str:
    """Render the form that takes a badge back; for whom it is not, 403."""
    subject = page.whose(found, current_user(), reading())
    if not subject.acts:
        abort(403)
    return render_template(
        "badges/revoke.html", **page.printed(found, subject, reading()), form=form, number=found.held.id
    )
