"""A named cast with fixed relations, for tests of pages: who is in which team, who manages it, who may log in.

Ines and Ole are in Nord, Jan is in Süd, Mia in Markt. Mara manages Nord, Ada is admin. All have the same password.
"""

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.auth import service
from app.extensions import db
from app.models.people import LAST_DAY, Membership, Rep, Team

PASSWORD = "correct-horse-7"
NOW = 1_790_000_000_000_000
"""The moment at which all of them were let in: in September 2026."""

TEAMS = {"Nord": "sales", "Süd": "sales", "Markt": "marketing"}
REPS = {"ines": "Nord", "ole": "Nord", "jan": "Süd", "mia": "Markt"}
USERS = {"ines": "rep", "jan": "rep", "nils": "rep", "mara": "manager", "ada": "admin"}
"""Nils may log in, and is no rep."""


def email(name: str) -> str:
    """Return the e-mail address of one of the cast."""
    return f"{name}@example.com"


def add_people() -> None:
    """Store teams, reps and memberships that were always there."""
    teams = {name: Team(name=name, side=side) for name, side in TEAMS.items()}
    for key, team in REPS.items():
        name = key.title()
        rep = Rep(key=key, name=name, email=email(key))
        rep.memberships = [Membership(team=teams[team], starts=0, ends=LAST_DAY, name=name, email=email(key))]
        db.session.add(rep)
    db.session.commit()


def add_users(**roles: str) -> None:
    """Let the cast log in: all of them, or those who are named with their roles."""
    for name, role in (roles or USERS).items():
        teams = ["Nord"] if role == "manager" else []
        service.create_user(email(name), role, teams, PASSWORD, NOW)


def log_in(client: FlaskClient, name: str, **form: str) -> TestResponse:
    """Log one of the cast in, or try to with another password."""
    return client.post("/login", data={"email": email(name), "password": PASSWORD, **form})


def logged_in(app: Flask, name: str) -> FlaskClient:
    """Return a browser in which one of the cast is logged in."""
    client = app.test_client()
    assert log_in(client, name).status_code == 303
    return client
