"""The API: each address parses what was sent, calls one thing, and answers in JSON."""

from dataclasses import asdict

from flask import Blueprint, Response, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests

from app import clock
from app.activities.service import NoAgreementError
from app.api import answers, figures, service
from app.api.messages import answer, body, checked, checked_json, checked_query, exact, texts, unfit
from app.api.once import once
from app.auth.access import admin, token_or_admin, token_with
from app.auth.tokens import current_program, program
from app.people.rows import LONGEST

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
pages = Blueprint("api_pages", __name__)


@blueprint.before_request
def count() -> None:
    """Count the request of a program, and say how much it may send."""
    request.max_content_length = int(current_app.config["API_MAX_BYTES"])
    asking = program()
    now = clock.now()
    retry_at = service.count(asking, now, patient=request.method != "GET") if asking else None
    if retry_at is not None:
        wait = -(-(retry_at - now) // 1_000_000)
        raise TooManyRequests(
            _("Too many requests. The next one may come in %(wait)d s.", wait=wait), retry_after=wait
        )


@blueprint.post("/activities")
@token_with("ingest")
@once
def post_activities() -> Response:
    """Store activities, each judged on its own."""
    from app.api.schemas import Delivery

    text = body()
    sent = checked(Delivery, exact(text))
    try:
        accepted, repeated, rejected = service.receive(
            sent.activities, current_program(), clock.now(), escaped="\\u" in text
        )
    except NoAgreementError:
        abort(409, _("There is no agreement yet, and so no zone that days are cut in."))
    listed = [asdict(one) for one in rejected]
    return answer({"accepted": accepted, "repeated": repeated, "rejected": listed})


@blueprint.put("/people/<path:key>", merge_slashes=False)
@token_with("ingest")
@once
def put_person(key: str) -> Response:
    """Let what is sent be the whole truth about a rep's teams."""
    from app.api.schemas import Person

    rep = key_of_rep(key)
    sent = checked_json(Person, body())
    rows = [texts(one) for one in sent.memberships]
    changed, faults = service.set_person(rep, sent.name, sent.email, rows, current_program())
    if faults:
        unfit([(f"memberships[{one.place}]", one.reason) for one in faults])
    return answer({"who": rep, "changed": changed})


@blueprint.put("/people/<path:key>/absences", merge_slashes=False)
@token_with("ingest")
@once
def put_absences(key: str) -> Response:
    """Let what is sent be all absences of a rep."""
    from app.api.schemas import Absences

    rep = key_of_rep(key)
    sent = checked_json(Absences, body())
    changed, faults = service.set_absences(rep, [texts(one) for one in sent.absences], current_program())
    if faults:
        unfit([(f"absences[{one.place}]", one.reason) for one in faults])
    return answer({"who": rep, "changed": changed})


@blueprint.get("/standings")
@token_with("read")
def standings() -> Response:
    """Answer with a page of boards."""
    from app.api.readings import StandingsQuery

    asked = checked_query(StandingsQuery)
    return answer(answers.standings(asked.period, asked.board, asked.side, asked.page))


@blueprint.get("/scores")
@token_with("read")
def scores() -> Response:
    """Answer with a page of scores."""
    from app.api.readings import ScoresQuery

    asked = checked_query(ScoresQuery)
    return answer(answers.scores(asked.period, asked.who, asked.page))


@blueprint.get("/participants/<path:key>", merge_slashes=False)
@token_with("read")
def participant(key: str) -> Response:
    """Answer with a rep or a team."""
    from app.api.readings import ParticipantQuery

    return answer(answers.participant(key, checked_query(ParticipantQuery).board))


@blueprint.get("/clocks")
@token_with("read")
def clocks() -> Response:
    """Answer with clocks in a state."""
    from app.api.readings import ClocksQuery

    asked = checked_query(ClocksQuery)
    return answer(answers.clocks(asked.state, asked.after, asked.limit))


@blueprint.get("/openapi.json")
@token_or_admin
def openapi() -> Response:
    """Answer with the description of the API."""
    from app.api.openapi import document

    return answer(document(current_app))


def key_of_rep(text: str) -> str:
    """Return the key of a rep as it is stored; 422 if it cannot be."""
    key = text.strip()
    if not 0 < len(key) <= LONGEST["rep"]:
        unfit([("key", _("is not 1 to %(most)d characters long", most=LONGEST["rep"]))])
    return key


@pages.get("/admin/api")
@admin
def reference() -> ResponseReturnValue:
    """Show what the API can do."""
    from app.api.openapi import document

    found = document(current_app)
    example = url_for("api.post_activities", _external=True)
    operations, schemas = figures.operations(found), figures.schemas(found)
    return render_template("api/reference.html", example=example, operations=operations, schemas=schemas)
