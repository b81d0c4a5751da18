"""The wall for a screen that hangs alone, and the link by which a screen gets its cookie without being paired."""

from flask import Blueprint, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

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


@blueprint.get("/wall/open/<token>")
@public
def open_link(token: str) -> ResponseReturnValue:
    """Exchange the token of a link for the screen's cookie, and leave the link behind; without one it is paired."""
    if screens.screen_of(token) is None:
        return see_other(url_for("pairing.wait"))
    response = make_response(see_other(url_for("wall.wall")))
    screens.keep(response, token)
    return response
