"""The migrations: forward and back, step by step, on both engines, and equal to the models at the end."""

from collections.abc import Iterator, Mapping
from typing import Any

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from flask import Flask
from sqlalchemy import column, inspect, select, table, text

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


@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
def test_the_same_tables_give_no_id_twice(migrated: Flask) -> None:
    marked = "SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'"
    with db.engine.connect() as connection:
        found = set(connection.execute(text(marked)).scalars())
    tables = Base.metadata.tables.values()
    assert found == {one.name for one in tables if one.dialect_options["sqlite"]["autoincrement"]} != set()


@pytest.mark.parametrize("empty_database", ["sqlite"], indirect=True)
def test_rows_stay_when_their_ids_are_given_once(unmigrated: Flask) -> None:
    flask_migrate.upgrade(revision="0016")
    rows = [
        ("rep", ("id", "key", "name", "email"), (1, "ann", "Ann", "")),
        ("unnoticed", ("id", "board", "who", "month", "live"), (7, "rep", 1, 24321, 1)),
        ("absence", ("id", "rep_id", "starts", "ends"), (5, 1, 739000, 739010)),
    ]
    with db.engine.begin() as connection:
        for name, columns, row in rows:
            connection.execute(
                table(name, *map(column, columns)).insert(), dict(zip(columns, row, strict=True))
            )
    for move, revision in ((flask_migrate.upgrade, "0017"), (flask_migrate.downgrade, "0016")):
        move(revision=revision)
        with db.engine.connect() as connection:
            for name, columns, row in rows:
                assert connection.execute(select(*map(column, columns)).select_from(table(name))).all() == [
                    row
                ]


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
