"""Shares: how much of a range of days a participant owes (rule R5)."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from scoring.calendar import count_days

Span = tuple[int, int]
"""Days from the first up to, not including, the second."""


def days_owed(working: Sequence[int], spans: Iterable[Span], absences: Sequence[Span]) -> int:
    """Return how many of the sorted `working` days lie in one of the disjoint `spans` and in no absence."""
    if not absences:
        return sum(count_days(working, first, after) for first, after in spans)
    present = [day for day in working if not any(first <= day < after for first, after in absences)]
    return sum(count_days(present, first, after) for first, after in spans)


def share(owed: int, working: Sequence[int]) -> Fraction:
    """Return `owed` days as a part of the `working` days, 0 where there are none; of a team the sum of its members'."""
    return Fraction(owed, len(working)) if working else Fraction(0)
