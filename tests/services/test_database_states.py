"""An empty database is made ready; one that this program cannot work on is refused, with what to do."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, text

from app import database
from app.extensions import db
from tests.harness import close, invoke, make_app

NO_AGREEMENT = "Error: There is no agreement yet. Load one: flask agreement load FILE\n"


def execute(app: Flask, statement: str) -> None:
    with app.app_context():
        db.session.execute(text(statement))
        db.session.commit()


@pytest.fixture
def on_empty(empty_database: str) -> Iterator[Flask]:
    app = make_app(empty_database)
    yield app
    close(app)


@pytest.fixture
def on_migrated(fresh_database: str) -> Iterator[Flask]:
    app = make_app(fresh_database)
    yield app
    close(app)


def refused(app: Flask, reason: str) -> bool:
    found = invoke(app, "score")
    return (found.exit_code, found.stdout, found.stderr) == (1, "", f"Error: {reason}\n")


def test_an_empty_database_is_migrated(on_empty: Flask) -> None:
    found = invoke(on_empty, "score")
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr.startswith("The database is empty: making its tables.\n")
    assert found.stderr.endswith(NO_AGREEMENT)
    with on_empty.app_context():
        assert "activity" in inspect(db.engine).get_table_names()
        assert database.state() == database.CURRENT
    assert invoke(on_empty, "score").stderr == NO_AGREEMENT


def test_tables_of_something_else_are_left_alone(on_empty: Flask) -> None:
    execute(on_empty, "CREATE TABLE orders (id INTEGER)")
    assert refused(
        on_empty, "The database holds tables of something else. Give an empty one as DATABASE_URL."
    )
    with on_empty.app_context():
        assert inspect(db.engine).get_table_names() == ["orders"]


def test_a_newer_database_is_refused(on_migrated: Flask) -> None:
    execute(on_migrated, "UPDATE alembic_version SET version_num = '9999'")
    assert refused(
        on_migrated,
        "The database is of a newer version of Baton than this program. Upgrade the program, or give another "
        "DATABASE_URL.",
    )


def test_an_earlier_database_is_refused(on_migrated: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ScriptDirectory, "get_current_head", lambda _: "0002")
    reason = "The database is of an earlier version of Baton. Back it up, then run: flask db upgrade"
    assert refused(on_migrated, reason)


@pytest.mark.parametrize(
    "url",
    ["sqlite:////nowhere/at/all.sqlite", "postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=2"],
)
def test_a_database_that_is_not_there(url: str) -> None:
    app = make_app(url)
    found = invoke(app, "score")
    close(app)
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr.startswith("Error: The database is not there: ")
    assert found.stderr.endswith(". Check DATABASE_URL.\n")
    assert len(found.stderr.splitlines()) == 1


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear all, " * 1000)
    app = make_app(f"sqlite:///{path}")
    found = invoke(app, "score")
    close(app)
    assert (found.exit_code, found.stdout) == (1, "")
    assert "file is not a database" in found.stderr
    assert path.read_text().startswith("Dear all")
