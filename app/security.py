"""What every response carries so that browsers keep strangers out, and how sessions travel."""

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from app.htmx import CDN_FILES, VARY

MAX_REQUEST = 1024 * 1024
"""Bytes of the largest request that is read: nothing is uploaded by pages."""
A_YEAR = 365 * 24 * 3600

Headers = list[tuple[str, str]]


def init_app(app: Flask) -> None:
    """Set up sessions, the proxies to trust and the headers; before anything that answers requests."""
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
    hops = int(app.config["TRUSTED_PROXIES"])
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    plain = headers(app.config["HTMX_SOURCE"])
    secure = [*plain, ("Strict-Transport-Security", f"max-age={A_YEAR}")]

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.extend(secure if request.is_secure else plain)
        if request.endpoint != "static":
            response.headers.setdefault("Vary", VARY)
            # What a view wants kept it says itself; the rest may be somebody's own.
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def headers(htmx_source: str) -> Headers:
    """Return the headers of every response, made once: they are on each poll too."""
    scripts = ("'self'", *CDN_FILES) if htmx_source == "cdn" else ("'self'",)
    return [
        ("Content-Security-Policy", policy(scripts)),
        ("X-Content-Type-Options", "nosniff"),
        # Not no-referrer: over https the check of forms wants to see where they come from.
        ("Referrer-Policy", "same-origin"),
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
