"""Polls of walls, answered below the framework by what is known: hundreds of screens ask every 2 seconds.

Whatever is not plainly such a poll – another page, a wall not drawn in this version, a screen not yet known, a stamp to
be read anew – goes the long way, which decides the same and remembers it.
"""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

from app import security
from app.auth import screens
from app.auth.screens import KnownScreen
from app.stamp import Stamps

PATH = "/wall"


def init_app(app: Flask) -> None:
    """Put the short way inside of what protects every answer."""
    security.wrap_inside(app, lambda inner: ShortWay(app, inner))


class ShortWay:
    """Answers a known screen: 304 if it has the version that was read a moment ago, else the wall as drawn."""

    def __init__(self, app: Flask, inner: WSGIApplication) -> None:
        """Take the application, and what answers everything else."""
        self.app = app
        self.inner = inner
        self.stamps: Stamps = app.extensions["baton_stamps"]
        with app.app_context():
            self.cookie = screens.cookie_name()
        self.language = app.extensions["babel"].default_locale

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        tag = environ.get("HTTP_HX_PTAG")
        newest = self.version_for(environ) if tag and environ["PATH_INFO"] == PATH else None
        if newest and newest == tag:
            start_response("304 NOT MODIFIED", [("HX-PTag", newest)])
            return []
        kept = self.stamps.kept(("wall", "", self.language), newest) if newest else None
        if newest and kept:
            length = ("Content-Length", str(len(kept)))
            start_response(
                "200 OK", [("Content-Type", "text/html; charset=utf-8"), length, ("HX-PTag", newest)]
            )
            return [kept]
        return self.inner(environ, start_response)

    def version_for(self, environ: WSGIEnvironment) -> str | None:
        """Return the version that this request would get, if it is plainly a poll of a known screen."""
        if environ["REQUEST_METHOD"] != "GET" or environ.get("HTTP_HX_REQUEST_TYPE") != "partial":
            return None
        newest = self.stamps.newest()
        return newest.tag if newest and self.screen_of(environ, newest.number) else None

    def screen_of(self, environ: WSGIEnvironment, number: int) -> KnownScreen | None:
        """Return the screen whose cookie it is, if it was let in under the stamp's `number`."""
        for part in environ.get("HTTP_COOKIE", "").split(";"):
            name, _, token = part.strip().partition("=")
            if name == self.cookie:
                return screens.recall(self.app, token, number)
        return None
