"""The feed of what happened, for everybody who is logged in, and kudos from colleagues."""

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.auth.access import logged_in
from app.auth.queries import current_user
from app.happenings import page, queries, service
from app.happenings.errors import KudosError
from app.happenings.rows import Happening
from app.htmx import is_partial, see_other
from app.stamp import reading, tagged, unchanged

blueprint = Blueprint("happenings", __name__)

NUMBER = "<int(max=2147483647):number>"


@blueprint.get("/feed")
@logged_in
def index() -> ResponseReturnValue:
    """Show what happened, the newest first, or the piece of it that changes."""
    same = unchanged() if is_partial() else None
    if same:
        return same
    shown = page.context(page.read_asked(request.args), current_user(), reading())
    if is_partial():
        return tagged(render_template("happenings/_feed.html", **shown))
    return render_template("happenings/index.html", **shown)


@blueprint.post(f"/feed/{NUMBER}/kudos")
@logged_in
def give(number: int) -> ResponseReturnValue:
    """Give kudos for what happened."""
    one, rep = the_happening(number), the_reader()
    try:
        service.give(one.id, rep, clock.now())
    except KudosError as error:
        abort(403, str(error))
    return again(one)


@blueprint.post(f"/feed/{NUMBER}/kudos/back")
@logged_in
def take_back(number: int) -> ResponseReturnValue:
    """Take one's kudos back."""
    one = the_happening(number)
    service.take_back(one.id, the_reader())
    return again(one)


def the_happening(number: int) -> Happening:
    """Return what happened, or 404 if it did not or is gone."""
    return queries.happening(number) or abort(404)


def the_reader() -> int:
    """Return the rep that the reader is; 403 for who is none."""
    return current_user().rep_id or abort(403, _("Kudos come from colleagues who are reps."))


def again(one: Happening) -> ResponseReturnValue:
    """Show a line of the feed as it is now, by itself or in its place on the page."""
    asked = page.read_asked(request.args)
    if is_partial():
        shown = page.entry(one, asked, current_user(), reading())
        return render_template("happenings/_happening.html", one=shown)
    return see_other(url_for("happenings.index", **asked.address(), _anchor=f"happening-{one.id}"))
