"""Polls of walls that have nothing new, answered below the framework: hundreds of screens ask every 2 seconds.

Whatever is not plainly such a poll – another page, another version, a screen not yet known, a stamp to be read anew –
goes the long way, which decides the same and remembers it.
"""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

from app import security
from app.auth import screens
from app.stamp import Stamps

PATH = "/wall"


def init_app(app: Flask) -> None:
    """Put the short way inside of what protects every answer."""
    security.wrap_inside(app, lambda inner: ShortWay(app, inner))


class ShortWay:
    """Answers 304 to a known screen that has the version which this process read a moment ago."""

    def __init__(self, app: Flask, inner: WSGIApplication) -> None:
        """Take the application, and what answers everything else."""
        self.app = app
        self.inner = inner
        self.stamps: Stamps = app.extensions["baton_stamps"]
        with app.app_context():
            self.cookie = screens.cookie_name()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        tag = environ.get("HTTP_HX_PTAG")
        if tag and environ["PATH_INFO"] == PATH and self.has_nothing_new(environ, tag):
            start_response("304 NOT MODIFIED", [("HX-PTag", tag)])
            return []
        return self.inner(environ, start_response)

    def has_nothing_new(self, environ: WSGIEnvironment, tag: str) -> bool:
        """Return whether this is a poll of a known screen, and `tag` the version that it would get."""
        if environ["REQUEST_METHOD"] != "GET" or environ.get("HTTP_HX_REQUEST_TYPE") != "partial":
            return False
        newest = self.stamps.newest()
        return newest is not None and newest.tag == tag and self.is_known(environ, newest.number)

    def is_known(self, environ: WSGIEnvironment, number: int) -> bool:
        """Return whether the cookie is that of a screen which was let in under the stamp's `number`."""
        for part in environ.get("HTTP_COOKIE", "").split(";"):
            name, _, token = part.strip().partition("=")
            if name == self.cookie:
                return screens.is_remembered(self.app, token, number)
        return False
