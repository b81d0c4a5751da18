"""Tallies of activities and clocks of a month or its weeks: selected, credited and grouped by SQL (R4, R6 to R10).

An activity is credited to the membership that its rep had on its day; reps and teams are sums over memberships, but for
different subjects, which are counted for each.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from app.extensions import db
from app.models.activities import Activity, Kind
from app.models.people import Membership, Team
from app.models.scores import ClockRow
from app.scorekeeping.roster import Member, Roster
from scoring.agreement import Selector, ServiceLevel
from scoring.attainment import Tally
from scoring.clocks import DECIDED, MET
from scoring.periods import days_of_month, days_of_week, weeks_of_month

UNIT = 10_000
"""Stored values are in ten-thousandths."""
HALF = 24
"""Sums are taken in two parts, above and below this bit, so that no database's whole numbers overflow."""
VALUED = ("sum", "mean")
"""The measures that look at values."""
SUMS: tuple[Any, ...] = (
    func.count(Activity.value),
    func.sum(Activity.value.op(">>")(literal_column(str(HALF)))),
    func.sum(Activity.value.op("&")(literal_column(str((1 << HALF) - 1)))),
)

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


class Amount:
    """Counted activities, those of them with a value, and the sum of the values; of clocks, those decided and met."""

    __slots__ = ("count", "total", "valued")

    def __init__(self) -> None:
        self.count = self.valued = self.total = 0

    def add(self, count: int, valued: int, total: int) -> None:
        """Add activities to it."""
        self.count += count
        self.valued += valued
        self.total += total


class Pool:
    """Amounts of reps and of teams, summed over memberships on one side."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.reps: dict[Key, Amount] = defaultdict(Amount)
        self.teams: dict[Key, Amount] = defaultdict(Amount)

    def add(self, member: Member, week: int, count: int, valued: int = 0, total: int = 0) -> None:
        """Add activities of a membership."""
        self.reps[member.rep, week].add(count, valued, total)
        self.teams[member.team, week].add(count, valued, total)

    def of(self, board: str) -> dict[Key, Amount]:
        """Return the amounts of reps or of teams."""
        return self.teams if board == "team" else self.reps


NOTHING = Amount()


@dataclass(frozen=True)
class LevelTally:
    """A service level's amounts by participant and week (0 for a month); of a ratio `over` counts the denominator."""

    level: ServiceLevel
    found: Pool
    over: Pool

    def of(self, board: str, who: int, week: int = 0) -> Tally:
        """Return the tally of a rep or a team."""
        amount = self.found.of(board).get((who, week), NOTHING)
        match self.level.measure:
            case "count":
                return Tally(amount.count)
            case "sum":
                return Tally(Fraction(amount.total, UNIT))
            case "mean":
                return Tally(Fraction(amount.total, UNIT), amount.valued)
            case "ratio":
                return Tally(amount.count, self.over.of(board).get((who, week), NOTHING).count)
            case _:  # timely: clocks met are its total, clocks decided its count
                return Tally(amount.total, amount.count)


def tally_levels(
    levels: Iterable[ServiceLevel], stretch: Stretch, roster: Roster, today: tuple[int, int]
) -> dict[str, LevelTally]:
    """Return the tallies of `levels` over `stretch`; `today` is the day and the instant of the moment of scoring."""
    reader = _Reader(stretch, roster, today)
    wanted = list(levels)
    selected = [level for level in wanted if level.of and not level.distinct]
    pools = reader.amounts(selected)
    clocks = reader.clocks([level for level in wanted if level.clock])
    tallies = {}
    for level in wanted:
        if level.distinct:
            tallies[level.id] = LevelTally(level, reader.subjects(level), Pool())
        elif level.clock:
            tallies[level.id] = LevelTally(level, clocks[level.id], Pool())
        else:
            assert level.of is not None, "every measure but timely selects activities"
            over = pools[level.side, level.over] if level.over else Pool()
            tallies[level.id] = LevelTally(level, pools[level.side, level.of], over)
    return tallies


class _Reader:
    """Runs the queries of one stretch."""

    def __init__(self, stretch: Stretch, roster: Roster, today: tuple[int, int]) -> None:
        self.stretch, self.roster = stretch, roster
        day, now = today
        self.happened = []
        if stretch.after > day:
            # Only the last day's activities are asked for their instant: the others are in the index.
            self.happened = [or_(Activity.day < day, and_(Activity.day == day, Activity.at <= now))]

    def amounts(self, levels: Iterable[ServiceLevel]) -> dict[tuple[str, Selector], Pool]:
        """Return what the selectors of `levels` find on their sides."""
        pools: dict[tuple[str, Selector], Pool] = {}
        plain: dict[str, list[tuple[str, Pool]]] = defaultdict(list)
        valued: set[str] = set()
        for level in levels:
            for selector in filter(None, (level.of, level.over)):
                if level.measure in VALUED:
                    valued.update(selector.kinds)
                if (level.side, selector) not in pools:
                    pool = pools[level.side, selector] = Pool()
                    if not selector.where:
                        for kind in selector.kinds:
                            plain[kind].append((level.side, pool))
        self._read(plain, plain.keys() & valued)
        for (side, selector), pool in pools.items():
            if selector.where:
                kinds = {kind: [(side, pool)] for kind in selector.kinds}
                self._read(kinds, kinds.keys() & valued, _conditions(selector))
        return pools

    def _read(
        self,
        kinds: Mapping[str, list[tuple[str, Pool]]],
        valued: AbstractSet[str],
        where: Iterable[ColumnElement[bool]] = (),
    ) -> None:
        """Add the activities of `kinds` to their pools; values are only looked at where they are wanted."""
        members = self.roster.members
        for names, sums in ((kinds.keys() - valued, ()), (valued, SUMS)):
            ids = _kind_ids(names) if names else {}
            if not ids:
                continue
            for membership, kind_id, week, count, *values in self._grouped(ids, sums, where):
                member = members[membership]
                for side, pool in kinds[ids[kind_id]]:
                    if member.side == side:
                        pool.add(member, week, count, *_summed(*values))

    def _grouped(
        self, kinds: Iterable[int], sums: Iterable[Any], where: Iterable[ColumnElement[bool]]
    ) -> Iterator[Any]:
        week = self._week(Activity.day)
        query = (
            select(Membership.id, Activity.kind_id, *(week or [literal_column("0")]), func.count(), *sums)
            .outerjoin(
                Activity,
                and_(
                    self._credit(Activity.rep_id, Activity.day),
                    *self._days(Activity),
                    *self.happened,
                    *where,
                    Activity.kind_id.in_(kinds),
                ),
            )
            .group_by(Membership.id, Activity.kind_id, *week)
        )
        return (row for row in db.session.execute(self._members(query)) if row[1] is not None)

    def subjects(self, level: ServiceLevel) -> Pool:
        """Return the number of different subjects that `level` finds for each rep and team."""
        assert level.of is not None, "only counts are of different subjects"
        pool = Pool()
        for board, who in (("team", Membership.team_id), ("rep", Membership.rep_id)):
            week = self._week(Activity.day)
            query = (
                select(who, *(week or [literal_column("0")]), func.count(Activity.subject.distinct()))
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
            for key, number, count in db.session.execute(self._members(query)):
                pool.of(board)[key, number].add(count, 0, 0)
        return pool

    def clocks(self, levels: Iterable[ServiceLevel]) -> dict[str, Pool]:
        """Return the clocks met (total) and decided (count) of `levels`, by the membership of the day they were got."""
        sides = {level.id: level.side for level in levels}
        pools = {level_id: Pool() for level_id in sides}
        if not sides:
            return pools
        week = self._week(ClockRow.day)
        query = (
            select(
                Membership.id,
                ClockRow.level,
                *(week or [literal_column("0")]),
                func.count(),
                func.count().filter(ClockRow.state == MET),
            )
            .join(ClockRow, self._credit(ClockRow.rep_id, ClockRow.got_day))
            .where(*self._days(ClockRow), ClockRow.level.in_(sides), ClockRow.state.in_(DECIDED))
            .group_by(Membership.id, ClockRow.level, *week)
        )
        members = self.roster.members
        for membership, level_id, number, decided, met in db.session.execute(self._members(query)):
            if members[membership].side == sides[level_id]:
                pools[level_id].add(members[membership], number, decided, 0, met)
        return pools

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


def _summed(valued: int = 0, high: int | None = None, low: int | None = None) -> tuple[int, int]:
    return valued, (int(high or 0) << HALF) + int(low or 0)


def _kind_ids(kinds: Iterable[str]) -> dict[int, str]:
    query = select(Kind.id, Kind.name).where(Kind.name.in_(list(kinds)))
    return dict(db.session.execute(query).all())


def _conditions(selector: Selector) -> list[ColumnElement[bool]]:
    return [func.coalesce(_attribute(name), "").in_(values) for name, values in selector.where]


def _attribute(name: str) -> Any:
    if db.engine.dialect.name == "postgresql":
        return cast(Activity.attributes, JSONB).op("->>", return_type=String())(name)
    # SQLite's own operator takes names with dots, brackets, digits or a dollar for paths.
    each = func.json_each(Activity.attributes).table_valued("key", "value")
    return select(each.c.value).where(each.c.key == name).correlate(Activity).scalar_subquery()
