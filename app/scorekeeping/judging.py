"""Tallies and shares of a month become scores, by the version in force in it."""

from collections.abc import Collection, Iterable, Iterator
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from app.scorekeeping.counting import Stretch
from app.scorekeeping.finals import Finals
from app.scorekeeping.roster import Roster, Shares
from app.scorekeeping.rows import MissedWeek
from app.scorekeeping.tallies import COUNTED, TRUE_DAYS, LevelTally, tally_levels
from scoring.agreement import Baseline, ServiceLevel
from scoring.attainment import (
    MISSED,
    Goal,
    Judged,
    PastMonth,
    Week,
    attain,
    baseline_goal,
    goal_of,
    judge,
    judge_weeks,
)
from scoring.periods import days_of_month, days_of_week, weeks_of_month
from scoring.versions import Timeline, Version

BOARDS = ("rep", "team")

WeekShares = tuple[int, Shares, Fraction]
"""A week with its shares and the part of a full week that was worked."""


class ScoreLine(NamedTuple):
    """A score as it is stored, but for its month; fractions as text, so that a stored one compares at once."""

    board: str
    who: int
    level: str
    side: str
    version_id: int
    numerator: str | None
    denominator: str | None
    value: str | None
    target: str | None
    exceed: str | None
    attainment: str
    points: int


class MonthJudge:
    """Judges one month of the participants on a roster by some of its levels, as of the moment `now`."""

    def __init__(
        self,
        timeline: Timeline,
        version: Version,
        month: int,
        roster: Roster,
        now: int,
        levels: Collection[ServiceLevel],
        finals: Finals,
    ) -> None:
        """Prepare to judge beside the quarters that are final, without which every clock counts on its own day."""
        self.clock_passes = COUNTED if finals.closes else TRUE_DAYS
        self.timeline, self.version, self.month, self.roster = timeline, version, month, roster
        self.levels = levels
        self.today = (timeline.day(now), now)
        self.weekly = [level for level in levels if level.weekly]
        self.monthly = [level for level in levels if not level.weekly]

    def lines(self) -> Iterator[ScoreLine]:
        """Yield the score of everyone with a share in the month, level by level."""
        tallies = self._tallies(self.monthly, Stretch.of_month(self.month), self.clock_passes)
        weeks = self._week_tallies()
        shares = self._shares(*days_of_month(self.month))
        for level in self.levels:
            for board in BOARDS:
                if board not in level.scored:
                    continue
                for who, share in self._participants(shares, level, board):
                    if level.weekly:
                        judged = judge_weeks(level, board, self._weeks(weeks[level.id], level, board, who))
                    else:
                        goal = self._goal(level, board, who, share)
                        judged = judge(level, tallies[level.id].of(board, who), goal)
                    yield self._line(level, board, who, judged)

    def missed(self, week: int) -> Iterator[MissedWeek]:
        """Yield who missed which weekly level in a week of the month."""
        tallies, shares = self._week_tallies(), self._shares(*days_of_week(week))
        worked = Fraction(len(shares.working), len(self.version.business.workdays))
        for level in self.weekly:
            for board in BOARDS:
                for who, share in self._participants(shares, level, board) if board in level.scored else ():
                    tally, goal = tallies[level.id].of(board, who, week), goal_of(level, board, share, worked)
                    if attain(level, tally, goal) == MISSED:
                        yield MissedWeek(board, who, level, tally, goal)

    def _participants(
        self, shares: Shares, level: ServiceLevel, board: str
    ) -> Iterator[tuple[int, Fraction]]:
        roster = self.roster
        if board == "team":
            for team, share in shares.teams.items():
                if team in roster.teams and roster.sides[team] == level.side:
                    yield team, share
            return
        for (rep, side), share in shares.reps.items():
            if side == level.side and (roster.reps is None or rep in roster.reps):
                yield rep, share

    def _goal(self, level: ServiceLevel, board: str, who: int, share: Fraction) -> Goal | None:
        if not isinstance(level.target, Baseline):
            return goal_of(level, board, share)
        past = [
            PastMonth(tallies[level.id].of(board, who), shares.of(board, who, level.side))
            for tallies, shares in self._past[-level.target.months :]
        ]
        return baseline_goal(level, past, share)

    @cached_property
    def _past(self) -> list[tuple[dict[str, LevelTally], Shares]]:
        """The months before, oldest first, as far as a baseline reaches, measured by the current terms (R21)."""
        looking = {level: level.target.months for level in self.monthly if isinstance(level.target, Baseline)}
        months = range(self.month - max(looking.values()), self.month)
        return [
            (
                self._tallies(looking, Stretch.of_month(month), TRUE_DAYS),
                self._shares(*days_of_month(month)),
            )
            for month in months
        ]

    def _week_tallies(self) -> dict[str, LevelTally]:
        if not self.weekly:
            return {}
        return self._tallies(self.weekly, Stretch.of_weeks(self.month), self.clock_passes)

    def _tallies(
        self, levels: Iterable[ServiceLevel], stretch: Stretch, clock_passes: tuple[str, ...]
    ) -> dict[str, LevelTally]:
        return tally_levels(levels, stretch, self.roster, self.today, clock_passes)

    def weeks_of(self, who: int) -> dict[str, list[tuple[int, Week]]]:
        """Return by weekly level all weeks of the month as a rep has them, also those that run or are ahead."""
        tallies = self._week_tallies()
        weeks = [self._week(week) for week in weeks_of_month(self.month)]
        return {
            level.id: [
                (number, _week_of(tallies[level.id], level, ("rep", who), (number, shares, worked)))
                for number, shares, worked in weeks
            ]
            for level in self.weekly
        }

    @cached_property
    def _weeks_over(self) -> list[WeekShares]:
        return [
            self._week(week)
            for week in weeks_of_month(self.month)
            if self.timeline.day_starts(days_of_week(week)[1]) <= self.today[1]
        ]

    def _week(self, week: int) -> WeekShares:
        shares = self._shares(*days_of_week(week))
        return week, shares, Fraction(len(shares.working), len(self.version.business.workdays))

    def _weeks(self, tally: LevelTally, level: ServiceLevel, board: str, who: int) -> list[Week]:
        return [_week_of(tally, level, (board, who), week) for week in self._weeks_over]

    def _shares(self, first: int, after: int) -> Shares:
        return self.roster.shares(self.version.business, first, after)

    def _line(self, level: ServiceLevel, board: str, who: int, judged: Judged) -> ScoreLine:
        tally, goal = judged.tally, judged.goal
        return ScoreLine(
            board,
            who,
            level.id,
            level.side,
            self.version.id,
            str(tally.numerator),
            _text(tally.denominator),
            _text(tally.value),
            _text(goal.target if goal else None),
            _text(goal.exceed if goal else None),
            judged.attainment,
            judged.points,
        )


def _week_of(tally: LevelTally, level: ServiceLevel, whose: tuple[str, int], week: WeekShares) -> Week:
    number, shares, worked = week
    board, who = whose
    return Week(tally.of(board, who, number), shares.of(board, who, level.side), worked)


def _text(number: Fraction | int | None) -> str | None:
    return None if number is None else str(number)
