"""What programs send and get, as JSON: bodies and queries checked by their schema, answers and refusals written."""

import json
from collections.abc import Mapping
from datetime import UTC
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from flask import Response, abort, request
from flask_babel import gettext as _

from app.clock import to_datetime
from app.intake.jsonlines import MalformedError, decode, object_fault
from app.problems import problem

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound="BaseModel")

MOST_FAULTS = 50


def answer(found: Mapping[str, Any], status: int = 200) -> Response:
    """Return what was asked for."""
    return Response(json.dumps(found), status, mimetype="application/json")


def instant(moment: int | None) -> str | None:
    """Return an instant as ISO 8601 in UTC, with a Z at the end."""
    if moment is None:
        return None
    return to_datetime(moment).astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def body() -> str:
    """Return the JSON text that was sent, not decoded yet; 415 for anything else, 413 if there is too much of it."""
    if request.mimetype != "application/json" or request.content_encoding not in (None, "identity"):
        abort(415, _("Send JSON as it is: Content-Type: application/json, without a Content-Encoding."))
    try:
        return request.get_data().decode()
    except UnicodeDecodeError as error:
        abort(400, _("The body is not UTF-8 at byte %(at)d.", at=error.start + 1))


def exact(text: str) -> Any:
    """Return JSON text decoded, its numbers as exact decimals; 400 if it is not JSON."""
    try:
        return decode(text)
    except MalformedError as error:
        abort(400, _("The body: %(reason)s.", reason=error))


def checked(model: type[M], found: Any) -> M:
    """Return what was sent as `model` has it; 422 with every fault and its place."""
    from pydantic import ValidationError

    try:
        return model.model_validate(found)
    except ValidationError as error:
        unfit(faults_of(error))


def checked_json(model: type[M], text: str) -> M:
    """Return JSON text as `model` has it, strictly; 400 if it is not JSON, 422 with every fault and its place."""
    from pydantic import ValidationError

    if fault := object_fault(exact(text), escaped="\\u" in text):
        unfit([("", fault)])
    try:
        return model.model_validate_json(text, strict=True)
    except ValidationError as error:
        unfit(faults_of(error))


def checked_query(model: type[M]) -> M:
    """Return the query as `model` has it; 422 for what it does not know, for nothing is guessed."""
    given = request.args.to_dict(flat=False)
    twice = [name for name, texts in given.items() if len(texts) > 1]
    if twice:
        unfit([(twice[0], _("is there more than once"))])
    return checked(model, {name: texts[0] for name, texts in given.items()})


def texts(given: "BaseModel") -> dict[str, str]:
    """Return the members of what was sent as a file would have them: dates in ISO 8601, nothing for null."""
    found = given.model_dump(mode="json")
    return {name: "" if value is None else str(value) for name, value in found.items()}


def unfit(faults: list[tuple[str, str]]) -> NoReturn:
    """Refuse a request with 422; `faults` are places and what is wrong there."""
    listed = [{"place": place, "message": message} for place, message in faults[:MOST_FAULTS]]
    abort(problem(422, _("What was sent does not fit."), more={"errors": listed}))


def faults_of(error: "ValidationError") -> list[tuple[str, str]]:
    """Return the places and messages of an error of pydantic, without what was given: it may be personal."""
    return [(_place(one["loc"]), one["msg"]) for one in error.errors(include_input=False, include_url=False)]


def _place(parts: tuple[int | str, ...]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return text.removeprefix(".")
