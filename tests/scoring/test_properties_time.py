"""What holds of business time, days and periods, whatever the zone and the hours."""

from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from scoring import periods
from scoring.calendar import DAY, HOUR, BusinessTime, WallTime, count_days
from tests.scoring.strategies import calendars, days, moments, spans, zones


@given(calendars(), spans(), st.integers(0, 60 * 24))
def test_elapsed_is_additive_over_any_split_and_never_negative(
    calendar: BusinessTime, span: tuple[int, int], hours: int
) -> None:
    since, until = span
    between = min(since + hours * HOUR, until)
    first, second = calendar.elapsed(since, between), calendar.elapsed(between, until)
    assert first >= 0
    assert second >= 0
    assert first + second == calendar.elapsed(since, until) <= until - since


@given(spans(), st.integers(0, 60 * 24))
def test_wall_time_is_additive_too(span: tuple[int, int], hours: int) -> None:
    since, until = span
    between = min(since + hours * HOUR, until)
    wall = WallTime()
    assert wall.elapsed(since, between) + wall.elapsed(between, until) == wall.elapsed(since, until) >= 0


@given(calendars(), moments, st.integers(1, 200 * HOUR))
def test_nothing_is_used_up_before_the_deadline_and_all_of_it_at_the_deadline(
    calendar: BusinessTime, since: int, needed: int
) -> None:
    deadline = calendar.deadline(since, needed)
    assert calendar.elapsed(since, deadline) == needed
    assert calendar.elapsed(since, deadline - 1) == needed - 1


@given(calendars(), moments, moments)
def test_a_calendar_remembers_nothing(calendar: BusinessTime, first: int, second: int) -> None:
    since, until = sorted((first, second))
    before = calendar.elapsed(since, min(since + 9 * DAY, until)), calendar.deadline(since, 50 * HOUR)
    calendar.elapsed(since, until)
    assert before == (
        calendar.elapsed(since, min(since + 9 * DAY, until)),
        calendar.deadline(since, 50 * HOUR),
    )


@given(calendars(), days, st.integers(0, 40), st.integers(0, 40))
def test_working_days_are_counted_like_they_are_listed(
    calendar: BusinessTime, first: int, one: int, other: int
) -> None:
    working = calendar.working_days(first, first + 40)
    since, until = first + min(one, other), first + max(one, other)
    assert count_days(working, since, until) == len(calendar.working_days(since, until))
    assert all(calendar.is_working_day(day) for day in working)


@given(moments, zones)
def test_an_instant_lies_in_its_local_day(instant: int, zone: ZoneInfo) -> None:
    day = periods.local_day(instant, zone)
    assert periods.day_starts(day - 1, zone) <= instant < periods.day_starts(day + 2, zone)
    assert periods.day_starts(day, zone) <= periods.day_starts(day + 1, zone)


@given(days)
def test_a_day_is_in_its_month_and_week(day: int) -> None:
    month = periods.month_of(day)
    for first, after in (periods.days_of_month(month), periods.days_of_week(periods.week_of(day))):
        assert first <= day < after
    assert periods.week_of(day) in periods.weeks_of_month(periods.month_of_week(periods.week_of(day)))
