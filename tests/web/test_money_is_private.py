"""What somebody gets is on no page that a rep or a wall screen can reach, nor in the API."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from app.auth import screens
from app.auth import service as auth
from app.bonuses import service
from app.clock import now
from app.programme import Item
from app.stamp import reading
from app.wall.page import At, draw
from app.wall.scenes import KINDS
from tests.cast import logged_in
from tests.programs import make_token
from tests.services.money import NOW, bonus_of, close, sent, user
from tests.web.bonuses import company, gives
from tests.web.test_auth_access import EXAMPLES

AMOUNT = 48_317
SHOWN = ("483.17", "483,17", "48317")


@pytest.fixture(autouse=True)
def facts(session: scoped_session[Session]) -> None:
    """Let Ines have a bonus that was paid and one that awaits a decision."""
    company()
    close(gives("ines", AMOUNT), gives("ines", AMOUNT, "prize[2]"))
    service.approve(bonus_of("ines").id, user("ada"), NOW)
    service.mark_paid(sent(), user("ada"), NOW)


def addresses(app: Flask) -> Iterator[str]:
    """Yield all addresses that answer GET."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" in (rule.methods or ()):
                _domain, path = rule.build({name: EXAMPLES[name] for name in rule.arguments})  # type: ignore[misc]
                yield path


def showing(app: Flask, client: FlaskClient, **headers: str) -> list[str]:
    """Return the addresses at which this visitor reads the amount."""
    found = []
    for path in addresses(app):
        for query in ("", "?period=2026-Q3"):
            text = client.get(path + query, headers=headers).text
            found += [path] if any(amount in text for amount in SHOWN) else []
    return found


def test_who_decides_reads_it(app: Flask) -> None:
    assert {"/bonuses", "/bonuses/payroll"} <= {*showing(app, logged_in(app, "otto"))}


@pytest.mark.parametrize("who", ["jan", "nils"])
def test_other_reps_do_not(app: Flask, who: str) -> None:
    assert showing(app, logged_in(app, who)) == []


def test_a_screen_does_not(app: Flask) -> None:
    screen = app.test_client()
    with app.test_request_context():
        name = screens.cookie_name()
    screen.set_cookie(name, auth.create_screen("lobby", now()))
    assert screen.get("/wall").status_code == 200
    assert showing(app, screen) == []


def test_a_program_does_not(app: Flask) -> None:
    token = make_token()
    program = app.test_client()
    headers = {"Authorization": f"Bearer {token}"}
    assert program.get("/api/v1/standings?period=2026-Q3", headers=headers).status_code == 200
    assert showing(app, program, **headers) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", KINDS)
def test_no_scene_of_a_wall_shows_it(app: Flask, kind: str) -> None:
    with app.test_request_context("/wall"):
        text = draw((Item(kind, "", 10, "calls"),), At(0), reading())
    assert [amount for amount in (*SHOWN, "EUR", "€") if amount in text] == []
