"""Who may use the API: a good token with the right scope, and nothing else."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models.tokens import ApiToken
from app.tokens import service
from tests.cast import logged_in
from tests.harness import close, make_app
from tests.programs import Program, make_token, told
from tests.source import ROOT
from tests.web.test_auth_access import EXAMPLES, ROUTES

OF_PROGRAMS = [route for route in ROUTES if (route.rule or "").startswith("bearer")]
MINUTE = 60 * 1_000_000


def named(route: Any) -> str:
    return f"{route.method} {route.endpoint}"


def test_the_routes_for_programs_are_those_of_the_api() -> None:
    assert {route.path for route in OF_PROGRAMS} == {
        route.path for route in ROUTES if route.path.startswith("/api/")
    }
    assert EXAMPLES["key"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("route", OF_PROGRAMS, ids=named)
def test_without_a_token_there_is_no_answer(app: Flask, cast: None, route: Any) -> None:
    answer = app.test_client().open(route.path, method=route.method)
    assert "Send a token" in told(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Bearer realm=Baton"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("route", OF_PROGRAMS, ids=named)
@pytest.mark.parametrize("who", ["ines", "ada"])
def test_a_log_in_is_no_token(app: Flask, cast: None, route: Any, who: str) -> None:
    answer = logged_in(app, who).open(route.path, method=route.method)
    if route.rule == "bearer_or_admin" and who == "ada":
        assert answer.status_code == 200
    else:
        told(answer, 401)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("route", OF_PROGRAMS, ids=named)
@pytest.mark.parametrize("scope", ["ingest", "read"])
def test_a_token_does_what_its_scope_says(app: Flask, cast: None, route: Any, scope: str) -> None:
    answer = Program(app, make_token("crm", scope)).send(route.method, route.path.removeprefix("/api/v1"), "")
    kept_out = route.rule not in ("bearer_or_admin", f"bearer:{scope}")
    assert (answer.status_code == 403) is kept_out
    if kept_out:
        assert "lacks the scope" in told(answer, 403)


@pytest.mark.parametrize(
    "header",
    ["Bearer wrong", "Bearer ", "Bearer", "Basic YTpi", "bearer  x", "Token x", "Bearer \xff", "Bearer a b"],
)
def test_what_is_no_good_token(app: Flask, session: Any, header: str) -> None:
    answer = app.test_client().post("/api/v1/activities", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer realm=Baton")


def test_tokens_end(app: Flask, session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    program = Program(app, make_token(days=1))
    assert program.post().status_code == 409
    monkeypatch.setattr(clock, "now", lambda: now + service.DAY - 1)
    assert program.post().status_code == 409
    monkeypatch.setattr(clock, "now", lambda: now + service.DAY)
    answer = program.post()
    assert "has ended" in told(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Bearer realm=Baton, error=invalid_token"


def test_revoked_tokens_open_nothing(app: Flask, session: Any) -> None:
    program = Program(app, make_token())
    assert program.post().status_code == 409
    service.revoke_token("crm", clock.now())
    assert program.post().status_code == 401


def test_last_use_is_noted_once_a_minute(app: Flask, session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    program = Program(app, make_token())
    for after, noted in [(0, 0), (MINUTE - 1, 0), (MINUTE, MINUTE), (MINUTE + 5, MINUTE)]:
        monkeypatch.setattr(clock, "now", lambda moment=now + after: moment)
        program.post()
        assert db.session.scalar(select(ApiToken.last_used_at)) == now + noted


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/api/", 404), ("GET", "/api/v1/nothing", 404), ("POST", "/api/v2/activities", 404)],
)
def test_what_is_not_there_is_a_problem_too(app: Flask, method: str, path: str, status: int) -> None:
    told(app.test_client().open(path, method=method), status)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_wrong_method_is_a_problem_too(app: Flask) -> None:
    answer = app.test_client().delete("/api/v1/activities")
    told(answer, 405)
    assert "POST" in answer.headers["Allow"]


@pytest.fixture
def broken(database: str) -> Iterator[Flask]:
    app = make_app(database, PROPAGATE_EXCEPTIONS=False)
    app.add_url_rule("/api/v1/broken", "static-broken", lambda: 1 // 0)
    vars(app.view_functions["static-broken"])["access_rule"] = "public"
    yield app
    close(app)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_broke_is_a_problem_with_a_number(broken: Flask) -> None:
    answer = broken.test_client().get("/api/v1/broken")
    assert "Something broke" in told(answer, 500) or answer.headers["X-Request-Id"]


def test_forms_still_need_their_token() -> None:
    """Only the API goes without: it knows no cookies."""
    app = make_app("sqlite://", WTF_CSRF_ENABLED=True)
    assert app.test_client().post("/login", data={"email": "x"}).status_code in (303, 400)
    assert app.test_client().post("/api/v1/activities").status_code == 401


def test_starting_does_not_wait_for_what_few_requests_need() -> None:
    """Commands and servers start without it: it is imported by the first request that needs it."""
    code = "import sys, wsgi; sys.exit(not {'pydantic', 'holidays', 'matplotlib'}.isdisjoint(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
