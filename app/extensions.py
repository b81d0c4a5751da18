"""The extensions, made once and bound to an application by `create_app`."""

import sqlite3
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
    """Set the pragmas on each connection and take over BEGIN from the driver, so that writers lock at once."""

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def hook_postgresql(engine: Engine) -> None:
    """Let a transaction that asks for it see the database as it is when it begins, until it ends."""

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("snapshot", False):
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def begin_write() -> None:
    """Start the transaction of a service that writes; SQLite takes its write lock now instead of failing midway."""
    db.session.rollback()
    db.session.connection(execution_options={"writes": True})


def begin_snapshot(*, writes: bool) -> None:
    """Start a transaction that sees the database as it is now until it ends; SQLite is told whether it `writes`."""
    db.session.rollback()
    db.session.connection(execution_options={"snapshot": True, "writes": writes})
