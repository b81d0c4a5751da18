import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, abort
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import logs
from app.auth import access
from app.extensions import db
from tests.cast import add_people, add_users, log_in, logged_in
from tests.harness import close, make_app
from tests.loading import load_agreement

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
SECRET = "ines@example.com"


def fail(code: str) -> str:
    if code == "crash":
        raise RuntimeError(f"no rep {SECRET}")
    if code == "query":
        db.session.execute(text("SELECT * FROM no_such_table WHERE email = :email"), {"email": SECRET})
    if code == "syntax":
        db.session.execute(text("SELEC"))
    abort(int(code))


@pytest.fixture
def failing(database: str) -> Iterator[Flask]:
    app = make_app(database, PROPAGATE_EXCEPTIONS=False)
    app.add_url_rule("/fail/<code>", "fail", access.public(fail), methods=["GET", "POST"])
    yield app
    close(app)


@pytest.mark.parametrize("code", [400, 401, 403, 404, 405, 413, 429, 418])
def test_refusals_are_kind_pages(failing: Flask, code: int) -> None:
    answer = failing.test_client().get(f"/fail/{code}")
    assert answer.status_code == code
    assert "<h1>" in answer.text
    assert 'class="nav"' in answer.text
    assert str(code) in answer.text


@pytest.mark.parametrize("code", [400, 403, 404, 429])
def test_a_piece_gets_a_sentence_and_no_page(failing: Flask, code: int) -> None:
    answer = failing.test_client().get(f"/fail/{code}", headers=HTMX)
    assert answer.status_code == code
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == ("#flash", "outerHTML")
    assert answer.text.strip().startswith('<div id="flash"')
    assert "<html" not in answer.text


def test_own_reasons_are_told(failing: Flask) -> None:
    failing.add_url_rule("/why", "why", access.public(lambda: abort(403, "Ask Mara.")))
    assert "Ask Mara." in failing.test_client().get("/why").text


@pytest.mark.parametrize("code", ["crash", "500", "syntax", "501"])
def test_what_broke_has_a_number_that_is_in_the_log(
    failing: Flask, caplog: pytest.LogCaptureFixture, code: str
) -> None:
    answer = failing.test_client().get(f"/fail/{code}")
    assert answer.status_code == (501 if code == "501" else 500)
    number = answer.headers["X-Request-Id"]
    assert number in answer.text
    assert any(number in record.getMessage() and "broken" in record.getMessage() for record in caplog.records)
    assert "Traceback" not in answer.text


def test_what_broke_swaps_nothing(failing: Flask) -> None:
    answer = failing.test_client().get("/fail/crash", headers=HTMX)
    assert (answer.status_code, answer.data) == (500, b"")


def test_nobody_is_named_in_the_log(failing: Flask, capfd: pytest.CaptureFixture[str]) -> None:
    client = failing.test_client()
    client.get("/fail/crash?token=secret-token")
    client.get("/fail/query")
    client.post("/login", data={"email": SECRET, "password": "secret-password"})
    told = capfd.readouterr().err
    assert "no rep (e-mail)" in told
    assert "/fail/<code>" in told
    for secret in (SECRET, "secret-token", "secret-password"):
        assert secret not in told


def test_missing_tables_say_which_command_to_run(failing: Flask) -> None:
    answer = failing.test_client().get("/fail/query")
    assert answer.status_code == 503
    assert "flask db upgrade" in answer.text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_locked_database_says_that_it_is_busy(failing: Flask) -> None:
    failing.add_url_rule("/write", "write", access.public(write))
    with failing.app_context(), db.engine.connect().execution_options(writes=True) as holder:
        holder.exec_driver_sql("SELECT 1")
        answer = failing.test_client().get("/write")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "busy" in answer.text


def write() -> str:
    connection = db.session.connection()
    connection.exec_driver_sql("PRAGMA busy_timeout=10")
    db.session.execute(text("DELETE FROM login_attempts"))
    return "done"


DEAD = [
    "sqlite:////no/such/directory/baton.sqlite",
    "postgresql://postgres@127.0.0.1:1/baton?connect_timeout=2",
]


@pytest.mark.parametrize("url", DEAD)
def test_pages_for_a_database_that_is_not_there_need_none(url: str) -> None:
    app = make_app(url, PROPAGATE_EXCEPTIONS=False)
    answer = log_in(app.test_client(), "mara")
    assert answer.status_code == 503
    assert "does not answer" in answer.text
    assert app.test_client().get("/login").status_code == 200
    close(app)


def test_error_page_of_who_is_logged_in_has_his_navigation(app: Flask, cast: None) -> None:
    answer = logged_in(app, "mara").get("/no-such-page")
    assert answer.status_code == 404
    assert "mara@example.com" in answer.text


@pytest.mark.parametrize(("code", "error"), [("crash", RuntimeError), ("query", DBAPIError)])
def test_tests_and_the_debugger_see_the_exception(code: str, error: type[Exception]) -> None:
    app = make_app("sqlite://")
    app.add_url_rule("/fail/<code>", "fail", access.public(fail))
    with pytest.raises(error):
        app.test_client().get(f"/fail/{code}")


def test_production_logs_json(capfd: pytest.CaptureFixture[str]) -> None:
    app = make_app("sqlite://", BATON_ENV="production")
    app.test_client().get("/login?token=secret")
    logging.getLogger("library").warning("ask %s", SECRET)
    make_app("sqlite://")
    request, library = (json.loads(line) for line in capfd.readouterr().err.splitlines())
    assert {key: request[key] for key in ("event", "method", "route", "status", "level")} == {
        "event": "request",
        "method": "GET",
        "route": "/login",
        "status": 200,
        "level": "info",
    }
    assert library["event"] == "ask (e-mail)"


def test_polls_that_found_nothing_and_files_are_not_logged(capfd: pytest.CaptureFixture[str]) -> None:
    app = make_app("sqlite://")
    app.add_url_rule("/same", "same", access.public(lambda: ("", 304)))
    client = app.test_client()
    client.get("/same")
    client.get("/static/css/tokens.css")
    assert "request" not in capfd.readouterr().err


def test_lines_of_the_development_server_are_dropped(capfd: pytest.CaptureFixture[str]) -> None:
    logs.configure(as_json=False)
    server = logging.getLogger("werkzeug")
    server.warning('127.0.0.1 - - [21/Nov/2026 10:00:00] "GET /wall?token=x HTTP/1.1" 200 -')
    server.warning("Running on http://127.0.0.1:5000")
    told = capfd.readouterr().err
    assert "token" not in told
    assert "Running on" in told


def test_pages_for_what_broke_need_no_other_template() -> None:
    bare = (Path(__file__).parents[2] / "templates" / "errors" / "base_bare.html").read_text()
    assert "current_user" not in bare
    assert "csrf_token" not in bare


@pytest.mark.parametrize(
    "address",
    ["/sheet/rep/%00", "/sheet/team/a%00", "/board?board=rep&q=%00", "/wall/open/%00", "/welcome/%00"],
)
@pytest.mark.usefixtures("session")
def test_nothing_is_called_nul(app: Flask, address: str) -> None:
    load_agreement()
    add_people()
    add_users(ada="admin")
    assert logged_in(app, "ada").get(address).status_code == 404


def test_nobody_logs_in_as_nul(app: Flask) -> None:
    answer = app.test_client().post("/login", data={"email": "\0", "password": "\0"})
    assert answer.status_code == 404
