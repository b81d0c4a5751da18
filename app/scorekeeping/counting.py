"""Queries that select, credit and group activities and clocks over a stretch of days (R4, R6 to R10).

An activity is credited to the membership that its rep had on its day, a clock to that of the day on which he got it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from app.extensions import db
from app.models.activities import Activity, Kind
from app.models.people import Membership, Team
from app.models.scores import ClockRow
from app.scorekeeping.roster import Roster
from scoring.agreement import Selector, ServiceLevel
from scoring.clocks import DECIDED, MET
from scoring.periods import days_of_month, days_of_week, weeks_of_month

HALF = 24
"""Sums are taken in two parts, above and below this bit, so that no database's whole numbers overflow."""
SUMS: tuple[Any, ...] = (
    func.count(Activity.value),
    func.sum(Activity.value.op(">>")(literal_column(str(HALF)))),
    func.sum(Activity.value.op("&")(literal_column(str((1 << HALF) - 1)))),
)
NO_WEEK: Any = literal_column("0")


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

    def holds(self, table: Any) -> list[ColumnElement[bool]]:
        """Return the conditions that a row's `month` and `day` lie in it."""
        month = self.month
        if not self.weekly:
            return [table.month == month]
        around = table.month.in_((month - 1, month, month + 1))
        return [around, table.day >= self.first, table.day < self.after]

    def week(self, day: Any) -> list[Any]:
        """Return what rows are grouped by beside: the week of `day`, or nothing."""
        return [(day - 1) // 7] if self.weekly else []


def kind_ids(names: Iterable[str]) -> dict[int, str]:
    """Return the names of those kinds that were ever seen, by row id."""
    query = select(Kind.id, Kind.name).where(Kind.name.in_(list(names)))
    return dict(db.session.execute(query).all())


class Counting:
    """Counts over one stretch for the members of a roster; `today` is the day and the instant of scoring."""

    def __init__(self, stretch: Stretch, roster: Roster, today: tuple[int, int]) -> None:
        self.stretch, self.roster = stretch, roster
        day, now = today
        self.happened: list[ColumnElement[bool]] = []
        if stretch.after > day:
            # Only the last day's activities are asked for their instant: the others are in the index.
            self.happened = [or_(Activity.day < day, and_(Activity.day == day, Activity.at <= now))]

    def activities(
        self, kinds: Iterable[int], *, values: bool, where: Iterable[ColumnElement[bool]] = ()
    ) -> Iterator[tuple[int, int, int, int, int, int]]:
        """Yield membership, kind, week, count, count of values and their sum (both 0 without `values`)."""
        week = self.stretch.week(Activity.day)
        counted = [
            *self._of_member(Activity.rep_id, Activity.day),
            *self.stretch.holds(Activity),
            *self.happened,
        ]
        query = (
            select(
                Membership.id, Activity.kind_id, *(week or [NO_WEEK]), func.count(), *(SUMS if values else ())
            )
            # An outer join, though nobody wants members without activities: it makes SQLite go from each member into
            # the index, which then answers in the order of the groups, instead of sorting all activities.
            .outerjoin(Activity, and_(*counted, Activity.kind_id.in_(kinds), *where))
            .group_by(Membership.id, Activity.kind_id, *week)
        )
        for member, kind, number, count, *sums in db.session.execute(self._members(query)):
            if kind is not None:
                valued, high, low = sums or (0, 0, 0)
                yield member, kind, number, count, valued, (int(high or 0) << HALF) + int(low or 0)

    def subjects(self, level: ServiceLevel, board: str) -> Iterable[Any]:
        """Return rep or team, week, and the number of different subjects that `level` finds."""
        assert level.of is not None, "only counts are of different subjects"
        who = Membership.team_id if board == "team" else Membership.rep_id
        week = self.stretch.week(Activity.day)
        query = (
            select(who, *(week or [NO_WEEK]), func.count(Activity.subject.distinct()))
            .join(Activity, and_(*self._of_member(Activity.rep_id, Activity.day)))
            .join(Team, Team.id == Membership.team_id)
            .where(
                Team.side == level.side,
                Activity.subject != "",
                Activity.kind_id.in_(kind_ids(level.of.kinds)),
            )
            .where(*self.stretch.holds(Activity), *self.happened, *conditions(level.of))
            .group_by(who, *week)
        )
        return db.session.execute(self._members(query))

    def clocks(self, levels: Iterable[str]) -> Iterable[Any]:
        """Return membership, level, week, clocks decided and clocks met."""
        week = self.stretch.week(ClockRow.day)
        met = func.count().filter(ClockRow.state == MET)
        query = (
            select(Membership.id, ClockRow.level, *(week or [NO_WEEK]), func.count(), met)
            .join(ClockRow, and_(*self._of_member(ClockRow.rep_id, ClockRow.got_day)))
            .where(*self.stretch.holds(ClockRow), ClockRow.level.in_(levels), ClockRow.state.in_(DECIDED))
            .group_by(Membership.id, ClockRow.level, *week)
        )
        return db.session.execute(self._members(query))

    def _of_member(self, rep: Any, day: Any) -> list[ColumnElement[bool]]:
        return [rep == Membership.rep_id, day >= Membership.starts, day < Membership.ends]

    def _members(self, query: Any) -> Any:
        if self.roster.reps is None:
            return query
        return query.where(Membership.id.in_(list(self.roster.members)))


def conditions(selector: Selector) -> list[ColumnElement[bool]]:
    """Return what a selector asks of attributes; a missing one is the empty text."""
    return [func.coalesce(_attribute(name), "").in_(values) for name, values in selector.where]


def _attribute(name: str) -> Any:
    column: Any = Activity.attributes
    if db.engine.dialect.name == "postgresql":
        column = cast(Activity.attributes, JSONB)
    return column.op("->>", return_type=String())(name)
