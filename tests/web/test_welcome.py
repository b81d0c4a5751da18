"""The page on which who was invited sets a password: it works once and gives nobody away."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlalchemy.orm import Session, scoped_session

from app import clock
from app.auth import service, throttle
from app.models.users import LoginAttempts
from app.users import service as users
from tests.cast import email, log_in, logged_in

CHOSEN = {"password": "chosen-by-myself", "again": "chosen-by-myself"}


@pytest.fixture
def token(session: scoped_session[Session], cast: None) -> str:
    session.execute(delete(LoginAttempts))
    return service.invite(email("new"), "rep", [], clock.now())


def test_who_was_invited_sets_a_password_and_logs_in_with_it(client: FlaskClient, token: str) -> None:
    page = client.get(f"/welcome/{token}")
    assert page.status_code == 200
    assert email("new") in page.text
    assert page.headers["Cache-Control"] == "no-store"
    done = client.post(f"/welcome/{token}", data=CHOSEN)
    assert (done.status_code, done.location) == (303, "/login")
    assert "Your password is set." in client.get("/login").text
    assert log_in(client, "new", password=CHOSEN["password"]).status_code == 303
    assert client.get(f"/welcome/{token}").status_code == 404


def test_it_ends_the_log_in_of_whoever_sits_there(app: Flask, token: str) -> None:
    client = logged_in(app, "jan")
    client.post(f"/welcome/{token}", data=CHOSEN)
    assert client.get("/account").status_code == 303


@pytest.mark.parametrize(
    ("sent", "field", "fault"),
    [
        ({"password": "short", "again": "short"}, "password", "at least 10 characters"),
        ({"password": "x" * 1001, "again": "x" * 1001}, "password", "at most 1,000"),
        ({"password": "", "again": ""}, "password", "Choose a password"),
        ({**CHOSEN, "again": "chosen-by-my-self"}, "again", "not the same"),
    ],
)
def test_what_is_wrong_stands_beside_the_field(
    client: FlaskClient, token: str, sent: dict[str, str], field: str, fault: str
) -> None:
    refused = client.post(f"/welcome/{token}", data=sent)
    assert refused.status_code == 422
    assert fault in refused.text
    assert f'aria-describedby="{field}-fault"' in refused.text
    assert client.post(f"/welcome/{token}", data=CHOSEN).status_code == 303


def test_all_that_does_not_work_is_answered_alike(client: FlaskClient, token: str) -> None:
    used = service.invite(email("newer"), "rep", [], clock.now())
    service.set_password_by_link(used, CHOSEN["password"], None, clock.now())
    late = service.invite(email("late"), "rep", [], clock.now() - 8 * 24 * service.HOUR)
    out = service.invite(email("out"), "rep", [], clock.now())
    users.disable(service.user_id(email("out")), clock.now())
    answers = [client.get(f"/welcome/{one}") for one in (used, late, out, "never-was")]
    answers += [client.post(f"/welcome/{used}", data=data) for data in (CHOSEN, {"password": "x"})]
    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r'content="[^"]*"', "", answer.text) for answer in answers}) == 1
    assert "example.com" not in answers[0].text


def test_guessing_is_throttled(client: FlaskClient, token: str) -> None:
    for number in range(throttle.PER_ADDRESS):
        assert client.get(f"/welcome/guess-{number}").status_code == 404
    refused = client.get(f"/welcome/{token}")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0


def test_nobody_posts_from_elsewhere(app: Flask, client: FlaskClient, token: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.post(f"/welcome/{token}", data=CHOSEN).status_code == 400
