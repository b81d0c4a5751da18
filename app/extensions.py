"""The extensions, made once and bound to an application by `create_app`."""

import sqlite3
import time
from threading import Lock
from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """Base of all models; constraint names are fixed so that migrations can name them on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)
migrate = Migrate(transactional_ddl=True, transaction_per_migration=True, render_as_batch=True)
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=15000",
    # Without it INSERT OR REPLACE slips past the triggers that keep facts append-only.
    "PRAGMA recursive_triggers=ON",
    "PRAGMA cache_size=-40960",
    "PRAGMA temp_store=MEMORY",
)


TRIES_A_SECOND = 1_000
"""How often who waits for SQLite's write lock asks for it."""


def engine_options(url: str) -> dict[str, Any]:
    """Return the engine options of the database at `url`: pool, time limits, and that values stay out of messages."""
    if url.startswith("sqlite"):
        return {"hide_parameters": True, "connect_args": {"timeout": 15}}
    limits = "-c lock_timeout=15000 -c statement_timeout=600000 -c idle_in_transaction_session_timeout=60000"
    return {"hide_parameters": True, "pool_pre_ping": True, "connect_args": {"options": limits}}


def init_engines(app: Flask) -> None:
    """Hook onto the engine of `app` what its database wants."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            hook_sqlite(db.engine)
        else:
            hook_postgresql(db.engine)


def hook_sqlite(engine: Engine) -> None:
    """Set the pragmas on each connection and take over BEGIN from the driver, so that writers lock at once.

    Whether the commit waits for the disk is said anew for each transaction: a connection serves one after the other.
    """

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options, raw = connection.get_execution_options(), connection.connection.driver_connection
        assert raw is not None
        raw.execute(f"PRAGMA synchronous={'FULL' if options.get('durable', True) else 'NORMAL'}")
        if not options.get("writes", False):
            connection.exec_driver_sql("BEGIN")
        elif not _lock_to_write(raw):
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # the last try, whose error is that of all


def hook_postgresql(engine: Engine) -> None:
    """Let a transaction that asks for it see the database as it is when it begins, until it ends."""

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("snapshot", False):
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


_asking = Lock()


def _lock_to_write(raw: Any) -> bool:
    """Begin with SQLite's one write lock, and wait for it as long as the connection would; return whether it came.

    SQLite lets those who wait sleep ever longer, up to a tenth of a second: who came last would be first, and some wait
    for seconds. Here they stand in line, and the first of each process asks every millisecond.
    """
    (patience,) = raw.execute("PRAGMA busy_timeout").fetchone()
    limit = time.monotonic() + patience / 1000
    if not _asking.acquire(timeout=patience / 1000):
        return False
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < limit:
            try:
                raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    return False
            else:
                return True
            time.sleep(1 / TRIES_A_SECOND)
    finally:
        raw.execute(f"PRAGMA busy_timeout={patience}")
        _asking.release()
    return False


def begin_write(*, durable: bool = True) -> None:
    """Start the transaction of a service that writes; SQLite takes its write lock now instead of failing midway.

    What is not `durable` does not wait for the disk: it may be lost when the power fails, all of it or nothing.
    """
    db.session.rollback()
    connection = db.session.connection(execution_options={"writes": True, "durable": durable})
    if not durable and connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")


def begin_snapshot(*, writes: bool) -> None:
    """Start a transaction that sees the database as it is now until it ends; SQLite is told whether it `writes`."""
    db.session.rollback()
    db.session.connection(execution_options={"snapshot": True, "writes": writes})
