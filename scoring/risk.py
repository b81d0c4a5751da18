"""How a month that runs will end for one service level if it goes on as it did.

What a count or a sum has made so far is carried on over the working days that are left; a ratio, a mean and clocks are
taken as they stand; of a weekly level the weeks that are left decide what is still within reach.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from scoring.agreement import ServiceLevel
from scoring.attainment import Tally

SAFE = "safe"
"""The target is reached, and stays so."""
ON_PACE = "on_pace"
"""It will be reached if it goes on like this."""
AT_RISK = "at_risk"
"""It will be missed if it goes on like this."""
OUT_OF_REACH = "out_of_reach"
"""It cannot be reached any more in this month."""
EARLY = "early"
"""There is nothing yet to tell by: too little of the month has gone, or nothing to judge."""

EARLIEST = Fraction(1, 25)
"""So much of somebody's days has to be gone before his pace means anything: about the first of a month."""


@dataclass(frozen=True, slots=True)
class Days:
    """The working days that a participant owes in a month: those `gone`, today as far as it is, and the `whole`."""

    gone: Fraction
    whole: Fraction


@dataclass(frozen=True, slots=True)
class Risk:
    """How it will end: `projected` is the value then, of what is carried on; `short` the part of the target it lacks.

    `short` is from 0 to 1, and 1 for what is out of reach.
    """

    state: str
    projected: Fraction | None = None
    short: Fraction = Fraction(0)


def risk_of_month(level: ServiceLevel, tally: Tally, target: Fraction | None, days: Days) -> Risk:
    """Return how a month's `tally` will end against `target`, which is none where there is nothing to judge by."""
    value = tally.value
    if target is None or value is None:
        return Risk(EARLY)
    if level.additive:
        return _carried_on(level, value, target, days)
    lacking = _lacking(level, value, target)
    return Risk(AT_RISK, None, lacking) if lacking else Risk(ON_PACE)


def _carried_on(level: ServiceLevel, value: Fraction, target: Fraction, days: Days) -> Risk:
    at_least = level.direction == "at_least"
    is_reached = not _lacking(level, value, target)
    # More is made and never less: what reached its target stays there, and so does what is above its limit.
    if is_reached == at_least:
        return Risk(SAFE, value) if at_least else Risk(OUT_OF_REACH, value, Fraction(1))
    if days.gone >= days.whole:
        return Risk(OUT_OF_REACH, value, Fraction(1)) if at_least else Risk(SAFE, value)
    if days.gone < EARLIEST * days.whole:
        return Risk(EARLY)
    projected = value * days.whole / days.gone
    lacking = _lacking(level, projected, target)
    return Risk(AT_RISK if lacking else ON_PACE, projected, lacking)


def _lacking(level: ServiceLevel, value: Fraction, target: Fraction) -> Fraction:
    """Return by which part of the target a value is on its wrong side, at most 1; nothing on the right one."""
    gap = target - value if level.direction == "at_least" else value - target
    if gap <= 0:
        return Fraction(0)
    return min(gap / abs(target), Fraction(1)) if target else Fraction(1)


def risk_of_weeks(level: ServiceLevel, tally: Tally, left: int) -> Risk:
    """Return how a weekly level will end; `tally` is of the weeks that count, `left` those that are not over."""
    counted, kept = tally.denominator or 0, Fraction(tally.numerator)
    wanting = ceil(level.weeks_met * (counted + left)) - kept
    if wanting > left:
        return Risk(OUT_OF_REACH, None, Fraction(1))
    if not counted:
        return Risk(EARLY)
    if wanting <= 0:
        return Risk(SAFE)
    behind = level.weeks_met * counted - kept
    return Risk(AT_RISK, None, behind / counted) if behind > 0 else Risk(ON_PACE)
