"""Errors as programs read them: problem details (RFC 9457), for every address of the API."""

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, request

PREFIX = "/api/"
MEDIA_TYPE = "application/problem+json"


def wanted() -> bool:
    """Return whether a program asks: it gets no pages, also for what is not there."""
    return request.path.startswith(PREFIX)


def problem(
    status: int,
    detail: str,
    headers: Iterable[tuple[str, str]] = (),
    more: Mapping[str, Any] | None = None,
) -> Response:
    """Return a problem with its sentence, and `more` members of its own."""
    title = HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
    members = {"type": "about:blank", "title": title, "status": status, "detail": detail, **(more or {})}
    body = json.dumps(members)
    return Response(body, status, list(headers), mimetype=MEDIA_TYPE)
