"""Who writes to SQLite stands in line for its one lock, and what need not be durable does not wait for the disk."""

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app import extensions
from app.extensions import begin_write, db
from tests.harness import close, make_app

WRITERS, TURNS = 6, 10
SLOWLY = 0.02
FULL, NORMAL = 2, 1


@pytest.fixture
def shared(fresh_database: str) -> Iterator[Flask]:
    app = make_app(fresh_database)
    yield app
    close(app)


NUMBER = text("SELECT number FROM stamp")


def count(shared: Flask, *, slowly: float = 0) -> int:
    """Count the stamp up as one that reads first and then writes; return how many had their turn while he waited."""
    with shared.app_context():
        before = db.session.scalar(NUMBER)
        begin_write()
        number = db.session.scalar(NUMBER)
        time.sleep(slowly)
        db.session.execute(text("UPDATE stamp SET number = :number"), {"number": number + 1})
        db.session.commit()
    return int(number - before)


@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
def test_nobody_writes_beside_another_and_nobody_waits_for_long(shared: Flask) -> None:
    with shared.app_context():
        before = db.session.scalar(NUMBER)
    with ThreadPoolExecutor(WRITERS) as pool:
        waits = list(pool.map(lambda _: count(shared, slowly=SLOWLY), range(WRITERS * TURNS)))
    with shared.app_context():
        assert db.session.scalar(NUMBER) == before + WRITERS * TURNS
    # In line one waits for those before him; asleep some would wait for nearly everybody.
    assert max(waits) < WRITERS * TURNS / 2


@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
def test_who_waited_long_enough_is_told_that_the_database_is_locked(shared: Flask) -> None:
    with shared.app_context():
        db.session.connection().exec_driver_sql("PRAGMA busy_timeout=60")
        with closing(sqlite3.connect(str(db.engine.url.database))) as holder:
            holder.execute("BEGIN IMMEDIATE")
            with pytest.raises(OperationalError, match="database is locked"):
                begin_write()
        db.session.rollback()
        assert db.session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 60
    assert not extensions._asking.locked(), "the next one comes to his turn at once"
    count(shared)


@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
def test_each_transaction_says_whether_it_waits_for_the_disk(shared: Flask) -> None:
    def synchronous() -> int:
        found: int = db.session.connection().exec_driver_sql("PRAGMA synchronous").scalar_one()
        return found

    with shared.app_context():
        begin_write(durable=False)
        assert synchronous() == NORMAL
        db.session.rollback()
        assert synchronous() == FULL
        begin_write()
        assert synchronous() == FULL


@pytest.mark.postgres
@pytest.mark.parametrize("fresh_database", ["postgresql"], indirect=True)
def test_only_that_transaction_does_not_wait_for_the_disk(shared: Flask) -> None:
    def synchronous() -> str:
        found: str = db.session.connection().exec_driver_sql("SHOW synchronous_commit").scalar_one()
        return found

    with shared.app_context():
        db.session.connection().exec_driver_sql("SET synchronous_commit = on")
        db.session.commit()
        begin_write(durable=False)
        assert synchronous() == "off"
        db.session.commit()
        assert synchronous() == "on"
