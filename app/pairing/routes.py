"""The page that a screen shows until it is paired, and the page on which a manager pairs it."""

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.auth import screens
from app.auth.access import manager, public
from app.auth.queries import current_user
from app.auth.service import Refusal, RefusedError
from app.htmx import is_partial, see_other
from app.pairing import codes, drawing, page, queries, service
from app.pairing.forms import PairForm
from app.stamp import tagged, unchanged

blueprint = Blueprint("pairing", __name__)


@blueprint.get("/wall/pair")
@public
def wait() -> ResponseReturnValue:
    """Show a screen the code by which it is paired, another one in time; once it is paired, send it to the wall."""
    token, now = request.cookies.get(screens.cookie_name(), ""), clock.now()
    if queries.is_waiting(token, now):
        return waiting(token)
    # In this order: what waits no longer may have become a screen between the two looks, but not the other way round.
    if screens.screen_of(token):
        return see_other(url_for("wall.wall"))
    # This process may not know it for a moment yet, and would send it back from the wall: it waits for its next look.
    if queries.is_hung(token):
        return waiting(token)
    found = service.wait(request.remote_addr, now)
    if isinstance(found, Refusal):
        return wait_page("", page.full(found, now), 429)
    response = waiting(found)
    screens.keep(response, found)
    return response


@blueprint.get("/wall/pair/<code>.svg")
@public
def qr(code: str) -> ResponseReturnValue:
    """Draw the address where the screen with this code is paired."""
    if not codes.is_code(code):
        abort(404)
    return Response(
        drawing.qr_svg(url_for("pairing.ask", code=code, _external=True)), mimetype="image/svg+xml"
    )


@blueprint.get("/screens/pair")
@manager
def ask() -> ResponseReturnValue:
    """Ask for the code of a screen, which a QR code brings along, and for its name."""
    code = codes.plain(request.args.get("code", ""))
    return form_page(PairForm(formdata=None, code=codes.shown(code) if codes.is_code(code) else ""))


@blueprint.post("/screens/pair")
@manager
def pair() -> ResponseReturnValue:
    """Let the screen with this code show the wall."""
    form, now = PairForm(), clock.now()
    if not form.validate():
        return form_page(form), 422
    name = form.name.data or ""
    try:
        paired = service.pair(
            codes.plain(form.code.data or ""), name, current_user().id, request.remote_addr, now
        )
    except RefusedError as refused:
        form.name.errors = [str(refused)]
        return form_page(form), 422
    if isinstance(paired, Refusal):
        form.code.errors = [page.no_screen(paired, now)]
        return form_page(form), 422 if paired.retry_at is None else 429
    flash(_("%(name)s is paired: in a moment it turns to the wall by itself.", name=name))
    return see_other(url_for("screens.screen", number=paired))


def waiting(token: str) -> Response:
    """Return the page of a screen that waits, or that it has it already."""
    code = codes.code_of(token)
    return (unchanged(code) if is_partial() else None) or wait_page(code)


def wait_page(code: str, full: str = "", status: int = 200) -> Response:
    """Render the page of a screen that waits, or the piece of it that changes: with its code, or why there is none."""
    piece = render_template("pairing/_pairing.html", code=code, shown=codes.shown(code), full=full)
    if is_partial():
        return tagged(piece, status, code or "none")
    return make_response(render_template("pairing/wait.html", pairing=piece), status)


def form_page(form: PairForm) -> str:
    """Render the page on which a screen is paired."""
    return render_template("pairing/pair.html", form=form, names=queries.revoked_names())
