"""How much a team does in a month for a service level to be missed, met or exceeded, by the level's own bounds."""

from fractions import Fraction
from math import ceil, floor

from scoring.agreement import ServiceLevel
from scoring.attainment import EXCEEDED, MET


def _bounds(level: ServiceLevel) -> tuple[Fraction, Fraction]:
    assert isinstance(level.target, Fraction), "a level with a baseline has no written target"
    assert level.exceed is not None, "each level of the demo can be exceeded"
    return level.target, level.exceed


def amount(level: ServiceLevel, outcome: str, share: Fraction, luck: int) -> int:
    """Return the count or sum that a team with `share` makes; `luck` is from 0 to 9, more is more."""
    target, exceed = (bound * share for bound in _bounds(level))
    if outcome == EXCEEDED:
        return ceil(exceed * (103 + luck) / 100)
    if outcome == MET:
        return min(ceil(target * (103 + luck) / 100), ceil(exceed) - 1)
    return floor(target * (78 + luck) / 100)


def failures(level: ServiceLevel, outcome: str, volume: int) -> int:
    """Return how many of `volume` go wrong in a ratio or timely level."""
    enough, good = (
        floor((1 - bound if level.direction == "at_least" else bound) * volume) for bound in _bounds(level)
    )
    if outcome == EXCEEDED:
        return good * 6 // 10
    if outcome == MET:
        return min(max(good + 1, (good + enough + 1) // 2), enough)
    return min(max(enough + 1, enough * 15 // 10), volume)


def mean(level: ServiceLevel, outcome: str, luck: int) -> int:
    """Return the mean of a level where less is better; `luck` is from 0 to 9."""
    target, exceed = _bounds(level)
    if outcome == EXCEEDED:
        return floor(exceed * (72 + luck) / 100)
    if outcome == MET:
        return floor((exceed + target) / 2 * (92 + luck) / 100)
    return ceil(target * (112 + luck) / 100)
