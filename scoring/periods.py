"""Days, weeks and months in a zone (rule R1); fiscal quarters and years are cut in `fiscal.py`.

A day is `date.toordinal()`, a week the number of its Monday's week since the calendar began, a month
year × 12 + month − 1, an instant microseconds since 1970 in UTC: whole numbers that compare and subtract.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000


@dataclass(frozen=True)
class Period:
    """A month, a fiscal quarter or a fiscal year: `first` and `last` month, both included."""

    label: str
    kind: str
    first: int
    last: int

    @property
    def months(self) -> range:
        """Return its months in order."""
        return range(self.first, self.last + 1)


def local_day(instant: int, zone: ZoneInfo) -> int:
    """Return the local day in `zone` that `instant` falls on."""
    return (EPOCH + timedelta(microseconds=instant)).astimezone(zone).toordinal()


def at_local(local: datetime, zone: ZoneInfo) -> int:
    """Return the instant of a naive local time; one that a clock change skips or repeats follows `fold=0`."""
    return (local.replace(tzinfo=zone, fold=0) - EPOCH) // MICROSECOND


def day_starts(day: int, zone: ZoneInfo) -> int:
    """Return the instant at which the local `day` begins in `zone`."""
    return at_local(datetime.fromordinal(day), zone)


def month_of(day: int) -> int:
    """Return the month that holds `day`."""
    found = date.fromordinal(day)
    return found.year * 12 + found.month - 1


def month_starts(month: int) -> int:
    """Return the first day of `month`."""
    return date(month // 12, month % 12 + 1, 1).toordinal()


def days_of_month(month: int) -> tuple[int, int]:
    """Return the days of `month` as a half-open range."""
    return month_starts(month), month_starts(month + 1)


def month_label(month: int) -> str:
    """Return `month` as `2017-05`."""
    return f"{month // 12:04}-{month % 12 + 1:02}"


def week_of(day: int) -> int:
    """Return the week, Monday to Sunday, that holds `day` (day 1 of the calendar is a Monday)."""
    return (day - 1) // 7


def days_of_week(week: int) -> tuple[int, int]:
    """Return the days of `week` as a half-open range."""
    return week * 7 + 1, week * 7 + 8


def month_of_week(week: int) -> int:
    """Return the month that `week` belongs to: the one that holds its Thursday."""
    return month_of(week * 7 + 4)


def weeks_of_month(month: int) -> range:
    """Return the weeks that belong to `month`."""
    first, after = days_of_month(month)
    return range(week_of(first + 3), week_of(after + 3))


def month_ends(month: int) -> int:
    """Return the first day on which neither `month` nor the last week that belongs to it runs any more (R22)."""
    return max(month_starts(month + 1), days_of_week(weeks_of_month(month)[-1])[1])


def a_month(month: int) -> Period:
    """Return `month` as a period."""
    return Period(month_label(month), "month", month, month)
