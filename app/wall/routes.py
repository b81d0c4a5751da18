"""The wall for a screen that hangs alone: its token is exchanged for a cookie, then it shows the races by itself."""

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.auth import screens
from app.auth.access import public, screen
from app.htmx import is_partial, see_other
from app.stamp import piece, reading, tagged, unchanged
from app.wall import race

blueprint = Blueprint("wall", __name__)


@blueprint.get("/wall")
@screen
def wall() -> ResponseReturnValue:
    """Show the wall, or the piece of it that changes."""
    same = unchanged() if is_partial() else None
    if same:
        return same
    now = reading()
    if now.timeline is None:
        shown = piece("wall", "", lambda: render_template("wall/_wall.html", tag=now.tag, bands=[]))
    else:
        shown = piece("wall", "", lambda: render_template("wall/_wall.html", **race.context(now)))
    return tagged(shown if is_partial() else render_template("wall/wall.html", wall=shown.decode()))


@blueprint.get("/wall/enter")
@public
def enter() -> ResponseReturnValue:
    """Ask for a screen's token."""
    return render_template("wall/enter.html", fault="")


@blueprint.post("/wall/enter")
@public
def entered() -> ResponseReturnValue:
    """Exchange the token that was typed for the screen's cookie."""
    return admit(request.form.get("token", "").strip())


@blueprint.get("/wall/open/<token>")
@public
def open_link(token: str) -> ResponseReturnValue:
    """Exchange the token of a link for the screen's cookie, and leave the link behind."""
    return admit(token)


def admit(token: str) -> ResponseReturnValue:
    """Give the screen with this token its cookie and the wall; ask again if there is none."""
    if screens.screen_of(token) is None:
        fault = _("No screen has this token. It may have been revoked, or a letter is missing.")
        return render_template("wall/enter.html", fault=fault), 422
    response = make_response(see_other(url_for("wall.wall")))
    screens.keep(response, token)
    return response
