"""The page on which an admin makes and revokes tokens."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.models.tokens import ApiToken
from tests.cast import logged_in
from tests.programs import Program, make_token

ASKED = {"name": "crm", "source": "hubspot", "scopes": ["ingest"], "days": "30"}


@pytest.fixture
def ada(app: Flask, session: Any, cast: None) -> FlaskClient:
    return logged_in(app, "ada")


def test_a_token_is_shown_once(ada: FlaskClient, app: Flask) -> None:
    made = ada.post("/admin/tokens", data=ASKED)
    assert made.status_code == 201
    found = re.search(r"<code>(baton_[\w-]+)</code>", made.text)
    assert found
    assert Program(app, found[1]).post().status_code == 409
    listed = ada.get("/admin/tokens").text
    assert found[1] not in listed
    assert "hubspot" in listed
    row = db.session.scalars(select(ApiToken)).one()
    assert (row.name, row.scopes, row.source) == ("crm", "ingest", "hubspot")
    assert row.expires_at == row.created_at + 30 * 24 * 3600 * 1_000_000


def test_without_tokens_the_page_says_so(ada: FlaskClient) -> None:
    page = ada.get("/admin/tokens").text
    assert "There are no tokens yet" in page
    assert 'value="default"' in page


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"name": ""}, "Enter a name"),
        ({"name": " "}, "give a name of 1 to 200 characters"),
        ({"name": "reader"}, "there is a token called reader already"),
        ({"name": "x" * 201}, "That is too long."),
        ({"scopes": []}, "Choose what the token may do."),
        ({"scopes": ["all"]}, "a valid choice"),
        ({"source": ""}, "Enter the feed"),
        ({"days": "0"}, "Enter a number of days"),
        ({"days": "soon"}, "Not a valid integer"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(ada: FlaskClient, wrong: dict[str, Any], reason: str) -> None:
    make_token("reader")
    answer = ada.post("/admin/tokens", data={**ASKED, **wrong})
    assert answer.status_code == 422
    assert answer.text.count(reason) == 2, "in the summary and at the field"
    assert len(db.session.scalars(select(ApiToken)).all()) == 1


def test_revoking_is_asked_twice(ada: FlaskClient, app: Flask) -> None:
    program = Program(app, make_token())
    listed = ada.get("/admin/tokens").text
    assert "/admin/tokens/revoke?name=crm" in listed
    assert "Revoke crm?" in ada.get("/admin/tokens/revoke?name=crm").text
    assert program.post().status_code == 409
    answer = ada.post("/admin/tokens/revoke", data={"name": "crm"}, follow_redirects=True)
    assert "crm may use the API no more." in answer.text
    assert "/admin/tokens/revoke" not in answer.text
    assert program.post().status_code == 401


def test_what_is_not_there_cannot_be_revoked(ada: FlaskClient) -> None:
    assert ada.get("/admin/tokens/revoke?name=nothing").status_code == 404
    answer = ada.post("/admin/tokens/revoke", data={"name": "nothing"})
    assert (answer.status_code, answer.location) == (303, "/admin/tokens")
    assert "there is no token called nothing" in ada.get("/admin/tokens").text
