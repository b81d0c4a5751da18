"""The wall: a link gives a screen its cookie, and the races show by themselves."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session, scoped_session

from app.auth import service
from app.clock import now
from app.extensions import db
from app.models.people import Rep
from app.models.scores import Standing
from tests import factories

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def token(session: scoped_session[Session]) -> str:
    """Store the company and a screen; return the screen's token."""
    factories.world(months=3)
    return service.create_screen("lobby", now())


def screen(app: Flask, token: str) -> FlaskClient:
    """Return the browser of a screen that was let in."""
    client = app.test_client()
    assert client.get(f"/wall/open/{token}").status_code == 303
    return client


def test_a_link_with_the_token_opens_the_wall(client: FlaskClient, token: str) -> None:
    answer = client.get(f"/wall/open/{token}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/wall")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert client.get("/wall").status_code == 200


def test_a_wrong_token_leads_to_where_a_screen_is_paired(client: FlaskClient, token: str) -> None:
    answer = client.get(f"/wall/open/{token[:-1]}")
    assert (answer.status_code, answer.location) == (303, "/wall/pair")
    assert "baton-screen" not in str(answer.headers)


def test_without_a_cookie_the_wall_leads_there_too(client: FlaskClient, token: str) -> None:
    answer = client.get("/wall")
    assert (answer.status_code, answer.location) == (303, "/wall/pair")


def test_who_runs_on_both_sides_has_a_line_of_his_own_on_each(app: Flask, token: str) -> None:
    ines = db.session.scalar(select(Rep.id).where(Rep.key == "r1"))
    first = (Standing.board == "rep", Standing.side == "marketing", Standing.place == 1)
    db.session.execute(update(Standing).where(*first).values(who=ines))
    db.session.commit()
    text = screen(app, token).get("/wall?at=1").text
    assert text.count(f'data-row="r{ines}"') == 2
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def test_it_shows_the_races_of_each_side(app: Flask, token: str) -> None:
    wall = screen(app, token)
    text = wall.get("/wall").text
    for part in ("Marketing", "Sales", "Harbour", "Running:", "Data as of"):
        assert part in text
    assert "Ines Albrecht" in wall.get("/wall?at=1").text
    assert 'hx-trigger="every 2s"' in text
    assert 'data-source="local"' in text
    assert 'data-theme="dark"' in text


def test_the_cookie_begins_anew_with_each_page(app: Flask, token: str) -> None:
    wall = screen(app, token)
    renewed = wall.get("/wall").headers["Set-Cookie"]
    assert renewed.startswith(f"baton-screen={token};")
    assert "Max-Age=31536000" in renewed
    assert "Set-Cookie" not in wall.get("/wall", headers=PARTIAL).headers
    factories.user("ada@example.com", "admin")
    ada = factories.log_in(app.test_client(), "ada@example.com")
    assert "baton-screen" not in str(ada.get("/wall").headers)


def test_polls_are_answered_by_version(app: Flask, token: str) -> None:
    wall = screen(app, token)
    piece = wall.get("/wall", headers=PARTIAL)
    assert piece.text.lstrip().startswith('<section id="wall"')
    polled = {**PARTIAL, "HX-PTag": piece.headers["HX-PTag"]}
    assert wall.get("/wall", headers=polled).status_code == 304
    following = wall.get("/wall?at=1", headers=polled)
    assert (following.status_code, "Ines Albrecht" in following.text) == (200, True)
    factories.stamp(now())
    assert wall.get("/wall", headers=polled).status_code == 200


@pytest.mark.parametrize("at", ["x", "-1", "1000", "\u0661", "1.", "1.x", "1.2.3"])
def test_what_is_no_number_of_a_scene_is_not_found(app: Flask, token: str, at: str) -> None:
    assert screen(app, token).get(f"/wall?at={at}").status_code == 404


def test_a_revoked_screen_is_sent_to_be_paired(app: Flask, token: str) -> None:
    wall = screen(app, token)
    assert wall.get("/wall", headers=PARTIAL).status_code == 200
    service.revoke_screen("lobby", now())
    answer = wall.get("/wall", headers=PARTIAL)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/wall/pair")


def test_who_is_logged_in_may_look(client: FlaskClient, token: str) -> None:
    factories.user("ada@example.com", "admin")
    answer = factories.log_in(client, "ada@example.com").get("/wall")
    assert (answer.status_code, 'data-dim="off"' in answer.text) == (200, True)


def test_before_the_first_scores(app: Flask, session: scoped_session[Session]) -> None:
    text = screen(app, service.create_screen("lobby", now())).get("/wall").text
    assert "The race has not begun" in text
