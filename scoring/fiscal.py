"""Fiscal quarters and years (R2), also where a version of the agreement moves the start of the fiscal year (R27).

Every month belongs to one quarter and one year, and no two quarters or years have one name. A year is called by the
calendar year that it starts in. Where the start moves to an earlier month, the year in between is cut short. Where it
moves to a later one, a second year would start in one calendar year: the later one has the name, and the months in
between join the year before as its fifth quarter and on.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from scoring.periods import Period, a_month

QUARTER = 3
_LABEL = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-8])|(?P<month>0[1-9]|1[0-2])))?", re.ASCII)


class FiscalYears:
    """The fiscal years that follow from month numbers to start with, each in force from a month on."""

    def __init__(self, starts: Sequence[tuple[int, int]]) -> None:
        """Take months in order with the month number in force from each on; the first one holds before it as well."""
        self._from = [month for month, _ in starts]
        self._starts = [start for _, start in starts]

    def start(self, month: int) -> int:
        """Return the month number that fiscal years start with, as it is in force in `month`."""
        return self._starts[max(bisect_right(self._from, month) - 1, 0)]

    def year_of(self, month: int) -> Period:
        """Return the fiscal year that holds `month`."""
        number = self._number(month)
        return self._year(number if month >= self._first(number) else number - 1)

    def quarter_of(self, month: int) -> Period:
        """Return the fiscal quarter that holds `month`."""
        year = self.year_of(month)
        return self._quarter(year, (month - self._origin(year)) // QUARTER)

    def period(self, label: str) -> Period:
        """Return the period called `label`: `2017-05`, `2017-Q2` or `2017`. Raises ValueError if it is none."""
        found = _LABEL.fullmatch(label)
        if not found or not 1 <= int(found["year"]) <= 9990:
            raise ValueError(f"{label!r} is not a period: write 2017-05, 2017-Q2 or 2017")
        if found["month"]:
            return a_month(int(found["year"]) * 12 + int(found["month"]) - 1)
        year = self._year(int(found["year"]))
        if not found["quarter"]:
            return year
        quarter = self._quarter(year, int(found["quarter"]) - 1)
        if quarter.first > quarter.last:
            first, last = (self.quarter_of(month).label for month in (year.first, year.last))
            raise ValueError(
                f"{label!r} is not a period: the fiscal year {year.label} is from {first} to {last}"
            )
        return quarter

    def _number(self, month: int) -> int:
        """Return the calendar year in which the fiscal year starts that `month` lies in by the start in force in it."""
        return (month - self.start(month) + 1) // 12

    def _first(self, number: int) -> int:
        """Return the first month of a fiscal year."""
        months = [number * 12 + start - 1 for start in self._starts]
        starting = [month for month in months if self.start(month) == month % 12 + 1]
        if starting:
            return max(starting)
        return min(month for month in self._from if self._number(month) == number)

    def _origin(self, year: Period) -> int:
        """Return the month that the quarters of `year` are counted from, which it may be cut after."""
        return year.first - (year.first - self.start(year.first) + 1) % 12

    def _year(self, number: int) -> Period:
        return Period(f"{number:04}", "year", self._first(number), self._first(number + 1) - 1)

    def _quarter(self, year: Period, number: int) -> Period:
        first = self._origin(year) + QUARTER * number
        last = min(first + QUARTER - 1, year.last)
        return Period(f"{year.label}-Q{number + 1}", "quarter", max(first, year.first), last)
