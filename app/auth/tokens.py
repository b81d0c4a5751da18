"""Bearer tokens of programs: the only thing that lets anybody use the API."""

from typing import NamedTuple

from flask import g, request
from flask_babel import gettext as _
from sqlalchemy import bindparam, or_, select
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, Unauthorized

from app.auth.queries import fingerprint
from app.extensions import db
from app.models.tokens import ApiToken

_token = ApiToken.__table__.c
# Built once: this is asked with each request.
_GOOD = select(_token.id, _token.name, _token.scopes, _token.source, _token.last_used_at).where(
    _token.token_hash == bindparam("hash"),
    _token.revoked_at.is_(None),
    or_(_token.expires_at.is_(None), _token.expires_at > bindparam("now")),
)


class Program(NamedTuple):
    """A program that uses the API: its token's id, name, scopes, source, and when it was last used."""

    id: int
    name: str
    scopes: frozenset[str]
    source: str
    last_used_at: int | None


def is_shown() -> bool:
    """Return whether the request came with credentials of its own, right or wrong."""
    return "Authorization" in request.headers


def admit(scope: str, now: int) -> None:
    """Let a program in whose token is good and has `scope`, any if empty; 401 or 403 otherwise."""
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise _unauthorized(None, _("Send a token: Authorization: Bearer TOKEN."))
    program = _look_up(given.token, now)
    if program is None:
        raise _unauthorized("invalid_token", _("The token is unknown, has ended or was revoked."))
    if scope and scope not in program.scopes:
        raise Forbidden(_("The token may not do this: it lacks the scope %(scope)s.", scope=scope))
    g.baton_program = program


def program() -> Program | None:
    """Return the program that asks, or None."""
    found: Program | None = g.get("baton_program")
    return found


def current_program() -> Program:
    """Return the program that asks; for views that only programs with a token reach."""
    found = program()
    assert found, "the gate let in nobody else"
    return found


def _look_up(token: str, now: int) -> Program | None:
    row = db.session.execute(_GOOD, {"hash": fingerprint(token), "now": now}).first()
    return Program(row[0], row[1], frozenset(row[2].split()), row[3], row[4]) if row else None


def _unauthorized(error: str | None, text: str) -> Unauthorized:
    values: dict[str, str | None] = {"realm": "Baton"}
    if error:
        values["error"] = error
    return Unauthorized(text, www_authenticate=WWWAuthenticate("bearer", values))
