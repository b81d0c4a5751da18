"""The pages on which an admin invites people, changes what they may do, and shows them out."""

from typing import Any

from flask import Blueprint, abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.auth import service as auth
from app.auth.access import admin
from app.auth.service import RefusedError
from app.htmx import see_other
from app.stamp import reading
from app.users import figures, queries, service
from app.users.forms import InviteForm, RoleForm
from app.users.queries import Person

blueprint = Blueprint("users", __name__)


@blueprint.get("/admin/users")
@admin
def index() -> ResponseReturnValue:
    """List the users, and offer to invite another."""
    return list_page(InviteForm(queries.team_names(), formdata=None))


@blueprint.post("/admin/users")
@admin
def invite() -> ResponseReturnValue:
    """Invite somebody; the link is on the answer itself, for no other page can show it again."""
    form = InviteForm(queries.team_names())
    if not form.validate():
        return list_page(form), 422
    email = form.email.data or ""
    try:
        token = auth.invite(email, form.role.data, form.teams.data or (), clock.now())
    except RefusedError as refused:
        form.email.errors = [str(refused)]
        return list_page(form), 422
    fresh = InviteForm(queries.team_names(), formdata=None)
    return list_page(fresh, link=link_of(token), invited=email), 201


@blueprint.get("/admin/users/<int(max=2147483647):number>")
@admin
def user(number: int) -> ResponseReturnValue:
    """Show one user, with all that can be changed of him."""
    return user_page(the_person(number))


@blueprint.post("/admin/users/<int(max=2147483647):number>")
@admin
def assign(number: int) -> ResponseReturnValue:
    """Change the role of a user and the teams that he manages."""
    person, form = the_person(number), RoleForm(queries.team_names())
    if not form.validate():
        return user_page(person, form), 422
    try:
        service.assign(number, form.role.data, form.teams.data or ())
    except RefusedError as refused:
        form.role.errors = [str(refused)]
        return user_page(person, form), 422
    flash(_("What %(email)s may do is saved.", email=person.email))
    return see_other(url_for("users.index"))


@blueprint.post("/admin/users/<int(max=2147483647):number>/link")
@admin
def new_link(number: int) -> ResponseReturnValue:
    """Make a user another link; it is on the answer itself, for no other page can show it again."""
    person = the_person(number)
    try:
        token = auth.new_link(number, clock.now())
    except RefusedError as refused:
        flash(str(refused), "error")
        return see_other(url_for("users.user", number=number))
    return user_page(the_person(number), link=link_of(token), invited=person.email), 201


@blueprint.get("/admin/users/<int(max=2147483647):number>/<any(disable,enable):step>")
@admin
def ask(number: int, step: str) -> ResponseReturnValue:
    """Ask once more before a user is disabled or enabled."""
    return render_template("users/ask.html", person=the_person(number), step=step)


@blueprint.post("/admin/users/<int(max=2147483647):number>/<any(disable,enable):step>")
@admin
def turn(number: int, step: str) -> ResponseReturnValue:
    """Disable a user, or enable him again."""
    person = the_person(number)
    try:
        if step == "disable":
            service.disable(number, clock.now())
            flash(_("%(email)s is disabled and logged out everywhere.", email=person.email))
        else:
            service.enable(number)
            flash(_("%(email)s may log in again.", email=person.email))
    except RefusedError as refused:
        flash(str(refused), "error")
    return see_other(url_for("users.user", number=number))


def the_person(number: int) -> Person:
    """Return the user with this id, or 404."""
    return queries.person(number) or abort(404)


def link_of(token: str) -> str:
    """Return the whole address of a link, to be passed on."""
    return url_for("auth.welcome", token=token, _external=True)


def list_page(form: InviteForm, **once: Any) -> str:
    """Render the list with the form, and what is shown `once` above them."""
    known, now = reading(), clock.now()
    users = [figures.shown(person, known, now) for person in queries.people()]
    return render_template("users/index.html", form=form, users=users, **once)


def user_page(person: Person, form: RoleForm | None = None, **once: Any) -> str:
    """Render a user with the form as it was sent, or as he is."""
    if form is None:
        begin = {"role": person.role, "teams": [name for _id, name in person.teams]}
        form = RoleForm(queries.team_names(), formdata=None, **begin)
    shown = figures.shown(person, reading(), clock.now())
    return render_template("users/user.html", person=person, shown=shown, form=form, **once)
