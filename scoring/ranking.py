"""Scores become standings: the one function that ranks (rules R23 to R25), and movement between two of them.

Who has more points stands first; of equal points who exceeded more levels, then who met more (exceeded ones are not
counted again). Who is equal in all three shares the rank, and as many ranks are skipped: 1, 2, 2, 4. Within a shared
rank the order is by name, then by key, both by code points: it says nothing about merit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Total(NamedTuple):
    """What a participant has over a period; `key` is the rep's key or the team's name, `id` the caller's own."""

    id: int
    key: str
    name: str
    points: int
    exceeded: int
    met: int

    @property
    def kept(self) -> int:
        """Return how many levels were met or exceeded."""
        return self.met + self.exceeded


@dataclass(frozen=True, slots=True)
class Placed:
    """A total with its rank; `place` counts the lines from 1 without ties."""

    rank: int
    place: int
    total: Total


def rank(totals: Iterable[Total]) -> list[Placed]:
    """Return everyone's rank, best first."""
    ordered = sorted(totals, key=lambda one: (-one.points, -one.exceeded, -one.met, one.name, one.key))
    placed: list[Placed] = []
    before: tuple[int, int, int] | None = None
    shared = 0
    for place, total in enumerate(ordered, 1):
        merit = (total.points, total.exceeded, total.met)
        if merit != before:
            before, shared = merit, place
        placed.append(Placed(shared, place, total))
    return placed
