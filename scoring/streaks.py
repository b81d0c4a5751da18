"""Months in a row: a month without data, or in which somebody was not scored, neither breaks a row nor counts in it."""

from collections.abc import Iterable

from scoring.attainment import MISSED, NO_DATA

Outcome = bool | None
"""Of a month: True if what was promised was kept, False if something was missed, None if it says nothing."""


def outcome(attainments: Iterable[str]) -> Outcome:
    """Return what the attainments of a month come to together: kept if none is missed and one is met or exceeded."""
    told = {one for one in attainments if one != NO_DATA}
    return MISSED not in told if told else None


def in_a_row(outcomes: Iterable[tuple[int, Outcome]], sought: bool) -> list[int]:
    """Return the months, as they come, with the outcome `sought` up to the first that has the other one."""
    found = []
    for month, one in outcomes:
        if one is not None and one is not sought:
            break
        if one is sought:
            found.append(month)
    return found
