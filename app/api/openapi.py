"""The description of the API (OpenAPI 3.1), made of the routes, their rules of access and the schemas."""

import re
from typing import Any, NamedTuple

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from werkzeug.routing import Rule

from app.api import readings, schemas
from app.api.once import HEADER
from app.auth import access

BLUEPRINT = "api"
REF = "#/components/schemas/{model}"
WITHOUT_VERB = {"HEAD", "OPTIONS"}

REFUSALS = {
    400: "The body is not JSON.",
    401: "There is no token, or none that is good.",
    403: "The token lacks the scope.",
    404: "There is no such thing.",
    409: "It cannot be done now; the detail says why.",
    413: "The body is too large.",
    415: "The body is not declared to be JSON.",
    422: "The request does not fit; `errors` says where.",
    429: "Too many requests; Retry-After says when to go on.",
    500: "Something broke; X-Request-Id finds it in the log.",
    503: "The database is busy or away; Retry-After says when to try again.",
}
ALWAYS = (401, 403, 422, 429, 500, 503)
TO_READ = (404,)
TO_WRITE = (400, 404, 409, 413, 415)


class Operation(NamedTuple):
    """What a route is for, in words, with the schemas of its query, body and answer."""

    summary: str
    answer: type[BaseModel] | None
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    also: type[BaseModel] | None = None


OPERATIONS = {
    "post_activities": Operation("Send activities", schemas.Receipt, body=schemas.Delivery),
    "put_person": Operation("Tell a rep's teams", schemas.Changed, body=schemas.Person),
    "put_absences": Operation("Tell a rep's absences", schemas.Changed, body=schemas.Absences),
    "standings": Operation("Read boards", readings.Standings, readings.StandingsQuery),
    "scores": Operation("Read scores", readings.Scores, readings.ScoresQuery),
    "participant": Operation(
        "Read about a rep or a team", readings.Rep, readings.ParticipantQuery, also=readings.Team
    ),
    "clocks": Operation("Read clocks", readings.Clocks, readings.ClocksQuery),
    "openapi": Operation("Read this description", None),
}


def document(app: Flask) -> dict[str, Any]:
    """Return the description of the API of `app`."""
    paths: dict[str, dict[str, Any]] = {}
    for rule in app.url_map.iter_rules():
        blueprint, _dot, name = rule.endpoint.partition(".")
        if blueprint == BLUEPRINT:
            for verb in (rule.methods or set()) - WITHOUT_VERB:
                path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
                paths.setdefault(path, {})[verb.lower()] = _operation(app, rule, name)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Baton",
            "version": "1",
            "description": "Facts in, standings and scores out. Errors are problem details (RFC 9457).",
        },
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def _operation(app: Flask, rule: Rule, name: str) -> dict[str, Any]:
    asked = OPERATIONS[name]
    scope = str(access.rule_of(app, rule.endpoint)).removeprefix(access.BEARER)
    needed = f"Needs a token with the scope `{scope}`." if scope in ("ingest", "read") else "Needs a token."
    view = app.view_functions[rule.endpoint]
    found: dict[str, Any] = {
        "operationId": name,
        "summary": asked.summary,
        "description": f"{(view.__doc__ or '').strip()} {needed}",
        "parameters": [*_path_parameters(rule), *_query_parameters(asked.query)],
        "responses": _responses(asked),
    }
    if asked.body:
        found["parameters"].append(_idempotency_key())
        found["requestBody"] = {"required": True, "content": _content(asked.body)}
    return found


def _path_parameters(rule: Rule) -> list[dict[str, Any]]:
    schema = {"type": "string", "minLength": 1, "maxLength": 200}
    return [
        {"name": name, "in": "path", "required": True, "schema": schema} for name in sorted(rule.arguments)
    ]


def _query_parameters(model: type[BaseModel] | None) -> list[dict[str, Any]]:
    if model is None:
        return []
    found = []
    for name, schema in model.model_json_schema()["properties"].items():
        # A query has no null: what is not asked for is left out.
        plain = {key: value for key, value in schema.items() if key not in ("anyOf", "title", "description")}
        for one in schema.get("anyOf", ()):
            plain |= one if one != {"type": "null"} else {}
        if plain.get("default", 0) is None:
            del plain["default"]
        text = schema.get("description") or plain.pop("description", "")
        plain.pop("description", None)
        found.append({"name": name, "in": "query", "description": text, "schema": plain})
    return found


def _idempotency_key() -> dict[str, Any]:
    return {
        "name": HEADER,
        "in": "header",
        "description": "The same request with the same key is carried out once; its answer is kept for 24 hours.",
        "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
    }


def _responses(asked: Operation) -> dict[str, Any]:
    codes = sorted({*ALWAYS, *(TO_WRITE if asked.body else TO_READ)})
    problem = {"application/problem+json": {"schema": _ref(schemas.Problem)}}
    found: dict[str, Any] = {"200": {"description": "What was asked for.", "content": _content(asked.answer)}}
    if asked.also:
        assert asked.answer
        either = {"anyOf": [_ref(asked.answer), _ref(asked.also)]}
        found["200"]["content"] = {"application/json": {"schema": either}}
    return found | {str(code): {"description": REFUSALS[code], "content": problem} for code in codes}


def _content(model: type[BaseModel] | None) -> dict[str, Any]:
    return {"application/json": {"schema": _ref(model) if model else {"type": "object"}}}


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": REF.format(model=model.__name__)}


def _schemas() -> dict[str, Any]:
    bodies = [one.body for one in OPERATIONS.values() if one.body]
    given = [one for asked in OPERATIONS.values() for one in (asked.answer, asked.also) if one]
    entries = (schemas.Activity, schemas.Withdrawal)
    kinds = [(model, "validation") for model in (*bodies, *given, *entries, schemas.Problem)]
    _map, found = models_json_schema(kinds, ref_template=REF)  # type: ignore[arg-type]
    defined: dict[str, Any] = found["$defs"]
    # Activities are read like lines of a file, and not by pydantic: their schema is for the reader.
    defined["Delivery"]["properties"]["activities"]["items"] = {"anyOf": [_ref(one) for one in entries]}
    return defined
