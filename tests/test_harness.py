"""The harness keeps its promises: nothing outlives a test, and requests and commands come from outside."""

import pytest
from flask import Flask, g, request_started
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, scoped_session

from app.extensions import db
from app.models.people import Team
from tests.databases import Databases
from tests.harness import invoke, make_app


def count(session: scoped_session[Session]) -> int | None:
    return session.scalar(select(func.count()).select_from(Team))


@pytest.mark.parametrize("turn", ["first", "second"])
def test_commits_do_not_outlive_the_test(session: scoped_session[Session], turn: str) -> None:
    assert count(session) == 0
    session.add(Team(name="North", side="sales"))
    session.commit()
    session.rollback()
    assert count(session) == 1


def test_commands_work_on_the_same_data(app: Flask, session: scoped_session[Session]) -> None:
    team = Team(name="North", side="sales")
    session.add(team)
    session.commit()

    def rename() -> None:
        db.session.scalars(select(Team)).one().name = "South"
        db.session.commit()

    app.cli.command("rename")(rename)
    assert invoke(app, "rename").exit_code == 0
    app.cli.commands.pop("rename")
    assert team.name == "South"


@pytest.mark.parametrize("turn", ["first", "second"])
def test_settings_do_not_outlive_the_test(app: Flask, turn: str) -> None:
    assert "LEFT_BEHIND" not in app.config
    app.config["LEFT_BEHIND"] = True


def test_requests_share_no_context(app: Flask, client: FlaskClient, session: scoped_session[Session]) -> None:
    g.mine = True
    shared = []
    with request_started.connected_to(lambda _sender: shared.append("mine" in g), app):
        client.get("/")
    assert shared == [False]


def test_fresh_databases_are_apart(fresh_database: str, databases: Databases) -> None:
    app = make_app(fresh_database)
    with app.app_context():
        db.session.add(Team(name="North", side="sales"))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    other = databases.create(fresh_database.partition("+")[0].partition(":")[0])
    with make_app(other).app_context():
        assert count(db.session) == 0
        db.session.remove()
        db.engine.dispose()
    databases.drop(other)


def test_sqlite_keeps_foreign_keys(session: scoped_session[Session]) -> None:
    if session.get_bind().dialect.name == "sqlite":
        assert session.scalar(text("PRAGMA foreign_keys")) == 1
