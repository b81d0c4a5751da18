"""The days that a proof looks at, and the buckets in which what counts on them is added up."""

from typing import Any, NamedTuple

from sqlalchemy import Integer, literal_column

from scoring.periods import days_of_month, days_of_week, month_starts, weeks_of_month
from scoring.versions import Timeline

ALL, WEEKS, MONTHS = "all", "weeks", "months"


class Stretch(NamedTuple):
    """Days, half-open, and the months that hold them; `counting` are the weeks that count, of a weekly level."""

    months: tuple[int, ...]
    first: int
    after: int
    by: str
    counting: tuple[int, ...] = ()

    @property
    def weekly(self) -> bool:
        """Tell whether it is added up by weeks."""
        return self.by == WEEKS

    def bucket_of(self, day: Any, month: Any) -> Any:
        """Return the expression of the bucket that a day of a month falls in."""
        if self.by == WEEKS:
            return (day - literal_column("1", Integer)) // literal_column("7", Integer)
        return month if self.by == MONTHS else literal_column("0", Integer)


def of_month(month: int) -> Stretch:
    """Return the days of `month`."""
    return Stretch((month,), *days_of_month(month), ALL)


def of_weeks(month: int, known: Timeline, now: int) -> Stretch:
    """Return the days of `month` and of the weeks that belong to it, of which those that are over count."""
    weeks = weeks_of_month(month)
    first, after = days_of_month(month)
    over = tuple(week for week in weeks if known.day_starts(days_of_week(week)[1]) <= now)
    first, after = min(first, days_of_week(weeks[0])[0]), max(after, days_of_week(weeks[-1])[1])
    return Stretch((month - 1, month, month + 1), first, after, WEEKS, over)


def of_months(first: int, after: int) -> Stretch:
    """Return the days of the months from `first` up to, not including, `after`."""
    return Stretch(tuple(range(first, after)), month_starts(first), month_starts(after), MONTHS)
