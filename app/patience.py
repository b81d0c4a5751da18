"""Trying again what a lock prevented: a large load or a rescore may hold it for longer than one wait."""

from collections.abc import Callable
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
