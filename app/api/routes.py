"""The API: each address parses what was sent, calls one thing, and answers in JSON."""

from dataclasses import asdict

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests

from app import clock
from app.activities.service import NoAgreementError
from app.api import service
from app.api.messages import answer, body, checked, exact
from app.api.once import once
from app.auth.access import admin, token_with
from app.auth.tokens import current_program, program

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


@pages.get("/admin/api")
@admin
def reference() -> ResponseReturnValue:
    """Show what the API can do."""
    return ""
