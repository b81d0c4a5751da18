"""The migrations: forward and back, step by step, on both engines, and equal to the models at the end."""

from collections.abc import Iterator, Mapping
from typing import Any

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, text

from app.extensions import Base, db
from tests.harness import close, make_app
from tests.source import ROOT

BOOKKEEPING = "alembic_version"


def steps() -> list[Script]:
    """Return the migrations, oldest first."""
    return list(ScriptDirectory(str(ROOT / "migrations")).walk_revisions())[::-1]


@pytest.fixture
def migrated(fresh_database: str) -> Iterator[Flask]:
    """Yield the application on a database at the newest version."""
    app = make_app(fresh_database)
    with app.app_context():
        yield app
    close(app)


@pytest.fixture
def unmigrated(empty_database: str) -> Iterator[Flask]:
    """Yield the application on a database without tables."""
    app = make_app(empty_database)
    with app.app_context():
        yield app
    close(app)


def schema() -> dict[str, list[str]]:
    """Return what is in the database: the columns, keys, indexes and checks of each table, and the triggers."""
    reader = inspect(db.engine)
    readers = (
        reader.get_columns,
        reader.get_indexes,
        reader.get_foreign_keys,
        reader.get_unique_constraints,
        reader.get_check_constraints,
    )
    tables = [name for name in reader.get_table_names() if name != BOOKKEEPING]
    found = {table: sorted(plain(one) for read in readers for one in read(table)) for table in tables}
    return {**found, "triggers": triggers()}


def plain(described: Any) -> str:
    """Return a description of SQLAlchemy as text that is the same for the same thing."""
    if isinstance(described, Mapping):
        return ", ".join(f"{key}: {plain(value)}" for key, value in sorted(described.items()))
    return str(described)


def triggers() -> list[str]:
    """Return the names of the triggers, which SQLAlchemy does not read."""
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    if db.engine.dialect.name == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"
    with db.engine.connect() as connection:
        return list(connection.execute(text(query)).scalars())


def test_history_is_one_line_from_the_beginning() -> None:
    told = steps()
    assert told
    assert [step.down_revision for step in told] == [None, *(step.revision for step in told[:-1])]
    assert all(step.doc for step in told)


def test_models_are_what_the_migrations_make(migrated: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_each_step_forward_back_and_forward_again(unmigrated: Flask) -> None:
    for step in steps():
        before = schema()
        flask_migrate.upgrade(revision=step.revision)
        after = schema()
        flask_migrate.downgrade(revision="-1")
        assert schema() == before, f"{step.revision} leaves something behind"
        flask_migrate.upgrade(revision=step.revision)
        assert schema() == after, f"{step.revision} makes something else the second time"


def test_all_the_way_back_leaves_nothing(migrated: Flask) -> None:
    flask_migrate.downgrade(revision="base")
    assert schema() == {"triggers": []}
    assert inspect(db.engine).get_table_names() in ([], [BOOKKEEPING])
