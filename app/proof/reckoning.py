"""The arithmetic of a score, step by step, by the rules themselves: what was measured, owed, and came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import CTE

from app.proof import records, runs
from app.proof.records import Sums
from app.proof.stretch import Stretch, of_month, of_months, of_weeks
from app.scorekeeping.telling import Ground
from scoring.agreement import Baseline, ServiceLevel
from scoring.attainment import (
    NO_DATA,
    Goal,
    Judged,
    PastMonth,
    Tally,
    Week,
    attain,
    baseline_goal,
    goal_of,
    judge,
    judge_weeks,
)
from scoring.periods import days_of_month, days_of_week, weeks_of_month
from scoring.versions import Version

UNIT = 10_000
"""Stored values are in ten-thousandths."""


@dataclass(frozen=True)
class Share:
    """How much of a range of days is owed: `part` of the `working` days; of a team the sum of its members' parts."""

    part: Fraction
    working: int


@dataclass(frozen=True)
class WeekJudged:
    """A week of a weekly level; without a goal it is not over, or nobody was there, and it does not count."""

    week: int
    over: bool
    tally: Tally
    share: Share
    goal: Goal | None
    attainment: str


@dataclass(frozen=True)
class MonthPast:
    """A month that a baseline looks back on."""

    month: int
    past: PastMonth
    working: int


@dataclass(frozen=True)
class Reckoning:
    """A score recounted from its records, with every number on the way; `found` is the relation of the records."""

    found: CTE
    stretch: Stretch
    sums: list[Sums]
    share: Share
    weeks: list[WeekJudged]
    past: list[MonthPast]
    judged: Judged

    @property
    def counting(self) -> int:
        """Return how many records count."""
        return records.amount(self.sums).size

    @property
    def left_out(self) -> dict[str, int]:
        """Return how many records were left out, by reason."""
        found: dict[str, int] = {}
        for one in self.sums:
            if one.reason != records.COUNTS:
                found[one.reason] = found.get(one.reason, 0) + one.size
        return found


def reckon(ground: Ground, version: Version, level: ServiceLevel, month: int) -> Reckoning:
    """Recount the score of a participant for a level in `month`."""
    stretch = of_weeks(month, ground.known, ground.now) if level.weekly else of_month(month)
    room = runs if level.clock else records
    found = room.relation(ground, level, stretch)
    sums = room.sums(found)
    share = _share(ground, version, level, days_of_month(month))
    if level.weekly:
        weeks = [_week(ground, version, level, stretch, sums, week) for week in weeks_of_month(month)]
        counted = [one for one in weeks if one.over]
        judged = judge_weeks(level, ground.board, [_as_judged(version, one) for one in counted])
        return Reckoning(found, stretch, sums, share, weeks, [], judged)
    past = _past(ground, version, level, month)
    goal = (
        baseline_goal(level, [one.past for one in past], share.part)
        if isinstance(level.target, Baseline)
        else goal_of(level, ground.board, share.part)
    )
    judged = judge(level, _tally(level, records.amount(sums)), goal)
    return Reckoning(found, stretch, sums, share, [], past, judged)


def _tally(level: ServiceLevel, amount: Sums) -> Tally:
    match level.measure:
        case "count":
            return Tally(amount.size)
        case "sum":
            return Tally(Fraction(amount.total, UNIT))
        case "mean":
            return Tally(Fraction(amount.total, UNIT), amount.valued)
        case _:  # ratio and timely
            return Tally(amount.above, amount.below)


def _share(ground: Ground, version: Version, level: ServiceLevel, days: tuple[int, int]) -> Share:
    shares = ground.roster.shares(version.business, *days)
    return Share(shares.of(ground.board, ground.who, level.side), len(shares.working))


def _week(
    ground: Ground, version: Version, level: ServiceLevel, stretch: Stretch, sums: Sequence[Sums], week: int
) -> WeekJudged:
    share = _share(ground, version, level, days_of_week(week))
    tally = _tally(level, records.amount(sums, week))
    over = week in stretch.counting
    if not over or not share.part:
        return WeekJudged(week, over, tally, share, None, NO_DATA)
    goal = goal_of(level, ground.board, share.part, _worked(version, share))
    return WeekJudged(week, over, tally, share, goal, attain(level, tally, goal))


def _worked(version: Version, share: Share) -> Fraction:
    return Fraction(share.working, len(version.business.workdays))


def _as_judged(version: Version, one: WeekJudged) -> Week:
    return Week(one.tally, one.share.part, _worked(version, one.share))


def _past(ground: Ground, version: Version, level: ServiceLevel, month: int) -> list[MonthPast]:
    """Return the months that the baseline of a level looks back on, measured by its current terms (R21)."""
    if not isinstance(level.target, Baseline):
        return []
    stretch = of_months(month - level.target.months, month)
    if level.clock:
        sums = runs.past_sums(ground, level, stretch)
    else:
        sums = records.sums(records.relation(ground, level, stretch))
    found = []
    for one in stretch.months:
        share = _share(ground, version, level, days_of_month(one))
        past = PastMonth(_tally(level, records.amount(sums, one)), share.part)
        found.append(MonthPast(one, past, share.working))
    return found
