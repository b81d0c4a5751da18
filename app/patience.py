"""How long to wait for a lock: a large load or a rescore may hold it for longer than one wait, or than a page has."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from app.extensions import db

R = TypeVar("R")

TRIES = 20
"""The database itself waits up to 15 seconds each time (extensions.py)."""

# PostgreSQL: serialization failure, deadlock, lock not available.
PASSING = ("40001", "40P01", "55P03")


def is_passing(error: OperationalError) -> bool:
    """Tell whether `error` means that somebody else is at work, and not that something is broken."""
    return getattr(error.orig, "sqlstate", None) in PASSING or "database is locked" in str(error.orig)


def patiently(transaction: Callable[[], R]) -> R:
    """Run a whole transaction, from its beginning again if a lock prevented it; nothing of it was stored then."""
    for tries_left in range(TRIES - 1, -1, -1):
        try:
            return transaction()
        except OperationalError as error:
            db.session.rollback()
            if not tries_left or not is_passing(error):
                raise
    raise AssertionError("the last try returns or raises")


@contextmanager
def impatience() -> Iterator[None]:
    """Wait a tenth of a second at most for SQLite's one write lock: a page does not stand behind a load that holds it.

    The transaction must still be open at the end: afterwards another thread may have the connection.
    """
    connection = db.session.connection()
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection.driver_connection
    assert raw is not None
    (before,) = raw.execute("PRAGMA busy_timeout").fetchone()
    raw.execute("PRAGMA busy_timeout=100")
    try:
        yield
    finally:
        raw.execute(f"PRAGMA busy_timeout={before}")
