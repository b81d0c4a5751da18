"""Business time by walking the days (R3)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from math import floor
from zoneinfo import ZoneInfo

import holidays

from .times import DAY, seconds, to_utc


@dataclass(frozen=True)
class Calendar:
    """Working days and hours of one agreement version; opens and closes are minutes after midnight."""

    zone: ZoneInfo
    workdays: frozenset[int]
    opens: int
    closes: int
    holidays: str
    closed: frozenset[date]

    def works_on(self, day: date) -> bool:
        """Tell whether a day is a workday that is neither a holiday nor closed."""
        if day.weekday() not in self.workdays or day in self.closed:
            return False
        return not is_holiday(self.holidays, day)

    def working_days(self, days: list[date]) -> list[date]:
        """Return the working days among some days."""
        return [day for day in days if self.works_on(day)]

    def elapsed(self, start: datetime, end: datetime) -> Fraction:
        """Return the business seconds between two instants."""
        total = timedelta(0)
        day = self._day_before(start)
        while day <= self._day_before(end) + 2 * DAY:
            opening, closing = opening_hours(self, day) or (end, end)
            total += max(min(closing, end) - max(opening, start), timedelta(0))
            day += DAY
        return seconds(total)

    def after(self, start: datetime, amount: Fraction) -> datetime:
        """Return the earliest instant at which so many business seconds have passed."""
        left = amount
        day = self._day_before(start)
        while True:
            opening, closing = opening_hours(self, day) or (start, start)
            begin = max(opening, start)
            here = seconds(max(closing - begin, timedelta(0)))
            if here >= left:
                return later(begin, left)
            left -= here
            day += DAY

    def _day_before(self, instant: datetime) -> date:
        # Its neighbours are looked at too: a clock change at midnight may stretch them into a day.
        return instant.astimezone(self.zone).date() - DAY


@cache
def opening_hours(calendar: Calendar, day: date) -> tuple[datetime, datetime] | None:
    """Return the instants at which a day's business opens and closes, None if it has none.

    A clock change that skips an opening time can put it after the closing: then no time passes on that day.
    """
    if not calendar.works_on(day):
        return None
    start_of_day = datetime(day.year, day.month, day.day)
    opens = to_utc(start_of_day + timedelta(minutes=calendar.opens), calendar.zone)
    closes = to_utc(start_of_day + timedelta(minutes=calendar.closes), calendar.zone)
    return opens, closes


@cache
def is_holiday(place: str, day: date) -> bool:
    """Tell whether a day is a public holiday, observed ones included, of a country or country-subdivision."""
    return bool(place) and day in _holidays_in(place, day.year)


@cache
def _holidays_in(place: str, year: int) -> holidays.HolidayBase:
    country, _, subdivision = place.partition("-")
    return holidays.country_holidays(country, subdiv=subdivision or None, years=year)


def later(instant: datetime, amount: Fraction) -> datetime:
    """Return the instant so many seconds later, to the microsecond below (days begin on whole ones)."""
    return instant.astimezone(UTC) + timedelta(microseconds=floor(amount * 1_000_000))
