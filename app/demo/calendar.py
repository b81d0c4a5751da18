"""The demo's working days and moments, in the zone of its agreement."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.clock import to_datetime
from scoring.calendar import HOUR, BusinessTime
from scoring.periods import at_local, days_of_month, local_day

ZONE = ZoneInfo("Europe/Berlin")
COUNTRY, LAND = "DE", "BE"
OPENS, CLOSES = 9, 17
MONDAY_TO_FRIDAY = range(5)


def closed_days(first_year: int, last_year: int) -> list[date]:
    """Return the days between the years on which the company closes though they are no holidays."""
    return [
        date(year, 12, day)
        for year in range(first_year, last_year + 1)
        for day in (24, 31)
        if date(year, 12, day).weekday() in MONDAY_TO_FRIDAY
    ]


class Calendar:
    """Working days and business time of the years from `first` to `last`."""

    def __init__(self, first: int, last: int) -> None:
        """Look the holidays up; the agreement names the same ones, and freezes them when it is loaded."""
        import holidays

        self.closed = closed_days(first, last)
        off = {*holidays.country_holidays(COUNTRY, subdiv=LAND, years=range(first, last + 1)), *self.closed}
        self.business = BusinessTime(
            ZONE, MONDAY_TO_FRIDAY, (OPENS * HOUR, CLOSES * HOUR), {day.toordinal() for day in off}
        )

    def working_days(self, first: int, after: int) -> list[int]:
        """Return the working days from `first` up to, not including, `after`."""
        return self.business.working_days(first, after)

    def of_month(self, month: int) -> list[int]:
        """Return the working days of `month`."""
        return self.working_days(*days_of_month(month))

    def is_working_day(self, day: int) -> bool:
        """Tell whether there is business on `day`."""
        return self.business.is_working_day(day)


def moment(day: int, second: int) -> int:
    """Return the instant of the `second` of a local day."""
    return at_local(datetime.fromordinal(day) + timedelta(seconds=second), ZONE)


def day_of(instant: int) -> int:
    """Return the local day of `instant`."""
    return local_day(instant, ZONE)


def written(instant: int) -> str:
    """Return `instant` as ISO 8601 with its offset."""
    return to_datetime(instant).astimezone(ZONE).isoformat()
