"""A tally against its goal gives an attainment and points, exactly (rules R11 and R18 to R21, R26).

A tally is a numerator and, except for count and sum, a denominator; sums and goals are in the values' own unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.agreement import Baseline, ServiceLevel

MISSED, MET, EXCEEDED, NO_DATA = "missed", "met", "exceeded", "no_data"
ATTAINMENTS = (MISSED, MET, EXCEEDED, NO_DATA)

TEAM = "team"


@dataclass(frozen=True, slots=True)
class Tally:
    """What was measured: of count and sum only the numerator."""

    numerator: Fraction | int
    denominator: int | None = None

    @property
    def value(self) -> Fraction | None:
        """Return the measured value, if there is one."""
        if self.denominator is None:
            return Fraction(self.numerator)
        return Fraction(self.numerator, self.denominator) if self.denominator else None


@dataclass(frozen=True, slots=True)
class Goal:
    """What a tally is judged by; without `exceed` it can only be met."""

    target: Fraction
    exceed: Fraction | None


@dataclass(frozen=True, slots=True)
class Judged:
    """The outcome for one participant, service level and month; `goal` as in R26."""

    tally: Tally
    goal: Goal | None
    attainment: str
    points: int


@dataclass(frozen=True, slots=True)
class Week:
    """One week of a weekly level that is over: its tally, the share in it and how much of a full week it was worked."""

    tally: Tally
    share: Fraction
    worked: Fraction


@dataclass(frozen=True, slots=True)
class PastMonth:
    """A month that a baseline looks back on: its tally and the share in it."""

    tally: Tally
    share: Fraction


def attain(level: ServiceLevel, tally: Tally, goal: Goal | None) -> str:
    """Return the attainment of `tally`: exact, numerator against target × denominator."""
    if goal is None or (tally.denominator is not None and tally.denominator < max(level.min_volume, 1)):
        return NO_DATA
    whole = 1 if tally.denominator is None else tally.denominator

    def reaches(bound: Fraction) -> bool:
        # Cross-multiplied: whole numbers compare many times faster than fractions.
        made, owed = tally.numerator * bound.denominator, bound.numerator * whole
        return made >= owed if level.direction == "at_least" else made <= owed

    if goal.exceed is not None and reaches(goal.exceed):
        return EXCEEDED
    return MET if reaches(goal.target) else MISSED


def goal_of(level: ServiceLevel, board: str, share: Fraction, worked: Fraction = Fraction(1)) -> Goal:
    """Return the goal of a level with a written target; `worked` is the part of a full week (weekly levels)."""
    assert isinstance(level.target, Fraction), "a baseline has its own goal"
    if not level.additive:
        return Goal(level.target, level.exceed)
    if board == TEAM and level.team_target is not None:
        return _times(Goal(level.team_target, level.team_exceed), worked)
    return _times(Goal(level.target, level.exceed), share * worked)


def _times(goal: Goal, factor: Fraction) -> Goal:
    return Goal(goal.target * factor, None if goal.exceed is None else goal.exceed * factor)


def baseline_goal(level: ServiceLevel, past: Sequence[PastMonth], share: Fraction) -> Goal | None:
    """Return the goal that the months before set, or none where they give nothing to compare with (R21)."""
    assert isinstance(level.target, Baseline), "only a baseline looks back"
    base = _baseline(level, past, share)
    at_least = level.direction == "at_least"
    if base is None or base < 0 or (at_least and base == 0):
        return None
    sign = 1 if at_least else -1
    exceed_by = level.target.exceed_by
    exceed = None if exceed_by is None else base * (1 + sign * exceed_by)
    return Goal(base * (1 + sign * level.target.improve_by), exceed)


def _baseline(level: ServiceLevel, past: Sequence[PastMonth], share: Fraction) -> Fraction | None:
    made = sum((Fraction(month.tally.numerator) for month in past), Fraction(0))
    if level.additive:
        shares = sum((month.share for month in past), Fraction(0))
        return made / shares * share if shares else None
    whole = sum(month.tally.denominator or 0 for month in past)
    return made / whole if whole else None


def judge(level: ServiceLevel, tally: Tally, goal: Goal | None) -> Judged:
    """Judge a month's tally by its goal."""
    attainment = attain(level, tally, goal)
    return Judged(tally, None if attainment == NO_DATA else goal, attainment, points_of(level, attainment))


def judge_weeks(level: ServiceLevel, board: str, weeks: Sequence[Week]) -> Judged:
    """Judge the weeks of a month that are over, each by itself (R20); the tally is of the weeks that count."""
    counted = [
        attained
        for week in weeks
        if week.share
        and (attained := attain(level, week.tally, goal_of(level, board, week.share, week.worked))) != NO_DATA
    ]
    reached = sum(attained in (MET, EXCEEDED) for attained in counted)
    tally = Tally(reached, len(counted))
    if not counted:
        attainment = NO_DATA
    elif counted.count(EXCEEDED) >= level.weeks_met * len(counted):
        attainment = EXCEEDED
    else:
        attainment = MET if reached >= level.weeks_met * len(counted) else MISSED
    return Judged(tally, None, attainment, points_of(level, attainment))


def points_of(level: ServiceLevel, attainment: str) -> int:
    """Return the points that `attainment` of `level` brings (R22)."""
    return {MET: level.points_met, EXCEEDED: level.points_exceeded}.get(attainment, 0)
