"""Reads of activities for those who loaded them."""

from collections.abc import Iterable

from app.agreement.queries import timeline
from scoring.agreement import ServiceLevel


def unused_kinds(kinds: Iterable[str]) -> list[str]:
    """Return those of `kinds` that no version of the agreement speaks of, so that nothing counts them."""
    line = timeline()
    levels = [level for version in line.versions for level in version.agreement.levels] if line else []
    used = {kind for level in levels for kind in _kinds_of(level)}
    return sorted(set(kinds) - used)


def _kinds_of(level: ServiceLevel) -> Iterable[str]:
    for selector in (level.of, level.over):
        yield from selector.kinds if selector else ()
    if level.clock:
        yield from (*level.clock.start, *level.clock.stop, *level.clock.pause, *level.clock.resume)
