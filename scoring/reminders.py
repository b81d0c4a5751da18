"""When a clock is reminded of: at a share of its time, and never while business is closed.

How much of its time a clock has used follows from its deadline and how it runs, so that one deadline tells all clocks
of a kind that are due: those that end no later.
"""

from fractions import Fraction
from math import floor

from scoring.calendar import HOUR, BusinessTime, Calendar


def opens_at(business: BusinessTime, now: int) -> int:
    """Return the instant from `now` on at which business is open: `now` itself if it is."""
    return business.deadline(now, 1) - 1


def due_until(
    calendar: Calendar, business: BusinessTime, within: Fraction, share: Fraction, now: int
) -> int | None:
    """Return the last deadline that is due to be reminded of at `now`, for clocks that run by `calendar`.

    Of these the `share` of `within` is used. None while `business` is closed: what becomes due meanwhile waits until it
    opens. Time that runs on while it is closed may be over by then: in the last hour before it closes all is due that
    ends before it opens again.
    """
    if opens_at(business, now) > now:
        return None
    due = calendar.deadline(now, floor(within * (1 - share)))
    left = business.elapsed(now, now + HOUR + 1)
    if calendar is business or left > HOUR:
        return due
    return max(due, opens_at(business, now + left))
