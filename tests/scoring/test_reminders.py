"""A clock is reminded of at a share of its time, and never while business is closed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.calendar import HOUR, MINUTE, BusinessTime, Calendar, WallTime
from scoring.reminders import due_until, opens_at
from tests.scoring.making import business, on

SHARE = Fraction(3, 4)
BUSINESS = business()


def is_due(start: str, now: str, hours: int, calendar: Calendar = BUSINESS, share: Fraction = SHARE) -> bool:
    """Tell whether a clock that runs from `start` is to be reminded of."""
    within = Fraction(hours * HOUR)
    until = due_until(calendar, BUSINESS, within, share, on(now))
    return until is not None and calendar.deadline(on(start), hours * HOUR) <= until


@pytest.mark.parametrize(
    ("start", "before", "then"),
    [
        ("Mon 09:00", "Wed 10:59", "Wed 11:00"),
        ("Fri 16:10", "Wed+1 10:09", "Wed+1 10:10"),
        ("Sat 03:00", "Wed+1 10:59", "Wed+1 11:00"),
        ("Mon 15:00", "Wed 16:59", "Thu 09:00"),  # at 17:00 business is closed
    ],
)
def test_of_24_business_hours_18_are_used(start: str, before: str, then: str) -> None:
    assert not is_due(start, before, 24)
    assert is_due(start, then, 24)


@pytest.mark.parametrize("night", ["Wed 17:00", "Wed 23:30", "Thu 08:59", "Sat 12:00", "Sun 09:00"])
@pytest.mark.parametrize("calendar", [BUSINESS, WallTime()], ids=["business", "wall"])
def test_nobody_is_reminded_while_business_is_closed(night: str, calendar: Calendar) -> None:
    assert due_until(calendar, BUSINESS, Fraction(24 * HOUR), SHARE, on(night)) is None


@pytest.mark.parametrize(
    ("start", "before", "then"),
    [
        ("Mon 16:00", "Tue 09:59", "Tue 10:00"),
        ("Mon 10:00", "Mon 16:59", "Tue 09:00"),  # its moment is at night, and it still runs in the morning
        ("Fri 12:00", "Fri 15:59", "Fri 16:00"),  # it is over before business opens
        ("Thu 20:00", "Fri 13:59", "Fri 14:00"),  # its moment is in business hours, its end is not
        ("Fri 16:30", "Fri 15:59", "Fri 16:30"),  # and so it is at once
        ("Sun 10:00", "Fri 16:59", "Mon+1 09:00"),
    ],
)
def test_of_24_hours_of_wall_time_18_are_used(start: str, before: str, then: str) -> None:
    assert not is_due(start, before, 24, WallTime())
    assert is_due(start, then, 24, WallTime())


def test_business_time_has_no_last_hour() -> None:
    assert not is_due("Mon 16:00", "Tue 16:30", 24)


def test_business_that_never_opens_reminds_of_nothing() -> None:
    never = BusinessTime(BUSINESS._zone, (), (9 * HOUR, 17 * HOUR), ())
    assert due_until(never, never, Fraction(HOUR), SHARE, on("Mon 12:00")) is None


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("Mon 09:00", "Mon 09:00"),
        ("Mon 16:59", "Mon 16:59"),
        ("Mon 17:00", "Tue 09:00"),
        ("Sat 12:00", "Mon+1 09:00"),
    ],
)
def test_business_opens(now: str, opens: str) -> None:
    assert opens_at(BUSINESS, on(now)) == on(opens)


@given(
    start=st.integers(0, 14 * 24 * 60),
    later=st.integers(0, 14 * 24 * 60),
    minutes=st.integers(4, 60 * 60),
    share=st.fractions(Fraction(1, 100), Fraction(99, 100), max_denominator=100),
)
def test_what_is_due_has_used_its_share_and_nothing_else(
    start: int, later: int, minutes: int, share: Fraction
) -> None:
    since, now = on("Mon 00:00") + start * MINUTE, on("Mon 00:00") + (start + later) * MINUTE
    within = minutes * MINUTE
    until = due_until(BUSINESS, BUSINESS, Fraction(within), share, now)
    if until is None:
        assert opens_at(BUSINESS, now) > now
    else:
        used = BUSINESS.elapsed(since, now)
        assert (BUSINESS.deadline(since, within) <= until) == (used >= share * within)
