"""The wall for a screen that hangs alone: its token is exchanged for a cookie, then it shows the races by itself."""

from flask import Blueprint, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.auth import screens
from app.auth.access import public, screen
from app.htmx import is_partial, see_other
from app.stamp import reading, tagged, unchanged
from app.wall import page

blueprint = Blueprint("wall", __name__)


@blueprint.get("/wall")
@screen
def wall() -> ResponseReturnValue:
    """Show the wall, or the piece of it that changes: one scene of its programme at a time."""
    at = page.asked(request.args.get("at", ""))
    if at is None:
        abort(404)
    tag = page.tag_of(reading().tag, at)
    same = unchanged(tag) if is_partial() else None
    if same:
        return same
    known = screens.screen_of(request.cookies.get(screens.cookie_name()))
    shown = page.drawn(page.wall_of(known, at))
    return tagged(shown if is_partial() else render_template("wall/wall.html", wall=shown.decode()), tag=tag)


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
