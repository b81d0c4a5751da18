"""Reads of activities for those who loaded them."""

from collections.abc import Iterable

from app.agreement.queries import timeline


def unused_kinds(kinds: Iterable[str]) -> list[str]:
    """Return those of `kinds` that no version of the agreement speaks of, so that nothing counts them."""
    line = timeline()
    return sorted(set(kinds) - line.kinds if line else set(kinds))
