"""The quarters that are final: what was made final is scored no more, and clocks counted there count nowhere again."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from app.extensions import db
from app.models.quarters import FINAL, FinalClock, Quarter, QuarterClose
from app.models.scores import ClockRow
from scoring.clocks import DECIDED, counting_day
from scoring.periods import days_of_month, days_of_week, month_of, month_of_week, week_of, weeks_of_month
from scoring.versions import Timeline

Counted = dict[str, dict[tuple[str, int], int]]
"""By subject, the day on which a clock, by its level and start, was counted in a final quarter."""

_clock, _row, _quarter = (model.__table__.c for model in (FinalClock, ClockRow, Quarter))
_FINAL = select(_quarter.close_id, _quarter.first, _quarter.last).where(_quarter.state == FINAL)
_CLOSES = select(QuarterClose.id, QuarterClose.first, QuarterClose.last)


@dataclass(frozen=True)
class Finals:
    """The closes in force, by row id, and the months that they made final."""

    closes: tuple[int, ...] = ()
    months: frozenset[int] = frozenset()

    def counted(self, of_subjects: Callable[[Any], list[ColumnElement[bool]]]) -> Counted:
        """Return the clocks of the subjects at work that were counted in these closes."""
        found: Counted = defaultdict(dict)
        if self.closes:
            query = select(_clock.subject, _clock.level, _clock.started, _clock.day)
            query = query.where(_clock.close_id.in_(self.closes), *of_subjects(_clock.subject))
            for subject, level, started, day in db.session.execute(query):
                found[subject][level, started] = day
        return found

    def counting_day(self, known: Timeline, level_id: str, decided: int) -> int:
        """Return the day on which a decision that was not counted yet counts (R17)."""
        return counting_day(decided, lambda day: self._counts(known, level_id, day))

    def _counts(self, known: Timeline, level_id: str, day: int) -> bool:
        month = month_of(day)
        if month in self.months:
            return False
        version = known.in_force(month)
        level = version.agreement.level(level_id) if version else None
        return not (level and level.weekly and month_of_week(week_of(day)) in self.months)


def finals() -> Finals:
    """Return the quarters that are final now."""
    return _finals(db.session.execute(_FINAL))


def finals_of(closes: Iterable[int]) -> Finals:
    """Return the quarters that were final by these `closes`, row ids."""
    return _finals(db.session.execute(_CLOSES.where(QuarterClose.id.in_(list(closes)))))


def _finals(rows: Iterable[Any]) -> Finals:
    found = [(close, range(first, last + 1)) for close, first, last in rows]
    months = frozenset(month for _, months in found for month in months)
    return Finals(tuple(sorted(close for close, _ in found)), months)


STRETCH = 10_000
COUNTED = ("level", "subject", "started", "rep_id", "got_day", "state", "ended", "used", "deadline", "day")


def counted_clocks(known: Timeline, months: Iterable[int]) -> list[Select[Any]]:
    """Return the queries, columns COUNTED, of the decided clocks that count in `months`, or in weeks of theirs."""
    queries = []
    for month in months:
        version = known.in_force(month)
        weekly = [level.id for level in version.agreement.levels if level.weekly] if version else []
        weeks = weeks_of_month(month)
        in_weeks = days_of_week(weeks[0])[0], days_of_week(weeks[-1])[1]
        queries += _counted(days_of_month(month), _row.level.not_in(weekly))
        queries += _counted(in_weeks, _row.level.in_(weekly)) if weekly else []
    return queries


def _counted(days: tuple[int, int], which: ColumnElement[bool]) -> list[Select[Any]]:
    first, after = days
    columns = [_row[name] for name in COUNTED[:-1]]
    decided = (_row.state.in_(DECIDED), which)
    due = select(*columns, _row.day).where(
        _row.month.between(month_of(first), month_of(after - 1)),
        *(_row.day >= first, _row.day < after, _row.counts_on.is_(None), *decided),
    )
    moved = select(*columns, _row.counts_on).where(_row.counts_on >= first, _row.counts_on < after, *decided)
    return [due, moved]


def rows_of(queries: Iterable[Select[Any]]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of `queries`, a stretch at a time."""
    for query in queries:
        for row in db.session.execute(query.execution_options(yield_per=STRETCH)):
            yield tuple(row)
