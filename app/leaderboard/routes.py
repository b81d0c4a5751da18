"""The board: a page and the piece of it that is polled, at one address."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from app.auth.access import logged_in
from app.auth.queries import current_user
from app.htmx import is_partial
from app.leaderboard import board as boards
from app.leaderboard import own
from app.leaderboard.scope import read_scope
from app.stamp import piece, reading, tagged, unchanged

blueprint = Blueprint("leaderboard", __name__)


@blueprint.get("/board")
@logged_in
def board() -> ResponseReturnValue:
    """Show a board, or the piece of it that changes; a poll of what has not changed is answered without any row."""
    same = unchanged() if is_partial() else None
    if same:
        return same
    now = reading()
    if now.timeline is None:
        return render_template("leaderboard/empty.html")
    scope = read_scope(request.args, now.timeline, now.day) or abort(404)
    shown = piece(
        "board", scope, lambda: render_template("leaderboard/_board.html", **boards.context(scope, now))
    )
    if is_partial():
        return tagged(shown)
    frame = boards.frame(scope, now)
    mine = own.context(current_user(), scope)
    return render_template("leaderboard/board.html", board=shown.decode(), **frame, **mine)


@blueprint.get("/board/mine")
@logged_in
def mine() -> ResponseReturnValue:
    """Say where the reader stands on a board; asked again whenever the board beside it has changed."""
    now = reading()
    if now.timeline is None:
        abort(404)
    scope = read_scope(request.args, now.timeline, now.day) or abort(404)
    return render_template("leaderboard/_mine.html", **own.context(current_user(), scope))
