"""What this process remembers of who polls, until the stamp moves for more than scores."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

from flask import Flask, current_app

from app.stamp import reading

T = TypeVar("T")

MOST = 10_000
"""Entries kept of a kind; more are forgotten all at once."""


def remembered(
    kind: str, key: str, look_up: Callable[[], T | None], turn: AbstractContextManager[Any] | None = None
) -> T | None:
    """Return what `look_up` finds, asked once for each key until the stamp moves; what is not found is asked again.

    Scores are no reason: they move several times a second, and let nobody in or out. Of those who ask at the same
    moment each looks up, unless they wait for their `turn`: then the first one does. Whoever ends a log-in or revokes a
    screen moves the stamp in the same transaction, so that every process forgets. The stamp is read before `look_up`
    reads: what is kept under its version is never older than that.
    """
    version = reading().beside
    found: T | None = recall(current_app, kind, key, version)
    if found is not None:
        return found
    kinds = current_app.extensions.setdefault("baton_remembered", {})
    with turn or nullcontext():
        # Begun anew before his turn, it would forget what the one before him finds.
        known_at, known = kinds.get(kind, (None, {}))
        if known_at != version or len(known) >= MOST:
            known = {}
            kinds[kind] = (version, known)
        found = known.get(key) or look_up()
        if found is not None:
            known[key] = found
    return found


def recall(app: Flask, kind: str, key: str, version: str) -> Any:
    """Return what is remembered of `key` in a `version` of what is no score, None if nothing is; asks no database."""
    known_at, known = app.extensions.get("baton_remembered", {}).get(kind, (None, {}))
    return known.get(key) if known_at == version else None
