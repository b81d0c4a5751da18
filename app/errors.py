"""Kind pages for what went wrong; a piece of a page gets a sentence instead, never a page inside a page."""

import sqlite3

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy import exc
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from app.auth import queries
from app.auth.access import ask_to_log_in, is_public
from app.htmx import is_htmx, say
from app.logs import facts, log, request_id
from app.problems import problem, wanted

UPGRADE = "flask db upgrade"
MISSING = ("no such table", "no such column", "undefinedtable", "undefinedcolumn")
BUSY = ("database is locked", "locknotavailable", "querycanceled")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(CSRFError, forged)
    app.register_error_handler(exc.DBAPIError, no_database)
    app.register_error_handler(exc.TimeoutError, no_database)
    app.register_error_handler(Exception, broken)


def refused(error: HTTPException) -> ResponseReturnValue:
    """Say what was wrong with a request, or that something broke."""
    code = error.code or 500
    if code >= 500:
        return apology(code, *words(code), error)
    title, text = words(code)
    kept = [(name, value) for name, value in error.get_headers() if name != "Content-Type"]
    if wanted():
        return problem(code, str(error.description or text), kept)
    # Our own reasons are for the reader; those of the framework are for programmers.
    if error.description != type(error).description and code in (403, 404, 429):
        text = str(error.description)
    if is_htmx():
        response = say(f"{title} {text}", code)
        response.headers.extend(kept)
        return response
    return render_template("errors/error.html", title=title, text=text, code=code), code, kept


def forged(error: CSRFError) -> ResponseReturnValue:
    """Refuse a form without its token; who was logged out meanwhile is asked to log in, for that is the reason."""
    if not is_public() and queries.viewer() is None:
        return ask_to_log_in()
    return refused(error)


def no_database(error: Exception) -> ResponseReturnValue:
    """Say that the database is not there, is busy, or waits for its migrations."""
    if propagates():
        raise error
    cause = f"{type(getattr(error, 'orig', error)).__name__} {getattr(error, 'orig', error)}".lower()
    if any(sign in cause for sign in BUSY) or isinstance(error, exc.TimeoutError):
        title, text = _("Baton is busy."), _("A large load is being worked through. Try again in a minute.")
        return apology(503, title, text, ServiceUnavailable(retry_after=60))
    if any(sign in cause for sign in MISSING):
        title = _("The database waits for an upgrade.")
        text = _("Whoever runs Baton brings it up to date with “%(command)s”.", command=UPGRADE)
        return apology(503, title, text, error)
    if isinstance(error, exc.OperationalError | exc.InterfaceError) and not is_bad_sql(error):
        return apology(503, *words(503), error)
    return broken(error)


def is_bad_sql(error: exc.DBAPIError) -> bool:
    """Return whether a statement was wrong; SQLite calls that an operational error, like a file that is gone."""
    return getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR


def broken(error: Exception) -> ResponseReturnValue:
    """Say that something broke, under a number that finds it in the log."""
    if propagates():
        raise error
    return apology(500, *words(500), error)


def apology(code: int, title: str, text: str, error: Exception) -> ResponseReturnValue:
    """Log what broke, and show a page that needs neither database nor session."""
    original = getattr(error, "original_exception", None) or error
    expected = isinstance(original, HTTPException) and not isinstance(original, InternalServerError)
    log.error("broken", **facts(code), exc_info=None if expected else original)
    headers = {"X-Request-Id": request_id()} | ({"Retry-After": "60"} if code == 503 else {})
    if wanted():
        return problem(code, text, headers.items())
    if is_htmx():
        return "", code, headers
    return (
        render_template("errors/broken.html", title=title, text=text, code=code, id=request_id()),
        code,
        headers,
    )


def propagates() -> bool:
    """Return whether tests and the debugger want to see the exception itself."""
    wanted: bool | None = current_app.config["PROPAGATE_EXCEPTIONS"]
    return current_app.testing or current_app.debug if wanted is None else wanted


def words(code: int) -> tuple[str, str]:
    """Return what a status means to a person, and what to do now."""
    method = request.method
    known = {
        400: (_("That did not arrive whole."), _("Go back, load the page again and try once more.")),
        401: (_("You are not logged in."), _("Log in, then try again.")),
        403: (_("This is not for you to see."), _("If it should be, ask whoever runs Baton here.")),
        404: (_("There is no such page."), _("It may have moved, or its address was mistyped.")),
        405: (_("That cannot be done here."), _("This page does not answer %(method)s.", method=method)),
        413: (_("That is too large."), _("Send less at once.")),
        429: (_("Too many tries."), _("Wait a little, then try again.")),
        503: (_("The database does not answer."), _("Nothing is lost. Try again in a minute.")),
    }
    broke = (
        _("Something broke."),
        _("It was noted. Try again; if it stays, tell whoever runs Baton the number."),
    )
    return known.get(code) or (known[400] if 400 <= code < 500 else broke)
