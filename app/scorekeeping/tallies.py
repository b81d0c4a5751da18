"""Tallies of activities and clocks of a month or its weeks: selected, credited and grouped by SQL (R4, R6 to R10).

An activity is credited to the membership that its rep had on its day; reps and teams are sums over memberships, but for
different subjects, which are counted for each.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from app.extensions import db
from app.models.activities import Activity, Kind
from app.models.people import Membership, Team
from app.models.scores import ClockRow
from app.scorekeeping.roster import Roster
from scoring.agreement import Selector, ServiceLevel
from scoring.attainment import Tally
from scoring.clocks import DECIDED, MET
from scoring.periods import days_of_month, days_of_week, weeks_of_month

UNIT = 10_000
"""Stored values are in ten-thousandths."""
HALF = 24
"""Sums are taken in two parts, above and below this bit, so that no database's whole numbers overflow."""

Key = tuple[int, int]
"""A membership's or participant's row id, and the week, or 0 where a month is tallied."""


@dataclass(frozen=True)
class Stretch:
    """Days to tally, half-open: those of a month, or those of its weeks, each tallied by itself."""

    month: int
    first: int
    after: int
    weekly: bool

    @classmethod
    def of_month(cls, month: int) -> "Stretch":
        """Return the days of `month`."""
        return cls(month, *days_of_month(month), weekly=False)

    @classmethod
    def of_weeks(cls, month: int) -> "Stretch":
        """Return the days of the weeks that belong to `month`."""
        weeks = weeks_of_month(month)
        return cls(month, days_of_week(weeks[0])[0], days_of_week(weeks[-1])[1], weekly=True)


@dataclass(slots=True)
class Amount:
    """Counted activities, those of them with a value, and the sum of the values."""

    count: int = 0
    valued: int = 0
    total: int = 0

    def add(self, other: "Amount") -> None:
        """Add `other` to it."""
        self.count += other.count
        self.valued += other.valued
        self.total += other.total


@dataclass(frozen=True)
class LevelTally:
    """A service level's tallies by participant and week (0 for a month)."""

    empty: Tally
    reps: dict[Key, Tally]
    teams: dict[Key, Tally]

    def of(self, board: str, who: int, week: int = 0) -> Tally:
        """Return the tally of a rep or a team; of one without activities, the empty one."""
        return (self.teams if board == "team" else self.reps).get((who, week), self.empty)


def tally_levels(
    levels: Iterable[ServiceLevel], stretch: Stretch, roster: Roster, today: tuple[int, int]
) -> dict[str, LevelTally]:
    """Return the tallies of `levels` over `stretch`; `today` is the day and the instant of the moment of scoring."""
    wanted = list(levels)
    selectors = {one for level in wanted for one in (level.of, level.over) if one and not level.distinct}
    reader = _Reader(stretch, roster, today)
    amounts = reader.amounts(selectors)
    clocks = reader.clocks([level.id for level in wanted if level.clock])
    tallies = {}
    for level in wanted:
        if level.distinct:
            tallies[level.id] = LevelTally(
                Tally(0), reader.subjects(level, "rep"), reader.subjects(level, "team")
            )
        elif level.clock:
            tallies[level.id] = _pool(level, clocks.get(level.id, {}), None, roster)
        else:
            assert level.of is not None, "every measure but timely selects activities"
            over = amounts[level.over] if level.over else None
            tallies[level.id] = _pool(level, amounts[level.of], over, roster)
    return tallies


def _pool(
    level: ServiceLevel, of: dict[Key, Amount], over: dict[Key, Amount] | None, roster: Roster
) -> LevelTally:
    """Sum memberships on the level's side to reps and teams; of a ratio `over` counts the denominator."""
    pooled: tuple[dict[Key, Amount], ...] = (defaultdict(Amount), defaultdict(Amount))
    wholes: tuple[dict[Key, int], ...] = (defaultdict(int), defaultdict(int))
    for (membership, week), amount in of.items():
        member = roster.members[membership]
        if member.side == level.side:
            pooled[0][member.rep, week].add(amount)
            pooled[1][member.team, week].add(amount)
    for (membership, week), amount in (over or {}).items():
        member = roster.members[membership]
        if member.side == level.side:
            wholes[0][member.rep, week] += amount.count
            wholes[1][member.team, week] += amount.count
    reps, teams = (
        {key: _tally(level, amounts.get(key, Amount()), whole.get(key, 0)) for key in {*amounts, *whole}}
        for amounts, whole in zip(pooled, wholes, strict=True)
    )
    return LevelTally(_tally(level, Amount(), 0), reps, teams)


def _tally(level: ServiceLevel, amount: Amount, whole: int) -> Tally:
    match level.measure:
        case "count":
            return Tally(amount.count)
        case "sum":
            return Tally(Fraction(amount.total, UNIT))
        case "mean":
            return Tally(Fraction(amount.total, UNIT), amount.valued)
        case "ratio":
            return Tally(amount.count, whole)
        case _:  # timely: clocks met are its total, clocks decided its count
            return Tally(amount.total, amount.count)


class _Reader:
    """Runs the queries of one stretch."""

    def __init__(self, stretch: Stretch, roster: Roster, today: tuple[int, int]) -> None:
        self.stretch, self.roster = stretch, roster
        day, now = today
        self.happened = []
        if stretch.after > day:
            # Only the last day's activities are asked for their instant: the others are in the index.
            self.happened = [or_(Activity.day < day, and_(Activity.day == day, Activity.at <= now))]

    def amounts(self, selectors: Iterable[Selector]) -> dict[Selector, dict[Key, Amount]]:
        """Return what each selector finds, by membership."""
        plain = {one for one in selectors if not one.where}
        found: dict[Selector, dict[Key, Amount]] = {one: defaultdict(Amount) for one in selectors}
        by_kind: dict[str, list[Selector]] = defaultdict(list)
        for selector in plain:
            for kind in selector.kinds:
                by_kind[kind].append(selector)
        if plain:
            for kind, key, amount in self._grouped(by_kind):
                for selector in by_kind.get(kind, ()):
                    found[selector][key].add(amount)
        for selector in found:
            if selector.where:
                for _, key, amount in self._grouped(selector.kinds, where=_conditions(selector)):
                    found[selector][key].add(amount)
        return found

    def _grouped(
        self, kinds: Iterable[str], where: list[ColumnElement[bool]] | None = None
    ) -> Iterator[tuple[str, Key, Amount]]:
        names = _kind_ids(kinds)
        week = self._week(Activity.day)
        query = (
            select(
                Membership.id,
                Activity.kind_id,
                *week,
                func.count(),
                func.count(Activity.value),
                func.sum(Activity.value.op(">>")(literal_column(str(HALF)))),
                func.sum(Activity.value.op("&")(literal_column(str((1 << HALF) - 1)))),
            )
            .join(Activity, self._credit(Activity.rep_id, Activity.day))
            .where(*self._days(Activity), *self.happened, *(where or []))
            .group_by(Membership.id, Activity.kind_id, *week)
        )
        if where is not None or week:
            query = query.where(Activity.kind_id.in_(names))
        for row in db.session.execute(self._members(query)):
            membership, kind_id, *weeks, count, valued, high, low = row
            if kind_id in names:
                total = (int(high or 0) << HALF) + int(low or 0)
                yield names[kind_id], (membership, weeks[0] if weeks else 0), Amount(count, valued, total)

    def subjects(self, level: ServiceLevel, board: str) -> dict[Key, Tally]:
        """Return the number of different subjects that `level` finds for each rep or team."""
        assert level.of is not None, "only counts are of different subjects"
        who = Membership.team_id if board == "team" else Membership.rep_id
        week = self._week(Activity.day)
        query = (
            select(who, *week, func.count(Activity.subject.distinct()))
            .join(Activity, self._credit(Activity.rep_id, Activity.day))
            .join(Team, Team.id == Membership.team_id)
            .where(
                Team.side == level.side,
                Activity.subject != "",
                Activity.kind_id.in_(_kind_ids(level.of.kinds)),
                *self._days(Activity),
                *self.happened,
                *_conditions(level.of),
            )
            .group_by(who, *week)
        )
        rows = db.session.execute(self._members(query))
        return {(key, weeks[0] if weeks else 0): Tally(count) for key, *weeks, count in rows}

    def clocks(self, levels: list[str]) -> dict[str, dict[Key, Amount]]:
        """Return the clocks met (total) and decided (count) of `levels`, by the membership of the day they were got."""
        if not levels:
            return {}
        week = self._week(ClockRow.day)
        query = (
            select(
                Membership.id,
                ClockRow.level,
                *week,
                func.count(),
                func.count().filter(ClockRow.state == MET),
            )
            .join(ClockRow, self._credit(ClockRow.rep_id, ClockRow.got_day))
            .where(*self._days(ClockRow), ClockRow.level.in_(levels), ClockRow.state.in_(DECIDED))
            .group_by(Membership.id, ClockRow.level, *week)
        )
        found: dict[str, dict[Key, Amount]] = defaultdict(dict)
        for membership, level, *weeks, decided, met in db.session.execute(self._members(query)):
            found[level][membership, weeks[0] if weeks else 0] = Amount(decided, 0, met)
        return found

    def _week(self, day: Any) -> list[ColumnElement[int]]:
        return [(day - 1) // 7] if self.stretch.weekly else []

    def _credit(self, rep: Any, day: Any) -> ColumnElement[bool]:
        return and_(rep == Membership.rep_id, day >= Membership.starts, day < Membership.ends)

    def _days(self, table: Any) -> list[ColumnElement[bool]]:
        month = self.stretch.month
        if not self.stretch.weekly:
            return [table.month == month]
        around = table.month.in_((month - 1, month, month + 1))
        return [around, table.day >= self.stretch.first, table.day < self.stretch.after]

    def _members(self, query: Any) -> Any:
        return (
            query if self.roster.reps is None else query.where(Membership.id.in_(list(self.roster.members)))
        )


def _kind_ids(kinds: Iterable[str]) -> dict[int, str]:
    query = select(Kind.id, Kind.name).where(Kind.name.in_(list(kinds)))
    return dict(db.session.execute(query).all())


def _conditions(selector: Selector) -> list[ColumnElement[bool]]:
    return [func.coalesce(_attribute(name), "").in_(values) for name, values in selector.where]


def _attribute(name: str) -> Any:
    column: Any = Activity.attributes
    if db.engine.dialect.name == "postgresql":
        column = cast(Activity.attributes, JSONB)
    return column.op("->>", return_type=String())(name)
