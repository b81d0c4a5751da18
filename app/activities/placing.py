"""Instants and local days for many activities: each stretch of time is asked of the agreement once."""

from datetime import timedelta

from app.intake.values import LOCAL_EPOCH
from scoring.periods import month_of
from scoring.versions import Timeline

QUARTER_HOUR = 15 * 60 * 1_000_000
DAY = 24 * 60 * 60 * 1_000_000
MOST_KEPT = 1 << 16


class Places:
    """Places moments in the days of the agreement's zones."""

    def __init__(self, timeline: Timeline) -> None:
        """Take the versions of the agreement."""
        self._timeline = timeline
        self._days: dict[int, int] = {}
        self._midnights: dict[int, int | None] = {}
        self._months: dict[int, int] = {}

    def instant(self, local: int) -> int:
        """Return the instant of a wall time, in microseconds since 1970 like it."""
        day = local // DAY
        if day not in self._midnights:
            self._midnights[day] = self._midnight(day)
        midnight = self._midnights[day]
        return self._asked(local) if midnight is None else midnight + local - day * DAY

    def day(self, at: int) -> int:
        """Return the local day of an instant."""
        quarter = at // QUARTER_HOUR
        day = self._days.get(quarter)
        if day is None:
            day = self._timeline.day(at)
            # Clocks change and days end on quarters of an hour nearly everywhere; where one does not, each is asked.
            start = quarter * QUARTER_HOUR
            if self._timeline.day(start) == self._timeline.day(start + QUARTER_HOUR - 1):
                if len(self._days) >= MOST_KEPT:
                    self._days.clear()
                self._days[quarter] = day
        return day

    def month(self, day: int) -> int:
        """Return the month of a day."""
        month = self._months.get(day)
        if month is None:
            month = self._months[day] = month_of(day)
        return month

    def _midnight(self, day: int) -> int | None:
        """Return the instant at which a wall day (counted from 1970) begins, None if clocks change in it."""
        first, last = self._asked(day * DAY), self._asked((day + 1) * DAY - 1)
        return first if last - first == DAY - 1 else None

    def _asked(self, local: int) -> int:
        return self._timeline.instant(LOCAL_EPOCH + timedelta(microseconds=local))
