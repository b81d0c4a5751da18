"""Ids of what is known by a name – sources, kinds, reps: found, or made."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.extensions import db

CHUNK = 10_000


def find_ids(column: Any, names: Collection[str]) -> dict[str, int]:
    """Return the ids of those rows whose `column` is among `names`."""
    ordered = sorted(names)
    found: dict[str, int] = {}
    for start in range(0, len(ordered), CHUNK):
        query = select(column, column.class_.id).where(column.in_(ordered[start : start + CHUNK]))
        found.update(db.session.execute(query).all())
    return found


def make_ids(column: Any, names: Collection[str]) -> dict[str, int]:
    """Return the ids of rows whose `column` is each of `names`; those that were missing are added.

    Part of the caller's transaction. Somebody else may be adding the same ones.
    """
    found = find_ids(column, names)
    missing = sorted(set(names) - found.keys())
    if missing:
        dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
        # In order, so that two who add the same ones wait for each other instead of locking each other out.
        db.session.execute(
            dialect.insert(column.class_).on_conflict_do_nothing(), [{column.key: name} for name in missing]
        )
        found |= find_ids(column, missing)
    return found
