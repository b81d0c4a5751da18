"""The winners of quarters that are final, for everybody in the company."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.auth.access import logged_in
from app.auth.queries import current_user
from app.stamp import reading
from app.winners import certificate as certificates
from app.winners import page

blueprint = Blueprint("winners", __name__)


@blueprint.get("/winners")
@logged_in
def index() -> ResponseReturnValue:
    """Show the winners of the newest quarter that is final, and what was won over the years."""
    return render_template("winners/index.html", **page.context(current_user(), reading()))


@blueprint.get("/winners/<label>")
@logged_in
def quarter(label: str) -> ResponseReturnValue:
    """Show the winners of one quarter."""
    return render_template("winners/index.html", **page.context(current_user(), reading(), label))


@blueprint.get("/winners/<label>/certificate/<board>/<path:who>")
@logged_in
def certificate(label: str, board: str, who: str) -> ResponseReturnValue:
    """Show the certificate of who (side, or "all", and key) was on a podium, to be printed."""
    found = certificates.certificate(label, board, who, reading())
    return render_template("winners/certificate.html", certificate=found)
