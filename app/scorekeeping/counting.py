"""Counts of activities and clocks over a stretch of days, by membership (R4, R6 to R10)."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.among import Among
from app.extensions import db
from app.models.activities import Kind
from app.scorekeeping import selects
from app.scorekeeping.roster import Roster
from app.scorekeeping.selects import HALF, Where
from scoring.agreement import ServiceLevel
from scoring.periods import days_of_month, days_of_week, weeks_of_month

_KIND = Kind.__table__.c
_KINDS = select(_KIND.name, _KIND.id).where(Among(_KIND.name, "names"))


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


def kind_ids(names: Collection[str]) -> dict[str, int]:
    """Return the row ids of those kinds that were ever seen, by name."""
    return dict(db.session.execute(_KINDS, {"names": list(names)}).all())


class Counting:
    """Counts over one stretch for the members of a roster; `today` is the day and the instant of scoring."""

    def __init__(self, stretch: Stretch, roster: Roster, today: tuple[int, int]) -> None:
        self.roster = roster
        day, now = today
        month = stretch.month
        dialect = db.session.get_bind().dialect.name
        self.shape = selects.Shape(stretch.weekly, stretch.after > day, roster.reps is not None, dialect)
        self.asked: dict[str, Any] = {"month": month, "months": (month - 1, month, month + 1)}
        self.asked |= {"first": stretch.first, "after": stretch.after, "today": day, "now": now}
        self.asked |= {
            "members": list(roster.members),
            "reps": list({one.rep for one in roster.members.values()}),
        }

    def activities(
        self, plain: Collection[int], valued: Collection[int], where: Where = ()
    ) -> Iterator[tuple[int, int, int, int, int, int]]:
        """Yield membership, kind, week, count, and of the kinds in `valued` count and sum of the values."""
        passes = tuple(values for values, kinds in ((False, plain), (True, valued)) if kinds)
        if not passes:
            return
        query = selects.activities(self.shape, passes, where)
        for member, kind, week, count, with_value, high, low in self._ask(query, plain=plain, valued=valued):
            if kind is not None:
                yield member, kind, week, count, with_value, (int(high or 0) << HALF) + int(low or 0)

    def subjects(self, level: ServiceLevel, board: str) -> Iterable[Any]:
        """Return rep or team, week, and the number of different subjects that `level` finds."""
        assert level.of is not None, "only counts are of different subjects"
        kinds = kind_ids(level.of.kinds)
        query = selects.subjects(self.shape, board, level.of.where)
        return self._ask(query, plain=list(kinds.values()), side=level.side)

    def clocks(self, levels: Collection[str], passes: tuple[str, ...]) -> Iterable[Any]:
        """Return membership, level (none if there is nothing), week, clocks decided and clocks met."""
        return self._ask(selects.clocks(self.shape, passes), levels=levels)

    def _ask(self, query: Any, **more: Any) -> Iterable[Any]:
        return db.session.execute(query, self.asked | more)
