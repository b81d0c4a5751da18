"""The pages on which an admin keeps users."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from app import clock
from app.auth import service as auth
from app.extensions import db
from app.models.users import User
from app.users import queries
from tests.cast import PASSWORD, email, log_in, logged_in

LINK = re.compile(r"http://localhost(/welcome/[\w-]{43})<")


@pytest.fixture
def admin(app: Flask, cast: None) -> FlaskClient:
    return logged_in(app, "ada")


def path(name: str, more: str = "") -> str:
    number = db.session.scalars(select(User.id).where(User.email == email(name))).one()
    return f"/admin/users/{number}{more}"


def person(name: str) -> queries.Person:
    return next(one for one in queries.people() if one.email == email(name))


def test_users_are_listed(admin: FlaskClient) -> None:
    page = admin.get("/admin/users").text
    for name in ("ada", "ines", "mara"):
        assert email(name) in page
    assert "Nord" in page
    assert "may log in" in page


def test_an_invitation_is_shown_once_and_works(app: Flask, admin: FlaskClient) -> None:
    made = admin.post("/admin/users", data={"email": "New@example.com", "role": "manager", "teams": ["Süd"]})
    assert made.status_code == 201
    (link,) = LINK.findall(made.text)
    assert link not in admin.get("/admin/users").text
    assert "invited, link until" in admin.get("/admin/users").text
    chosen = {"password": PASSWORD, "again": PASSWORD}
    assert app.test_client().post(link, data=chosen).status_code == 303
    assert log_in(app.test_client(), "new").status_code == 303
    assert [name for _id, name in person("new").teams] == ["Süd"]


@pytest.mark.parametrize(
    ("sent", "field", "fault"),
    [
        ({"email": "", "role": "rep"}, "email", "Enter an e-mail address"),
        ({"email": "nobody", "role": "rep"}, "email", "is no e-mail address"),
        ({"email": "INES@example.com", "role": "rep"}, "email", "already"),
        ({"email": "x@example.com", "role": "rep", "teams": ["Süd"]}, "teams", "Only a manager"),
        ({"email": "x@example.com", "role": "manager", "teams": ["West"]}, "teams", "not a valid choice"),
        ({"email": "x@example.com", "role": "boss"}, "role", "Not a valid choice"),
    ],
)
def test_invitations_that_cannot_be_are_refused_beside_the_field(
    admin: FlaskClient, sent: dict[str, object], field: str, fault: str
) -> None:
    refused = admin.post("/admin/users", data=sent)
    assert refused.status_code == 422
    assert f'id="{field}-fault"' in refused.text
    assert fault in refused.text
    assert len(queries.people()) == 5


def test_role_and_teams_are_changed(admin: FlaskClient) -> None:
    page = admin.get(path("mara")).text
    assert re.search(r'value="Nord"\s+(id="teams"\s+)?checked', page)
    saved = admin.post(path("mara"), data={"role": "manager", "teams": ["Markt", "Süd"]})
    assert (saved.status_code, saved.location) == (303, "/admin/users")
    assert [name for _id, name in person("mara").teams] == ["Markt", "Süd"]
    refused = admin.post(path("mara"), data={"role": "rep", "teams": ["Süd"]})
    assert refused.status_code == 422
    assert person("mara").role == "manager"


def test_a_reset_link_is_shown_once(app: Flask, admin: FlaskClient) -> None:
    made = admin.post(path("jan", "/link"))
    assert made.status_code == 201
    (link,) = LINK.findall(made.text)
    page = admin.get(path("jan")).text
    assert "reset link until" in page
    assert link not in page
    assert app.test_client().get(link).status_code == 200


def test_disabling_asks_first_and_can_be_undone(app: Flask, admin: FlaskClient) -> None:
    jan = logged_in(app, "jan")
    assert f"Disable {email('jan')}?" in admin.get(path("jan", "/disable")).text
    assert jan.get("/account").status_code == 200
    done = admin.post(path("jan", "/disable"))
    assert (done.status_code, done.location) == (303, path("jan"))
    assert jan.get("/account").status_code == 303
    page = admin.get(path("jan")).text
    assert "is disabled and logged out everywhere" in page
    assert "Make a reset link" not in page
    assert admin.post(path("jan", "/link")).status_code == 303
    assert f"Enable {email('jan')}?" in admin.get(path("jan", "/enable")).text
    admin.post(path("jan", "/enable"))
    assert log_in(app.test_client(), "jan").status_code == 303


def test_the_last_admin_neither_demotes_nor_disables_himself(admin: FlaskClient) -> None:
    refused = admin.post(path("ada"), data={"role": "rep"})
    assert refused.status_code == 422
    assert "last admin" in refused.text
    admin.post(path("ada", "/disable"))
    assert "last admin" in admin.get(path("ada")).text
    assert (person("ada").role, person("ada").disabled) == ("admin", False)


def test_an_invitation_that_ran_out_is_made_anew(
    session: scoped_session[Session], admin: FlaskClient
) -> None:
    auth.invite(email("new"), "rep", [], clock.now() - 8 * 24 * auth.HOUR)
    assert "the link ran out" in admin.get("/admin/users").text
    assert LINK.findall(admin.post(path("new", "/link")).text)
    assert "invited, link until" in admin.get(path("new")).text


@pytest.mark.parametrize("more", ["", "/link", "/disable", "/enable"])
def test_there_is_nobody_else(admin: FlaskClient, more: str) -> None:
    assert admin.post(f"/admin/users/0{more}").status_code == 404


@pytest.mark.parametrize("more", ["", "/link", "/disable", "/enable"])
@pytest.mark.parametrize("who", ["ines", "mara"])
def test_it_is_for_admins(app: Flask, cast: None, who: str, more: str) -> None:
    client = logged_in(app, who)
    assert client.get("/admin/users").status_code == 403
    assert client.post(path(who, more), data={"role": "admin"}).status_code == 403
    assert person(who).role != "admin"


@pytest.mark.parametrize("more", ["", "/link", "/disable", "/enable"])
def test_nobody_posts_from_elsewhere(app: Flask, admin: FlaskClient, more: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert admin.post(path("jan", more), data={"role": "admin"}).status_code == 400
    assert admin.post("/admin/users", data={"email": "x@example.com", "role": "admin"}).status_code == 400
