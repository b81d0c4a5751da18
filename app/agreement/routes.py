"""The agreement as a page that both sides can read."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.agreement import page as pages
from app.auth.access import logged_in
from app.stamp import reading

blueprint = Blueprint("agreement", __name__)


@blueprint.get("/agreement")
@logged_in
def page() -> ResponseReturnValue:
    """Show the version in force, or the one asked for by its first month."""
    now = reading()
    if now.timeline is None:
        return render_template("agreement/empty.html")
    return render_template("agreement/page.html", **pages.context(now, request.args.get("version", "")))
