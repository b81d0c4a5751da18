"""The pages on which an admin makes screens and revokes them."""

from typing import Any

from flask import Blueprint, abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.auth import queries, service
from app.auth.access import admin
from app.auth.service import RefusedError
from app.htmx import see_other
from app.screens.forms import ScreenForm
from app.stamp import reading
from app.wording import moment

blueprint = Blueprint("screens", __name__)


@blueprint.get("/admin/screens")
@admin
def index() -> ResponseReturnValue:
    """List the screens, and offer to make another."""
    return page(ScreenForm(formdata=None))


@blueprint.post("/admin/screens")
@admin
def create() -> ResponseReturnValue:
    """Make a screen; its token and link are on the answer itself, for no other page can show them again."""
    form = ScreenForm()
    if not form.validate():
        return page(form), 422
    name = form.name.data or ""
    try:
        token = service.create_screen(name, clock.now())
    except RefusedError as refused:
        form.name.errors = [str(refused)]
        return page(form), 422
    link = url_for("wall.open_link", token=token, _external=True)
    return page(ScreenForm(formdata=None), made=name, token=token, link=link), 201


@blueprint.get("/admin/screens/<int(max=2147483647):number>/revoke")
@admin
def ask(number: int) -> ResponseReturnValue:
    """Ask once more before a screen is revoked."""
    return render_template("screens/ask.html", number=number, name=name_of(number))


@blueprint.post("/admin/screens/<int(max=2147483647):number>/revoke")
@admin
def revoke(number: int) -> ResponseReturnValue:
    """Keep a screen from showing the wall."""
    name = name_of(number)
    try:
        service.revoke_screen(name, clock.now())
    except RefusedError as refused:
        flash(str(refused), "error")
    else:
        flash(_("%(name)s shows the wall no more.", name=name))
    return see_other(url_for("screens.index"))


def name_of(number: int) -> str:
    """Return the name of the screen with this id, or 404."""
    return queries.screen_name(number) or abort(404)


def page(form: ScreenForm, **once: Any) -> str:
    """Render the list with the form, and what is shown `once` above them."""
    known = reading()
    screens = [(one, moment(one.created_at, known.zone, known.day)) for one in queries.all_screens()]
    return render_template("screens/index.html", form=form, screens=screens, **once)
