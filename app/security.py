"""What every response carries so that browsers keep strangers out, and how sessions travel."""

from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from werkzeug.middleware.proxy_fix import ProxyFix

from app.htmx import CDN_FILES, VARY

MAX_REQUEST = 1024 * 1024
"""Bytes of the largest request that is read: nothing is uploaded by pages."""
A_YEAR = 365 * 24 * 3600

Headers = list[tuple[str, str]]


def init_app(app: Flask) -> None:
    """Set up sessions, the proxies to trust and the headers."""
    https = app.config["BATON_HTTPS"] == "on"
    app.config.update(
        SESSION_COOKIE_NAME="__Host-baton" if https else "baton",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        MAX_CONTENT_LENGTH=MAX_REQUEST,
        # A page may stay open for days: its token ends with the session, not before.
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.session_interface = sessions(app)
    protection = Protection(app.wsgi_app, app.config["HTMX_SOURCE"])
    app.extensions["baton_protection"] = protection
    wrap(app, protection)
    hops = int(app.config["TRUSTED_PROXIES"])
    if hops:
        wrap(app, ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops))


def wrap(app: Flask, outer: WSGIApplication) -> None:
    """Let `outer` answer for `app`."""
    vars(app)["wsgi_app"] = outer


def wrap_inside(app: Flask, make: Callable[[WSGIApplication], WSGIApplication]) -> None:
    """Let what `make` returns answer for `app`, inside of what protects every answer."""
    protection: Protection = app.extensions["baton_protection"]
    protection.inner = make(protection.inner)


class Protection:
    """Adds the headers below the framework, made once: they are on each poll too, and on whatever answers inside."""

    def __init__(self, inner: WSGIApplication, htmx_source: str) -> None:
        """Take what answers, and where pages load htmx from."""
        self.inner = inner
        self.plain = headers(htmx_source)
        self.secure = [*self.plain, ("Strict-Transport-Security", f"max-age={A_YEAR}")]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        always = self.secure if environ["wsgi.url_scheme"] == "https" else self.plain

        def start(status: str, given: Headers, exc_info: Any = None) -> Any:
            # What a view wants kept it says itself; the rest may be somebody's own.
            kept = any(name == "Cache-Control" for name, _value in given)
            more = [] if kept else [("Cache-Control", "no-store")]
            return start_response(status, [*given, *always, *more], exc_info)

        return self.inner(environ, start)


def sessions(app: Flask) -> SecureCookieSessionInterface:
    """Return sessions as Flask makes them, with one signer for all requests: making two was a third of a poll."""
    interface = SecureCookieSessionInterface()
    signer = interface.get_signing_serializer(app)
    vars(interface)["get_signing_serializer"] = lambda _app: signer
    return interface


def headers(htmx_source: str) -> Headers:
    """Return the headers of every response."""
    scripts = ("'self'", *CDN_FILES) if htmx_source == "cdn" else ("'self'",)
    return [
        ("Content-Security-Policy", policy(scripts)),
        ("X-Content-Type-Options", "nosniff"),
        # Not no-referrer: over https the check of forms wants to see where they come from.
        ("Referrer-Policy", "same-origin"),
        ("Vary", VARY),
    ]


def policy(scripts: tuple[str, ...]) -> str:
    """Return a Content-Security-Policy that allows what our pages use, with `scripts` by their full addresses."""
    allowed = {
        "default-src": "'none'",
        "script-src": " ".join(scripts),
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "font-src": "'self'",
        "media-src": "'self'",
        "base-uri": "'none'",
        "object-src": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in allowed.items())
