import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session, scoped_session

from app import clock
from app.auth import memory, queries, service
from app.auth.routes import is_own_machine
from app.extensions import db
from app.models.users import LoginSession
from tests.cast import PASSWORD, email, log_in, logged_in
from tests.harness import close, make_app

POLL = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-PTag": "1"}
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def cookie(client: FlaskClient) -> str:
    found = client.get_cookie("baton")
    return found.value if found else ""


def open_rows() -> int:
    return db.session.scalar(select(func.count()).where(LoginSession.revoked_at.is_(None))) or 0


def test_log_in_leads_to_the_front_page(client: FlaskClient, cast: None) -> None:
    answer = log_in(client, "mara")
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/account").status_code == 200


def test_log_in_leads_back_to_the_page_that_was_asked_for(client: FlaskClient, cast: None) -> None:
    answer = client.get("/account?from=here")
    assert (answer.status_code, answer.location) == (303, "/login?next=/account?from%3Dhere")
    assert b'value="/account?from=here"' in client.get(answer.location).data
    assert log_in(client, "mara", next="/account?from=here").location == "/account?from=here"
    assert client.get("/login?next=/account").location == "/account", "who is logged in needs no form"


@pytest.mark.parametrize(
    "target",
    [
        *(
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "javascript:alert(1)",
        ),
        *("/\t/evil.example", "/\n/evil.example", " //evil.example", "///evil.example", "evil.example", ""),
        *("/login", "/login?next=/login", "/logout"),
    ],
)
def test_nobody_is_sent_elsewhere(client: FlaskClient, cast: None, target: str) -> None:
    assert log_in(client, "mara", next=target).location == "/"


def test_wrong_password_shows_the_form_again(client: FlaskClient, cast: None) -> None:
    answer = log_in(client, "mara", password="wrong-password", next="/account")
    assert answer.status_code == 422
    for part in (
        'value="mara@example.com"',
        'value="/account"',
        'aria-invalid="true"',
        'aria-describedby="password-fault"',
    ):
        assert part in answer.text
    assert "wrong-password" not in answer.text
    assert client.get("/account").status_code == 303


def test_missing_fields_are_named(client: FlaskClient, cast: None) -> None:
    answer = client.post("/login", data={"email": "", "password": ""})
    assert answer.status_code == 422
    assert 'href="#email"' in answer.text
    assert 'href="#password"' in answer.text
    assert log_in(client, "mara", password="x" * 2000).status_code == 422


def test_too_many_tries_get_a_kind_page(client: FlaskClient, cast: None) -> None:
    for _ in range(5):
        log_in(client, "mara", password="wrong-password")
    answer = log_in(client, "mara")
    assert answer.status_code == 429
    assert "Try again in 15 minutes." in answer.text
    assert 890 <= int(answer.headers["Retry-After"]) <= 900


def test_log_in_changes_the_session_and_ends_the_one_before(client: FlaskClient, cast: None) -> None:
    client.get("/login")
    anonymous = cookie(client)
    log_in(client, "mara")
    first = cookie(client)
    log_in(client, "ada")
    assert len({anonymous, first, cookie(client)}) == 3
    assert open_rows() == 1
    client.set_cookie("baton", first)
    assert client.get("/account").status_code == 303


def test_log_out_ends_the_cookie_for_good(app: Flask, cast: None) -> None:
    client = logged_in(app, "mara")
    kept = cookie(client)
    answer = client.post("/logout")
    assert (answer.status_code, answer.location) == (303, "/login")
    client.set_cookie("baton", kept)
    assert client.get("/account").status_code == 303
    assert open_rows() == 0


def test_log_out_without_a_log_in_is_no_error(client: FlaskClient, cast: None) -> None:
    assert client.post("/logout").location == "/login"
    assert client.post("/logout", headers=HTMX).headers["HX-Redirect"] == "/login"


def test_log_out_everywhere(app: Flask, cast: None) -> None:
    here, there, other = logged_in(app, "mara"), logged_in(app, "mara"), logged_in(app, "ada")
    assert here.post("/account/log-out-everywhere").location == "/login"
    assert [browser.get("/account").status_code for browser in (here, there, other)] == [303, 303, 200]


def test_new_password_ends_open_pages(app: Flask, cast: None) -> None:
    client = logged_in(app, "mara")
    service.set_password(email("mara"), "another-password", clock.now())
    assert client.get("/account", headers=HTMX).status_code == 401


def test_expired_session_answers_htmx_so_that_the_page_goes_to_the_form(
    client: FlaskClient, cast: None
) -> None:
    shown = {**HTMX, "HX-Current-URL": "http://localhost/board?side=sales"}
    answer = client.get("/account", headers=shown)
    assert (answer.status_code, answer.data) == (401, b"")
    assert answer.headers["HX-Redirect"] == "/login?next=/board?side%3Dsales"
    elsewhere = {**HTMX, "HX-Current-URL": "https://evil.example/board"}
    assert client.get("/account", headers=elsewhere).headers["HX-Redirect"] == "/login"


def test_form_sent_without_a_log_in_does_not_come_back_as_a_page(client: FlaskClient, cast: None) -> None:
    assert client.post("/account/log-out-everywhere").location == "/login"


def idle_end() -> int:
    return db.session.scalar(select(LoginSession.idle_ends_at)) or 0


def test_pages_prolong_a_log_in_and_polls_do_not(app: Flask, cast: None) -> None:
    with time_machine.travel("2026-09-25 10:00Z", tick=False) as watch:
        client = logged_in(app, "mara")
        began = idle_end()
        watch.shift(3600)
        client.get("/account", headers=POLL)
        assert idle_end() == began
        client.get("/account", headers=HTMX)
        assert idle_end() == began + service.HOUR
        watch.shift(59)
        client.get("/account")
        assert idle_end() == began + service.HOUR


def test_polled_page_ends_in_the_end(app: Flask, cast: None) -> None:
    with time_machine.travel("2026-09-25 10:00Z", tick=False) as watch:
        client = logged_in(app, "mara")
        for _ in range(12):
            assert client.get("/account", headers=POLL).status_code == 200
            watch.shift(3600)
        assert client.get("/account", headers=POLL).status_code == 401


def test_cookie_made_up_or_signed_by_another_key_is_nobodys(client: FlaskClient, cast: None) -> None:
    for value in ("", "x", "eyJfdXNlcl9pZCI6IjEifQ.aaaa.bbbb"):
        client.set_cookie("baton", value)
        assert client.get("/account").status_code == 303


def test_account_says_who_one_is(app: Flask, cast: None) -> None:
    page = logged_in(app, "mara").get("/account").text
    for part in ("mara@example.com", "Manager", "Nord", "This browser."):
        assert part in page
    assert "Ines" in logged_in(app, "ines").get("/account").text
    assert "None yet" in logged_in(app, "nils").get("/account").text


DEMO = [("ines@example.com", PASSWORD, "Ines, who leads the quarter")]


@pytest.mark.parametrize(("environment", "shown"), [("demo", True), ("local", False), ("production", False)])
def test_demo_log_ins_are_shown_in_the_demo_alone(app: Flask, environment: str, shown: bool) -> None:
    app.config.update(BATON_ENV=environment, DEMO_LOGINS=DEMO)
    assert ("Ines, who leads the quarter" in app.test_client().get("/login").text) is shown


def test_plain_http_from_elsewhere_is_pointed_out(client: FlaskClient) -> None:
    said = "plain http"
    assert said not in client.get("/login").text
    assert said in client.get("/login", environ_overrides={"REMOTE_ADDR": "192.0.2.1"}).text
    assert [is_own_machine(address) for address in ("127.0.0.1", "::1", "192.0.2.1", None)] == [1, 1, 0, 0]


def test_forms_need_their_token(fresh_database: str) -> None:
    app = make_app(fresh_database, WTF_CSRF_ENABLED=True)
    with app.app_context():
        service.create_user(email("mara"), "manager", [], PASSWORD, clock.now())
    client = app.test_client()
    refused = log_in(client, "mara")
    assert (refused.status_code, "load the page again" in refused.text) == (400, True)
    assert log_in(client, "mara", csrf_token=token(client)).status_code == 303
    assert client.post("/account/log-out-everywhere").status_code == 400
    assert client.post("/account/log-out-everywhere", headers={"X-CSRFToken": "x"}).status_code == 400
    with app.app_context():
        service.log_out_everywhere(queries.credentials(email("mara")).id, clock.now())  # type: ignore[union-attr]
    assert client.post("/account/log-out-everywhere", headers=HTMX).status_code == 401
    close(app)


def token(client: FlaskClient) -> str:
    return client.get("/login").text.split('name="csrf-token" content="')[1].split('"')[0]


def test_front_page_sends_each_role_where_it_wants_to_be(app: Flask, cast: None) -> None:
    assert logged_in(app, "ines").get("/").location == "/me"
    assert logged_in(app, "nils").get("/").location == "/board"
    assert logged_in(app, "mara").get("/").location == "/team-report"
    assert "flask people load" in logged_in(app, "ada").get("/").text
    assert app.test_client().get("/").location == "/login"


def test_poll_is_remembered_until_the_log_in_ends(
    app: Flask, cast: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = logged_in(app, "mara")
    assert client.get("/account", headers=POLL).status_code == 200
    looked_up: list[str] = []
    look_up = queries.viewer_of
    monkeypatch.setattr(
        queries, "viewer_of", lambda token, now: looked_up.append(token) or look_up(token, now)
    )
    assert client.get("/account", headers=POLL).status_code == 200
    assert looked_up == []
    service.log_out_everywhere(queries.credentials(email("mara")).id, clock.now())  # type: ignore[union-attr]
    assert client.get("/account", headers=POLL).status_code == 401


def test_memory_is_bounded(app: Flask, cast: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST", 1)
    for client in [logged_in(app, name) for name in ("mara", "ada", "mara")]:
        assert client.get("/account", headers=POLL).status_code == 200
    _stamp, known = app.extensions["baton_remembered"]["viewer"]
    assert len(known) == 1


def test_one_query_tells_who_is_asking(session: scoped_session[Session], cast: None) -> None:
    user = service.log_in(email("ines"), PASSWORD, None, clock.now())
    assert isinstance(user, queries.Viewer)
    seen: list[str] = []
    connection = db.session.connection()
    event.listen(connection, "before_cursor_execute", lambda *args: seen.append(args[2]))
    assert queries.viewer_of(user.token, clock.now()) == user
    assert len(seen) == 1
