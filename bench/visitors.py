"""A wall screen and a rep who is logged in: what their browsers send."""

from dataclasses import dataclass

from flask import Flask

from app.auth import screens, service
from bench.sizes import NOW

PASSWORD = "only for the bench"  # noqa: S105 - of a database that is thrown away
REP = 7
"""The number of the rep who is logged in: one who stays in his team."""
EMAIL = f"rep-{REP}@example.com"
WALL = "/wall"
BOARD = "/board?board=rep&page=3"
ME = "/me"

Headers = dict[str, str]


@dataclass(frozen=True)
class Visitors:
    """The headers of a screen and of a rep whose page asks for its piece that changes."""

    screen: Headers
    rep: Headers


def make_visitors(app: Flask) -> Visitors:
    """Store a screen and a user, and log him in."""
    token = service.create_screen("bench", NOW)
    service.create_user(EMAIL, "rep", (), PASSWORD, NOW)
    answer = app.test_client().post("/login", data={"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 303, "he is logged in"
    session = answer.headers["Set-Cookie"].partition(";")[0]
    return Visitors(_poll(f"{screens.cookie_name()}={token}"), _poll(session))


def make_screens(many: int) -> list[Headers]:
    """Store many screens, and return what each of them sends."""
    tokens = [service.create_screen(f"screen {number}", NOW) for number in range(many)]
    return [_poll(f"{screens.cookie_name()}={token}") for token in tokens]


def _poll(cookie: str) -> Headers:
    return {"HX-Request": "true", "HX-Request-Type": "partial", "HX-PTag": "none", "Cookie": cookie}


def having(headers: Headers, tag: str) -> Headers:
    """Return the headers of who has the version `tag` already."""
    return {**headers, "HX-PTag": tag}
