from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from app import clock
from app.auth import cli as commands
from app.auth import passwords, queries, screens, service
from app.auth.queries import Viewer
from app.extensions import db
from app.models.scores import Stamp
from tests.cast import add_people
from tests.harness import invoke

Cli = Callable[..., Result]


@pytest.fixture(autouse=True)
def people(session: scoped_session[Session]) -> None:
    add_people()


def opens(email: str, password: str) -> bool:
    return isinstance(service.log_in(email, password, None, clock.now()), Viewer)


def test_password_is_made_up_and_printed_once(cli: Cli) -> None:
    made = cli("users", "create", "Ines@Example.com", "--role", "rep")
    assert (made.exit_code, made.stderr) == (0, "ines@example.com may log in as rep.\n")
    password = made.stdout.strip()
    assert len(password) >= passwords.MIN_LENGTH
    assert opens("ines@example.com", password)
    assert password not in cli("users", "list").output


def test_password_is_read_from_standard_input(app: Flask) -> None:
    words = ["create", "ines@example.com", "--role", "rep"]
    for number, command in enumerate((words, ["password", "ines@example.com"])):
        with app.app_context():
            done = app.test_cli_runner().invoke(
                args=["users", *command, "--password-stdin"], input=f"from-a-script-{number}\n"
            )
        assert (done.exit_code, done.stdout) == (0, "")
        assert opens("ines@example.com", f"from-a-script-{number}")


@pytest.mark.parametrize(("typed", "made_up"), [("typed-by-hand", False), ("", True)])
def test_password_is_asked_for_on_a_terminal(
    app: Flask, monkeypatch: pytest.MonkeyPatch, typed: str, made_up: bool
) -> None:
    monkeypatch.setattr(commands.sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(commands.click, "prompt", lambda *_args, **_kwargs: typed)
    password, was_made_up = commands.ask_password(from_stdin=False)
    assert was_made_up is made_up
    assert (password == typed) is not made_up


def test_list_shows_roles_teams_and_who_is_out(cli: Cli) -> None:
    cli("users", "create", "mara@example.com", "--role", "manager", "--team", "Süd", "--team", "Nord")
    cli("users", "create", "ines@example.com", "--role", "rep")
    assert cli("users", "disable", "Ines@example.com").exit_code == 0
    assert cli("users", "list").stdout.splitlines() == [
        "e-mail            role     manages    state",
        "ines@example.com  rep                 disabled",
        "mara@example.com  manager  Nord, Süd  active",
    ]


def test_the_last_admin_is_not_disabled(cli: Cli) -> None:
    password = cli("users", "create", "ada@example.com", "--role", "admin").stdout.strip()
    refused = cli("users", "disable", "ada@example.com")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "This is the last admin who can log in." in refused.stderr
    assert opens("ada@example.com", password)
    cli("users", "create", "otto@example.com", "--role", "admin")
    assert cli("users", "disable", "ada@example.com").exit_code == 0
    assert not opens("ada@example.com", password)


def test_new_password_ends_the_old_one(cli: Cli) -> None:
    old = cli("users", "create", "ines@example.com", "--role", "rep").stdout.strip()
    changed = cli("users", "password", "INES@example.com")
    assert "logged out everywhere" in changed.stderr
    assert not opens("ines@example.com", old)
    assert opens("ines@example.com", changed.stdout.strip())


@pytest.mark.parametrize(
    ("words", "code", "reason"),
    [
        ("create ines --role rep", 1, "is no e-mail address"),
        ("create a@b.c --role manager --team West", 1, "there is no team 'West'"),
        ("create a@b.c --role boss", 2, "Invalid value for '--role'"),
        ("create a@b.c", 2, "Missing option '--role'"),
        ("password a@b.c", 1, "there is no user a@b.c"),
        ("disable a@b.c", 1, "there is no user a@b.c"),
    ],
)
def test_refusals_say_why_on_standard_error(cli: Cli, words: str, code: int, reason: str) -> None:
    refused = cli("users", *words.split())
    assert (refused.exit_code, refused.stdout) == (code, "")
    assert reason in refused.stderr


def test_screen_is_let_in_by_its_token_until_it_is_revoked(cli: Cli, app: Flask) -> None:
    token = cli("screens", "create", "Hall").stdout.strip()
    with app.app_context():
        found = screens.screen_of(token)
        assert found is not None
        assert found.name == "Hall"
        assert screens.screen_of(token) is found, "it is kept, not looked up again"
        assert screens.screen_of(token + "x") is None
        assert screens.screen_of("") is None
    assert cli("screens", "revoke", "Hall").exit_code == 0
    with app.app_context():
        assert screens.screen_of(token) is None


def test_every_process_hears_of_a_screen_and_of_its_end(cli: Cli) -> None:
    numbers = [db.session.scalar(select(Stamp.number))]
    for act in ("create", "revoke"):
        cli("screens", act, "Hall")
        numbers.append(db.session.scalar(select(Stamp.number)))
    assert numbers[0] < numbers[1] < numbers[2]


def test_screens_are_listed_without_their_tokens(cli: Cli) -> None:
    token = cli("screens", "create", "Hall").stdout.strip()
    cli("screens", "create", "Canteen")
    cli("screens", "revoke", "Canteen")
    day = clock.to_datetime(clock.now()).date().isoformat()
    listed = cli("screens", "list").stdout
    assert [line.split() for line in listed.splitlines()[1:]] == [
        ["Canteen", day, "revoked"],
        ["Hall", day, "active"],
    ]
    assert token not in listed
    assert queries.fingerprint(token) not in listed


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["create", "Hall"], "already"),
        (["create", " "], "needs a name"),
        (["revoke", "Canteen"], "there is no screen 'Canteen'"),
    ],
)
def test_screen_refusals(app: Flask, words: list[str], reason: str) -> None:
    assert invoke(app, "screens", "create", "Hall").exit_code == 0
    refused = invoke(app, "screens", *words)
    assert refused.exit_code == 1
    assert reason in refused.stderr


def test_cookie_of_a_screen(app: Flask) -> None:
    with app.app_context():
        response = app.response_class()
        screens.keep(response, "token")
        app.config["BATON_HTTPS"] = "on"
        screens.keep(response, "token")
    plain, secure = response.headers.getlist("Set-Cookie")
    assert plain.startswith("baton-screen=token;")
    assert "HttpOnly" in plain
    assert secure.startswith("__Host-baton-screen=token; ")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(secure.split("; "))
