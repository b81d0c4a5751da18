"""Business time and wall time: what has elapsed, and when a given time will have (rule R3).

Instants and durations are whole microseconds, days `date.toordinal()`. Holiday dates are handed in.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from scoring.periods import at_local, day_starts, local_day

DAY = 86_400_000_000
HOUR = 3_600_000_000
MINUTE = 60_000_000

NEVER = 253_402_300_800_000_000
"""An instant after every date there is: the deadline of a time that is never used up."""
_LAST_DAY = 3_650_000
"""No calendar reaches further: the dates end soon after."""
_FAR = date(2200, 1, 1).toordinal()
"""Deadlines are looked for up to here: to lay all days in vain would take half a minute and much memory."""
_STRETCH = 400

Segment = tuple[int, int]
"""Time that ran without a break, from the first instant to the second."""


class Calendar(Protocol):
    """What a clock runs by."""

    def elapsed(self, since: int, until: int) -> int:
        """Return the time that runs between two instants."""
        ...

    def segments(self, since: int, until: int) -> list[Segment]:
        """Return when it runs between two instants, in order: the lengths add up to what has elapsed."""
        ...

    def deadline(self, since: int, needed: int) -> int:
        """Return the earliest instant from `since` at which `needed` has run, or NEVER."""
        ...


class WallTime:
    """Time that always runs."""

    def elapsed(self, since: int, until: int) -> int:
        """Return the time between two instants."""
        return until - since

    def segments(self, since: int, until: int) -> list[Segment]:
        """Return the one segment from `since` to `until`, if it has any length."""
        return [(since, until)] if since < until else []

    def deadline(self, since: int, needed: int) -> int:
        """Return the instant `needed` after `since`."""
        return min(since + needed, NEVER)


class _Laid(NamedTuple):
    """Open intervals laid end to end, behind an empty one to bisect from.

    They are those from the instant `since` up to `until`, the days from `low` up to `high`; `before` and `after` is the
    time that has run when an interval begins and ends.
    """

    since: int
    until: int
    starts: list[int]
    ends: list[int]
    before: list[int]
    after: list[int]
    low: int
    high: int


class BusinessTime:
    """Time that runs on working days from `opens` to `closes` (microseconds since local midnight) in `zone`.

    The open intervals are laid end to end once for the days asked for, so that a question costs two bisections; the
    stretch of days grows by itself, replaced as one: threads that share a calendar never see half of it.
    """

    def __init__(
        self, zone: ZoneInfo, workdays: Collection[int], hours: tuple[int, int], days_off: Collection[int]
    ) -> None:
        """Make the calendar; `workdays` are weekday numbers, 0 for Monday, `days_off` days without business."""
        self._zone = zone
        self.workdays = frozenset(workdays)
        self._hours = hours
        self._days_off = frozenset(days_off)
        self._laid = _Laid(0, 0, [], [], [], [], 0, 0)

    def is_working_day(self, day: int) -> bool:
        """Tell whether `day` is a workday that is not off."""
        return (day - 1) % 7 in self.workdays and day not in self._days_off

    def working_days(self, first: int, after: int) -> list[int]:
        """Return the working days from `first` up to, not including, `after`."""
        return [day for day in range(first, after) if self.is_working_day(day)]

    def elapsed(self, since: int, until: int) -> int:
        """Return the business time between two instants, `since` not after `until`."""
        first, last, starts, ends, before, _, _, _ = self._laid
        if since < first or until > last:
            _, _, starts, ends, before, _, _, _ = self._cover(since, until)
        i = bisect_right(starts, until) - 1
        end = ends[i]
        used = before[i] + (until if until < end else end) - starts[i]
        i = bisect_right(starts, since) - 1
        end = ends[i]
        return used - before[i] - (since if since < end else end) + starts[i]

    def segments(self, since: int, until: int) -> list[Segment]:
        """Return the intervals of business time between two instants: those that `elapsed` bisects, cut to fit."""
        laid = self._laid
        if since < laid.since or until > laid.until:
            laid = self._cover(since, until)
        first, after = bisect_right(laid.starts, since) - 1, bisect_right(laid.starts, until)
        cut = (
            (max(start, since), min(end, until))
            for start, end in zip(laid.starts[first:after], laid.ends[first:after], strict=True)
        )
        return [segment for segment in cut if segment[0] < segment[1]]

    def deadline(self, since: int, needed: int) -> int:
        """Return the earliest instant from `since` at which `needed` has run, or NEVER if that is generations away."""
        if needed == 0:
            return since
        laid = self._laid
        if since < laid.since or since > laid.until:
            laid = self._cover(since, since)
        while True:
            i = bisect_right(laid.starts, since) - 1
            target = needed + laid.before[i] + min(since, laid.ends[i]) - laid.starts[i]
            if target <= laid.after[-1]:
                break
            if laid.high >= _FAR or needed > (_FAR - laid.low) * DAY:
                return NEVER
            laid = self._lay(laid.low, min(laid.high + (laid.high - laid.low), _FAR))
        i = bisect_left(laid.after, target)
        return laid.starts[i] + target - laid.before[i]

    def _cover(self, since: int, until: int) -> _Laid:
        """Lay the days around two instants, with some to spare."""
        low = local_day(since, self._zone) - _STRETCH
        high = local_day(until, self._zone) + _STRETCH
        laid = self._laid
        if laid.starts:
            low, high = min(low, laid.low), max(high, laid.high)
        return self._lay(max(low, 1), min(high, _LAST_DAY))

    def _lay(self, low: int, high: int) -> _Laid:
        edge = day_starts(low, self._zone) - DAY
        starts, ends, before, after = [edge], [edge], [0], [0]
        total = 0
        for day in range(low, high):
            if not self.is_working_day(day):
                continue
            opens, closes = self._open_hours(day)
            # Clock changes may leave hours that are over before they begin, or a date that never was.
            opens = max(opens, ends[-1])
            if closes > opens:
                starts.append(opens)
                ends.append(closes)
                before.append(total)
                total += closes - opens
                after.append(total)
        since, until = day_starts(low, self._zone), day_starts(high, self._zone)
        self._laid = _Laid(since, until, starts, ends, before, after, low, high)
        return self._laid

    def _open_hours(self, day: int) -> tuple[int, int]:
        midnight = datetime.fromordinal(day)
        opens, closes = (
            at_local(midnight + timedelta(microseconds=hour), self._zone) for hour in self._hours
        )
        return opens, closes


def count_days(working: Sequence[int], first: int, after: int) -> int:
    """Return how many of the sorted `working` days lie from `first` up to, not including, `after`."""
    return bisect_left(working, after) - bisect_left(working, first)
