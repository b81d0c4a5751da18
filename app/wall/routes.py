"""The wall for a screen that hangs alone, and the link by which a screen gets its cookie without being paired."""

from flask import Blueprint, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

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
    token = request.cookies.get(screens.cookie_name(), "")
    known = screens.screen_of(token)
    shown = page.drawn(page.wall_of(known, at))
    if is_partial():
        return tagged(shown, tag=tag)
    answer = tagged(render_template("wall/wall.html", wall=shown.decode()), tag=tag)
    if known:
        # It loads itself anew each night: so its cookie never runs out.
        screens.keep(answer, token)
    return answer


@blueprint.get("/wall/open/<token>")
@public
def open_link(token: str) -> ResponseReturnValue:
    """Exchange the token of a link for the screen's cookie, and leave the link behind; without one it is paired."""
    if screens.screen_of(token) is None:
        return see_other(url_for("pairing.wait"))
    response = make_response(see_other(url_for("wall.wall")))
    screens.keep(response, token)
    return response
