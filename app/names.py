"""Ids of what is known by a name – sources, kinds, reps –, found or made; and what reps are called on the wall."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from flask import g
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.among import Among
from app.extensions import db
from app.models.people import Rep

CHUNK = 10_000


def find_ids(column: Any, names: Collection[str]) -> dict[str, int]:
    """Return the ids of those rows whose `column` is among `names`."""
    ordered = sorted(names)
    found: dict[str, int] = {}
    for start in range(0, len(ordered), CHUNK):
        asked = {"names": ordered[start : start + CHUNK]}
        found.update(db.session.execute(_named(column), asked).all())
    return found


@lru_cache
def _named(column: Any) -> Any:
    """Return the statement, built once: for a single activity, to build it would cost more than to run it."""
    table = column.class_.__table__.c
    name = table[column.key]
    return select(name, table.id).where(Among(name, "names"))


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


def wall_name(rep_id: int, name: str) -> str:
    """Return what a rep is called on the wall: what he chose to be called there, else his `name`.

    Who has no name goes by his key: of an e-mail address the wall shows what stands before the @.
    """
    if "baton_wall_names" not in g:
        chosen = select(Rep.id, Rep.wall_name).where(Rep.wall_name != "")
        g.baton_wall_names = dict(db.session.execute(chosen).all())
    found: str = g.baton_wall_names.get(rep_id, name.partition("@")[0] or "?")
    return found
