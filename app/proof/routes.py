"""The proof of each score, for whom it concerns."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from app.auth.access import logged_in, sheet_of_rep, sheet_of_team
from app.auth.queries import current_user
from app.periods import asked_period
from app.proof import page, proving
from app.proof.proving import Whose
from app.scoresheet.queries import days
from app.stamp import reading

blueprint = Blueprint("proof", __name__)


@blueprint.get("/proof/rep/<path:key>")
@logged_in
def rep(key: str) -> ResponseReturnValue:
    """Show what a score of a rep rests on."""
    period = asked_period(reading(), request.args.get("period", ""))
    found = sheet_of_rep(current_user(), key, days(period) if period else None)
    return show(Whose("rep", found.id, found.key, found.name or found.key))


@blueprint.get("/proof/team/<path:name>")
@logged_in
def team(name: str) -> ResponseReturnValue:
    """Show what a score of a team rests on."""
    found = sheet_of_team(current_user(), name)
    return show(Whose("team", found.id, found.name, found.name))


def show(whose: Whose) -> ResponseReturnValue:
    """Show the proof of the score that is asked for; 404 if there is none."""
    now = reading()
    period = asked_period(now, request.args.get("period", ""))
    asked = proving.read_asked(period, request.args) if period else None
    proof = proving.prove(whose, asked) if asked else None
    if proof is None:
        abort(404)
    return render_template("proof/proof.html", **page.context(proof, now))
