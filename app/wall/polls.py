"""Polls of walls, answered below the framework by what is known: hundreds of screens ask every 2 seconds.

Whatever is not plainly such a poll – another page, a scene not drawn in this version, a screen not yet known, a stamp
to be read anew – goes the long way, which decides the same and remembers it.
"""

from collections.abc import Iterable
from typing import NamedTuple
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

from app import security
from app.auth import screens
from app.auth.screens import KnownScreen
from app.stamp import Stamps
from app.wall import page
from app.wall.page import Wall

PATH = "/wall"
SCENE = "at="
"""Begins the query of a poll; there is nothing else in it."""


class Poll(NamedTuple):
    """A poll of a known screen: the version that is newest, and what the screen shows."""

    version: str
    wall: Wall

    @property
    def tag(self) -> str:
        """Return the version of the scene."""
        return page.tag_of(self.version, self.wall.at)


def init_app(app: Flask) -> None:
    """Put the short way inside of what protects every answer."""
    security.wrap_inside(app, lambda inner: ShortWay(app, inner))


class ShortWay:
    """Answers a known screen: 304 if it has the version that was read a moment ago, else the scene as drawn."""

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
        has = environ.get("HTTP_HX_PTAG")
        poll = self.poll_of(environ) if has and environ["PATH_INFO"] == PATH else None
        if poll and poll.tag == has:
            start_response("304 NOT MODIFIED", [("HX-PTag", poll.tag)])
            return []
        kept = self.stamps.kept(("wall", poll.wall, self.language), poll.version) if poll else None
        if poll and kept:
            length = ("Content-Length", str(len(kept)))
            start_response(
                "200 OK", [("Content-Type", "text/html; charset=utf-8"), length, ("HX-PTag", poll.tag)]
            )
            return [kept]
        return self.inner(environ, start_response)

    def poll_of(self, environ: WSGIEnvironment) -> Poll | None:
        """Return what is asked for, if it is plainly a poll of a known screen."""
        if environ["REQUEST_METHOD"] != "GET" or environ.get("HTTP_HX_REQUEST_TYPE") != "partial":
            return None
        query = environ.get("QUERY_STRING", "")
        at = page.asked(query.removeprefix(SCENE)) if not query or query.startswith(SCENE) else None
        newest = self.stamps.newest()
        known = self.screen_of(environ, newest.beside) if newest and at is not None else None
        if at is None or newest is None or known is None:
            return None
        return Poll(newest.tag, page.wall_of(known, at))

    def screen_of(self, environ: WSGIEnvironment, version: str) -> KnownScreen | None:
        """Return the screen whose cookie it is, if it was let in, by what is remembered."""
        for part in environ.get("HTTP_COOKIE", "").split(";"):
            name, _, token = part.strip().partition("=")
            if name == self.cookie:
                return screens.recall(self.app, token, version)
        return None
