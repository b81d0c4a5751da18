"""Who may ask for what: every route of the program, for every role and for who is not logged in."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from flask import Flask, make_response
from flask_login import login_user
from sqlalchemy import select, update
from sqlalchemy.orm import Session, scoped_session
from werkzeug.exceptions import HTTPException

from app.auth import access, service
from app.auth.queries import Viewer
from app.extensions import db
from app.models.people import Membership, Rep, Team
from app.models.users import User
from tests.cast import NOW, PASSWORD, email, logged_in
from tests.harness import make_app

EXAMPLES = {
    "filename": "css/tokens.css",
    "key": "ines",
    "name": "Nord",
    "token": "no-such-token",
    "number": "1",
    "act": "move",
    "step": "disable",
    "absence": 1,
    "label": "2026-Q3",
    "day": "2026-09-01",
    "board": "rep",
    "who": "sales/nobody",
    "kind": "points",
    "look": "light",
    "version": "0123",
    "code": "K7M4PX",
    "place": 1,
    "level": "calls",
}
"""A value for each part of an address; whoever adds a part says here what to ask with."""


class Route(NamedTuple):
    """One method of one address."""

    endpoint: str
    method: str
    path: str
    rule: str | None


def routes() -> Iterator[Route]:
    app = make_app("sqlite://")
    with app.test_request_context():
        for found in app.url_map.iter_rules():
            for method in sorted((found.methods or set()) - {"HEAD", "OPTIONS"}):
                values = {name: EXAMPLES[name] for name in found.arguments}
                _domain, path = found.build(values)  # type: ignore[misc]
                yield Route(found.endpoint, method, path, access.rule_of(app, found.endpoint))


ROUTES = list(routes())
INSIDE = [
    route for route in ROUTES if route.rule != access.PUBLIC and not (route.rule or "").startswith("bearer")
]
"""Routes for people; those for programs are in test_api_access.py."""


def named(route: Route) -> str:
    return f"{route.method} {route.endpoint}"


@pytest.mark.parametrize("route", ROUTES, ids=named)
def test_every_route_has_a_rule(route: Route) -> None:
    people = (access.PUBLIC, access.LOGGED_IN, access.MANAGER, access.ADMIN, access.SCREEN)
    programs = (access.BEARER_OR_ADMIN, access.BEARER + "ingest", access.BEARER + "read")
    assert route.rule in (*people, *programs)


def test_what_is_public_is_listed_here() -> None:
    assert {route.endpoint for route in ROUTES if route.rule == access.PUBLIC} == {
        *("static", "auth.login", "auth.log_in", "auth.log_out", "auth.welcome", "auth.welcomed"),
        *("pairing.wait", "pairing.qr", "wall.open_link"),
        *("outbox.ask_to_stop", "outbox.stop"),
    }


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("route", INSIDE, ids=named)
def test_strangers_are_asked_who_they_are(app: Flask, cast: None, route: Route) -> None:
    client = app.test_client()
    door = "/wall/pair" if route.rule == access.SCREEN else "/login"
    answer = client.open(route.path, method=route.method)
    assert (answer.status_code, answer.location.partition("?")[0]) == (303, door)
    piece = client.open(route.path, method=route.method, headers={"HX-Request": "true"})
    assert (piece.status_code, piece.data) == (401, b"")
    assert piece.headers["HX-Redirect"].startswith(door)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("who", ["ines", "nils", "mara", "ada"])
@pytest.mark.parametrize("route", INSIDE, ids=named)
def test_roles_get_in_where_the_rule_says(app: Flask, cast: None, route: Route, who: str) -> None:
    status = logged_in(app, who).open(route.path, method=route.method).status_code
    let_in = {access.ADMIN: ("ada",), access.MANAGER: ("mara", "ada")}
    kept_out = who not in let_in.get(route.rule or "", ("ines", "nils", "mara", "ada"))
    for_all = route.endpoint in ("badges.rep", "badges.team")
    not_his = route.path.rpartition("/")[2] in ("ines", "Nord") and who == "nils" and not for_all
    assert (status == 403) is (kept_out or not_his)
    assert status < 500


POLL = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-PTag": "1"}


@pytest.fixture
def made_up() -> Flask:
    app = make_app("sqlite://")
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    app.add_url_rule("/admins", "admins", access.admin(lambda: "secret"))
    app.add_url_rule("/managers", "managers", access.manager(lambda: "secret"))
    app.add_url_rule("/race", "race", access.screen(lambda: "race"))
    return app


def gate(app: Flask, path: str, role: str) -> int | None:
    """Return the status with which a role is kept out."""
    with app.test_request_context(path, headers=POLL):
        if role:
            login_user(Viewer(1, "x@example.com", role, 0, 0, "token"))
        try:
            answer = access.gate()
        except HTTPException as refused:
            return refused.code
        return make_response(answer).status_code if answer else None


@pytest.mark.parametrize(
    ("path", "answers"),
    [
        ("/forgotten", {"": 401, "rep": 403, "manager": 403, "admin": 403}),
        ("/admins", {"": 401, "rep": 403, "manager": 403, "admin": None}),
        ("/managers", {"": 401, "rep": 403, "manager": None, "admin": None}),
        ("/race", {"": 401, "rep": None, "manager": None, "admin": None}),
        ("/no-such-page", {"": None, "rep": None}),
        ("/static/css/app.css", {"": None, "rep": None}),
    ],
)
def test_rules(made_up: Flask, path: str, answers: dict[str, int | None]) -> None:
    assert {role: gate(made_up, path, role) for role in answers} == answers


SHEETS = {
    "ines": {"ines": 200, "ole": 403, "jan": 403, "Nord": 200, "Süd": 403},
    "nils": {"ines": 403, "ole": 403, "jan": 403, "Nord": 403, "Süd": 403},
    "mara": {"ines": 200, "ole": 200, "jan": 403, "Nord": 200, "Süd": 403},
    "ada": {"ines": 200, "ole": 200, "jan": 200, "Nord": 200, "Süd": 200},
}


def viewer(name: str) -> Viewer:
    found = service.log_in(email(name), PASSWORD, None, NOW)
    assert isinstance(found, Viewer)
    return found


def ask(user: Viewer, what: str, during: tuple[int, int] | None = None) -> int | None:
    try:
        found: Rep | Team
        if what[0].isupper():
            found = access.sheet_of_team(user, what)
            return 200 if found.name == what else 500
        found = access.sheet_of_rep(user, what, during)
        return 200 if found.key == what else 500
    except HTTPException as refused:
        return refused.code


@pytest.mark.parametrize("who", SHEETS)
def test_sheets(session: scoped_session[Session], cast: None, who: str) -> None:
    user = viewer(who)
    assert {what: ask(user, what) for what in SHEETS[who]} == SHEETS[who]
    assert ask(user, "nobody") == 404
    assert ask(user, "Nowhere") == 404


def test_owner_key_without_a_team_has_no_sheet(session: scoped_session[Session], cast: None) -> None:
    db.session.add(Rep(key="stray"))
    db.session.commit()
    assert ask(viewer("ada"), "stray") == 404


def test_manager_sees_whom_he_had_in_the_days_shown(session: scoped_session[Session], cast: None) -> None:
    nord = db.session.scalars(select(Team).where(Team.name == "Nord")).one()
    jan = db.session.scalars(select(Rep).where(Rep.key == "jan")).one()
    jan.memberships[0].starts = 730_000
    db.session.add(Membership(rep=jan, team=nord, starts=729_000, ends=730_000, name="Jan"))
    db.session.commit()
    mara = viewer("mara")
    assert ask(mara, "jan") == 403
    assert ask(mara, "jan", (729_999, 730_030)) == 200
    assert ask(mara, "jan", (730_000, 730_030)) == 403
    assert ask(mara, "jan", (728_900, 729_000)) == 403


def test_who_manages_no_more_sees_no_more(session: scoped_session[Session], cast: None) -> None:
    """A change of role is enough: what is left of the teams he managed opens nothing."""
    db.session.execute(update(User).where(User.email == email("mara")).values(role="rep"))
    db.session.commit()
    assert ask(viewer("mara"), "Nord") == 403
