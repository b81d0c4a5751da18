"""Requests with an Idempotency-Key are carried out once, however often they are sent."""

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, abort, request
from flask_babel import gettext as _

from app import clock
from app.api import service
from app.api.messages import unfit
from app.auth.tokens import current_program
from app.problems import problem

P = ParamSpec("P")

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[!-~]{1,200}")


def once(view: Callable[P, Response]) -> Callable[P, Response]:
    """Answer a request with a key like the one before it with the same key, if that was carried out."""

    @wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> Response:
        key = request.headers.get(HEADER)
        if key is None:
            return view(*args, **kwargs)
        if not _KEY.fullmatch(key):
            unfit([(HEADER, _("is not 1 to 200 visible ASCII characters"))])
        program, digest = current_program(), _digest()
        before = service.claim(program, key, digest, clock.now())
        if before:
            return _replayed(before, digest)
        try:
            response = view(*args, **kwargs)
        except BaseException:
            service.release(program, key)
            raise
        service.keep(program, key, response.status_code, response.get_data(as_text=True))
        return response

    return answered


def _digest() -> str:
    head = f"{request.method} {request.full_path}\n".encode()
    return hashlib.sha256(head + request.get_data()).hexdigest()


def _replayed(before: service.Kept, digest: str) -> Response:
    if before.digest != digest:
        abort(problem(422, _("Another request was sent with this Idempotency-Key. Take a new one.")))
    if before.status is None or before.body is None:
        return problem(
            409, _("The same request is being worked on. Ask again in a moment."), [("Retry-After", "1")]
        )
    headers = {"Idempotency-Replayed": "true"}
    return Response(before.body, before.status, headers, mimetype="application/json")
