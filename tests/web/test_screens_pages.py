"""The pages on which an admin makes screens and revokes them."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock
from app.auth import queries, service
from app.extensions import db
from app.models.users import Screen
from tests.cast import logged_in

LINK = re.compile(r"http://localhost(/wall/open/[\w-]{43})<")


@pytest.fixture
def admin(app: Flask, cast: None) -> FlaskClient:
    return logged_in(app, "ada")


@pytest.fixture
def hall(cast: None) -> str:
    """Return the address at which the screen in the hall is revoked."""
    service.create_screen("Hall", clock.now())
    number = db.session.scalars(select(Screen.id).where(Screen.name == "Hall")).one()
    return f"/admin/screens/{number}/revoke"


def test_without_screens_the_page_says_so(admin: FlaskClient) -> None:
    assert "There are no screens yet" in admin.get("/admin/screens").text


def test_what_admins_keep_is_found_from_one_page(admin: FlaskClient) -> None:
    page = admin.get("/admin").text
    assert all(f'href="/admin/{section}"' in page for section in ("feeds", "users", "screens"))


def test_a_screen_is_made_and_let_in_by_its_link_until_it_is_revoked(app: Flask, admin: FlaskClient) -> None:
    made = admin.post("/admin/screens", data={"name": " Hall "})
    assert made.status_code == 201
    (link,) = LINK.findall(made.text)
    assert f"<code>{link.rpartition('/')[2]}</code>" in made.text
    listed = admin.get("/admin/screens").text
    assert "Hall" in listed
    assert link.rpartition("/")[2] not in listed
    screen = app.test_client()
    assert screen.get(link).status_code == 303
    assert screen.get("/wall").status_code == 200
    (ask,) = re.findall(r'href="(/admin/screens/\d+/revoke)"', listed)
    assert "Revoke Hall?" in admin.get(ask).text
    assert screen.get("/wall").status_code == 200
    done = admin.post(ask)
    assert (done.status_code, done.location) == (303, "/admin/screens")
    assert screen.get("/wall").status_code == 303
    assert "Hall shows the wall no more." in admin.get("/admin/screens").text


@pytest.mark.parametrize(
    ("name", "fault"), [("", "Name the screen"), ("Hall", "already"), ("x" * 201, "too long")]
)
def test_what_is_wrong_stands_beside_the_field(admin: FlaskClient, hall: str, name: str, fault: str) -> None:
    refused = admin.post("/admin/screens", data={"name": name})
    assert refused.status_code == 422
    assert 'id="name-fault"' in refused.text
    assert fault in refused.text
    assert len(queries.all_screens()) == 1


def test_revoking_twice_says_so(admin: FlaskClient, hall: str) -> None:
    admin.post(hall)
    admin.get("/admin/screens")
    assert admin.post(hall).status_code == 303
    assert "that is not revoked" in admin.get("/admin/screens").text.replace("&#39;", "'")


def test_there_is_no_other_screen(admin: FlaskClient) -> None:
    assert admin.get("/admin/screens/999999/revoke").status_code == 404
    assert admin.post("/admin/screens/999999/revoke").status_code == 404


@pytest.mark.parametrize("who", ["ines", "mara"])
def test_it_is_for_admins(app: Flask, hall: str, who: str) -> None:
    client = logged_in(app, who)
    assert client.get("/admin/screens").status_code == 403
    assert client.post("/admin/screens", data={"name": "Mine"}).status_code == 403
    assert client.post(hall).status_code == 403
    assert [(one.name, one.revoked) for one in queries.all_screens()] == [("Hall", False)]


def test_nobody_posts_from_elsewhere(app: Flask, admin: FlaskClient, hall: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert admin.post("/admin/screens", data={"name": "Mine"}).status_code == 400
    assert admin.post(hall).status_code == 400
