"""What is still needed in a month that runs: how much more meets a goal or exceeds it, and what it takes to keep it.

Answers are exact as long as nothing of what was counted is corrected. A ratio whose `of` selects among what its `over`
selects is a part, as is `timely`: each of what comes is a good one or a bad one. In another ratio the two move apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from scoring.agreement import Selector, ServiceLevel
from scoring.attainment import EXCEEDED, MET, NO_DATA, Tally

HORIZON = 10
"""What is kept is told by so many of what comes next."""

DONE = "done"
"""It is reached, and stays so."""
LOST = "lost"
"""It cannot be reached any more in this month."""
MORE = "more"
"""`amount` more reach it."""
ROOM = "room"
"""It is reached, and `amount` more still are within it."""
LASTS = "lasts"
"""It is reached, and stays so while no more than `count` are added to what it is divided by."""
WIDER = "wider"
"""`count` more of what it is divided by reach it."""
PART = "part"
"""At most `most` of the next `count` may be bad ones."""
AVERAGE = "average"
"""The next `count` have to average `amount`, or better."""
WEEKS = "weeks"
"""`count` of the `most` weeks that are left have to reach it."""
VOLUME = "volume"
"""It is judged once there are `count` more."""


@dataclass(frozen=True, slots=True)
class Need:
    """What is needed for one goal; `reached` tells that it is there as things stand, and what is needed keeps it."""

    kind: str
    reached: bool = False
    count: int = 0
    most: int = 0
    amount: Fraction = Fraction(0)


def need(level: ServiceLevel, tally: Tally, bound: Fraction) -> Need:
    """Return what a tally of `level`, of a month or of one week, needs to reach `bound`."""
    if tally.denominator is None:
        return _amount(level, Fraction(tally.numerator), bound)
    made, whole = Fraction(tally.numerator), tally.denominator
    short = max(max(level.min_volume, 1) - whole, 0)
    if level.measure == "mean":
        return _average(level, made, whole, bound, short)
    if is_part(level):
        return _part(level, (made, whole), bound, short)
    return Need(VOLUME, count=short) if short else _quotient(level, made, whole, bound)


def is_part(level: ServiceLevel) -> bool:
    """Tell whether what `level` counts is a part of what it is divided by."""
    return level.measure == "timely" or bool(level.of and level.over and _within(level.of, level.over))


def _within(inner: Selector, outer: Selector) -> bool:
    """Tell whether all that `inner` selects is selected by `outer`."""
    asked = dict(inner.where)
    return set(inner.kinds) <= set(outer.kinds) and all(
        name in asked and set(asked[name]) <= set(values) for name, values in outer.where
    )


def _amount(level: ServiceLevel, made: Fraction, bound: Fraction) -> Need:
    if level.direction == "at_least":
        return Need(DONE, reached=True) if made >= bound else Need(MORE, amount=bound - made)
    return Need(ROOM, reached=True, amount=bound - made) if made <= bound else Need(LOST)


def _quotient(level: ServiceLevel, made: Fraction, whole: int, bound: Fraction) -> Need:
    """Return what a ratio needs whose parts come independently."""
    gap = bound * whole - made
    if level.direction == "at_least":
        if gap > 0:
            return Need(MORE, amount=Fraction(ceil(gap)))
        return (
            Need(LASTS, reached=True, count=floor(made / bound) - whole)
            if bound
            else Need(DONE, reached=True)
        )
    if gap >= 0:
        return Need(ROOM, reached=True, amount=Fraction(floor(gap)))
    return Need(WIDER, count=ceil(made / bound) - whole) if bound else Need(LOST)


def _part(level: ServiceLevel, made: tuple[Fraction, int], bound: Fraction, short: int) -> Need:
    """Return what a part needs: the share of bad ones has a limit, whichever way the goal is written."""
    found, whole = made
    at_least = level.direction == "at_least"
    bad, limit = (whole - found, 1 - bound) if at_least else (found, bound)
    if limit < 0:
        return Need(LOST)
    reached = bad <= limit * whole
    if short or reached:
        coming = short or HORIZON
        spared = floor(limit * (whole + coming) - bad)
        if spared >= 0:
            return Need(PART, reached=reached and not short, count=coming, most=min(spared, coming))
    return Need(PART, count=ceil(bad / limit) - whole) if limit else Need(LOST)


def _average(level: ServiceLevel, total: Fraction, whole: int, bound: Fraction, short: int) -> Need:
    """Return what the next values have to average; less than nothing is not to be had of a mean that is kept low."""
    coming = short or HORIZON
    rest = (bound * (whole + coming) - total) / coming
    at_least = level.direction == "at_least"
    reached = not short and (total >= bound * whole if at_least else total <= bound * whole)
    if not at_least and rest < 0 <= bound:
        return Need(WIDER, count=ceil(total / bound) - whole) if bound else Need(LOST)
    return Need(AVERAGE, reached=reached, count=coming, amount=rest)


def need_of_weeks(level: ServiceLevel, attained: Sequence[str], left: int, wanted: str) -> Need:
    """Return in how many of the weeks that are `left` a weekly level has to be `wanted`, met or exceeded.

    `attained` are the weeks that are over; those that are left are taken to count, each of them.
    """
    counted = [one for one in attained if one != NO_DATA]
    enough = (EXCEEDED,) if wanted == EXCEEDED else (MET, EXCEEDED)
    kept = sum(one in enough for one in counted)
    wanting = ceil(level.weeks_met * (len(counted) + left)) - kept
    if wanting <= 0:
        return Need(DONE, reached=bool(kept))
    return Need(WEEKS, count=wanting, most=left) if wanting <= left else Need(LOST)
