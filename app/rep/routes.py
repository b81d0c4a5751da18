"""The page of a rep, his own or as his manager sees it, and the ledger of his points."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.auth.access import logged_in, sheet_of_rep
from app.auth.queries import LinkedRep, current_user
from app.htmx import is_partial, see_other
from app.periods import asked_period
from app.rep import page as pages
from app.rep import points as ledger
from app.rep.page import Whose
from app.scoresheet.queries import days
from app.stamp import reading, tagged, unchanged

blueprint = Blueprint("rep", __name__)


@blueprint.get("/me")
@logged_in
def own() -> ResponseReturnValue:
    """Show the reader where he stands; who is no rep is sent to what is his."""
    same = nothing_new()
    if same:
        return same
    rep = current_user().rep
    return show(Whose(rep, own=True)) if rep else see_other(url_for("auth.front"))


@blueprint.get("/reps/<path:key>")
@logged_in
def page(key: str) -> ResponseReturnValue:
    """Show where a rep stands to who may see his score sheet."""
    return nothing_new() or show(Whose(the_rep(key, ""), own=False))


@blueprint.get("/me/points")
@logged_in
def own_points() -> ResponseReturnValue:
    """Show the reader his points, one by one."""
    rep = current_user().rep
    if rep is None:
        return see_other(url_for("auth.front"))
    return show_points(Whose(rep, own=True))


@blueprint.get("/points/rep/<path:key>")
@logged_in
def points(key: str) -> ResponseReturnValue:
    """Show the points of a rep, one by one, to who may see his score sheet."""
    return show_points(Whose(the_rep(key, request.args.get("period", "")), own=False))


def nothing_new() -> ResponseReturnValue | None:
    """Return the answer to a poll by who has the newest already: nothing of the page is read for it."""
    return unchanged(pages.tag_of(reading(), clock.now())) if is_partial() else None


def the_rep(key: str, label: str) -> LinkedRep:
    """Return the rep whose page it is, if the reader may see his score sheet of the period called `label`."""
    period = asked_period(reading(), label)
    found = sheet_of_rep(current_user(), key, days(period) if period else None)
    return LinkedRep(found.id, found.key, found.name)


def show(whose: Whose) -> ResponseReturnValue:
    """Show the page of a rep, or the piece of it that changes."""
    now, instant = reading(), clock.now()
    if now.timeline is None:
        return render_template("rep/empty.html", whose=whose)
    shown = pages.context(whose, now, instant)
    if is_partial():
        return tagged(render_template("rep/_now.html", **shown), tag=shown["tag"])
    return render_template("rep/page.html", **shown, **pages.frame(whose, now))


def show_points(whose: Whose) -> ResponseReturnValue:
    """Show the ledger of a rep's points in the period asked for."""
    period = asked_period(reading(), request.args.get("period", ""))
    if period is None:
        return render_template("rep/empty.html", whose=whose)
    asked = request.args.get("page", 1, type=int)
    return render_template("rep/points.html", **ledger.context(whose, period, reading(), asked))
