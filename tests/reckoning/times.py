"""Cut time into local days, weeks, months and fiscal periods (R1, R2).

A month is its text, "2026-03": such texts sort and compare as months do.
"""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


def to_utc(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant of a local time without offset; skipped and repeated times follow fold=0."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which a local day begins."""
    return to_utc(datetime(day.year, day.month, day.day), zone)


def seconds(span: timedelta) -> Fraction:
    """Return a span as exact seconds."""
    return Fraction(span // timedelta(microseconds=1), 1_000_000)


def month_of(day: date) -> str:
    """Return the month of a day."""
    return f"{day.year:04}-{day.month:02}"


def first_day(month: str) -> date:
    """Return the first day of a month."""
    return date.fromisoformat(month + "-01")


def shifted(month: str, by: int) -> str:
    """Return the month that lies so many months later, or earlier if negative."""
    count = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{count // 12:04}-{count % 12 + 1:02}"


def months_from(first: str, last: str) -> list[str]:
    """Return the months from the first to the last, both included."""
    months = []
    month = first
    while month <= last:
        months.append(month)
        month = shifted(month, 1)
    return months


def days_of(month: str) -> list[date]:
    """Return the days of a month."""
    days = []
    day = first_day(month)
    while month_of(day) == month:
        days.append(day)
        day += DAY
    return days


def weeks_of(month: str) -> list[list[date]]:
    """Return the weeks, Monday to Sunday, whose Thursday lies in the month."""
    thursdays = [day for day in days_of(month) if day.weekday() == 3]
    return [[thursday + DAY * offset for offset in range(-3, 4)] for thursday in thursdays]


def months_of_period(period: str, fiscal_year_starts: int) -> list[str]:
    """Return the months of a month "2026-05", a fiscal quarter "2026-Q2" or a fiscal year "2026"."""
    year_begins = f"{period[:4]}-{fiscal_year_starts:02}"
    if len(period) == 4:
        return [shifted(year_begins, n) for n in range(12)]
    if "Q" in period:
        quarter = int(period[-1])
        return [shifted(year_begins, n) for n in range(3 * quarter - 3, 3 * quarter)]
    return [period]
