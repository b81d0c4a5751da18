from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from scoring.calendar import DAY, HOUR, MINUTE, NEVER, BusinessTime, WallTime, count_days
from scoring.periods import day_starts
from tests.scoring.making import BERLIN, at, business, day, on

APIA = ZoneInfo("Pacific/Apia")
HAVANA = ZoneInfo("America/Havana")
KOLKATA = ZoneInfo("Asia/Kolkata")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
SAO_PAULO = ZoneInfo("America/Sao_Paulo")
ALWAYS = range(7)


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        ("Mon 09:00", "Mon 17:00", 8),
        ("Mon 00:00", "Tue 00:00", 8),
        ("Mon 10:30", "Mon 11:00", Fraction(1, 2)),
        ("Mon 16:00", "Tue 10:00", 2),
        ("Fri 16:00", "Mon+1 10:00", 2),
        ("Sat 09:00", "Sun 17:00", 0),
        ("Mon 17:00", "Tue 09:00", 0),
        ("Mon 12:00", "Mon 12:00", 0),
        ("Mon 09:00", "Mon+1 09:00", 40),
    ],
)
def test_business_time_runs_while_open(since: str, until: str, hours: Fraction) -> None:
    assert business().elapsed(on(since), on(until)) == hours * HOUR


@pytest.mark.parametrize(
    ("since", "hours", "deadline"),
    [
        ("Mon 09:00", 8, "Mon 17:00"),
        ("Mon 08:00", 1, "Mon 10:00"),
        ("Mon 17:00", 1, "Tue 10:00"),
        ("Fri 16:00", 2, "Mon+1 10:00"),
        ("Sat 12:00", 8, "Mon+1 17:00"),
        ("Sat 12:00", 0, "Sat 12:00"),
        ("Mon 10:00", 16, "Wed 10:00"),
    ],
)
def test_a_deadline_is_the_earliest_instant(since: str, hours: int, deadline: str) -> None:
    assert business().deadline(on(since), hours * HOUR) == on(deadline)


def test_days_off_and_workdays() -> None:
    calendar = business(workdays=(0, 5), off=[day("2026-10-12")])
    days = calendar.working_days(day("2026-10-05"), day("2026-10-20"))
    assert days == [day(f"2026-10-{one:02}") for one in (5, 10, 17, 19)]
    assert [count_days(days, days[0], after) for after in (days[0], days[1], days[3] + 1)] == [0, 1, 4]
    assert calendar.elapsed(on("Mon 12:00"), on("Sat 10:00")) == 6 * HOUR


@pytest.mark.parametrize(("opens", "until", "hours"), [("00:00", "00:00", 23), ("01:00", "04:00", 2)])
def test_the_hours_that_a_clock_change_skips_are_not_worked(opens: str, until: str, hours: int) -> None:
    calendar = business(hours=(0, 24), workdays=ALWAYS)
    end = "2026-03-29" if until != "00:00" else "2026-03-30"
    assert calendar.elapsed(at(f"2026-03-29 {opens}"), at(f"{end} {until}")) == hours * HOUR


def test_the_hour_that_a_clock_change_repeats_is_worked_twice() -> None:
    calendar = business(hours=(0, 24), workdays=ALWAYS)
    assert calendar.elapsed(at("2026-10-25 00:00"), at("2026-10-26 00:00")) == 25 * HOUR
    assert calendar.deadline(at("2026-10-25 00:00"), 25 * HOUR) == at("2026-10-26 00:00")


def test_opening_within_a_skipped_hour_follows_fold_0() -> None:
    calendar = BusinessTime(BERLIN, ALWAYS, (2 * HOUR + 30 * MINUTE, 5 * HOUR), ())
    assert calendar.deadline(at("2026-03-29 00:00"), 1) == at("2026-03-29T03:30+02:00") + 1
    assert calendar.elapsed(at("2026-03-29 00:00"), at("2026-03-29 12:00")) == 90 * MINUTE


def test_hours_that_are_over_before_they_begin_are_none() -> None:
    calendar = BusinessTime(BERLIN, ALWAYS, (2 * HOUR + 30 * MINUTE, 3 * HOUR), ())
    assert calendar.elapsed(at("2026-03-29 00:00"), at("2026-03-30 00:00")) == 0
    assert calendar.elapsed(at("2026-03-28 00:00"), at("2026-03-29 00:00")) == 30 * MINUTE


@pytest.mark.parametrize(
    ("zone", "date", "hours"), [(SAO_PAULO, "2018-11-04", 23), (HAVANA, "2026-11-01", 25)]
)
def test_a_day_whose_midnight_is_skipped_or_repeated(zone: ZoneInfo, date: str, hours: int) -> None:
    calendar = business(zone, hours=(0, 24), workdays=ALWAYS)
    start, end = day_starts(day(date), zone), day_starts(day(date) + 1, zone)
    assert calendar.elapsed(start, end) == hours * HOUR
    assert calendar.elapsed(start - DAY, end + DAY) == end - start + 2 * DAY


def test_a_zone_of_half_hours() -> None:
    assert business(KOLKATA).deadline(at("2026-10-05T00:00+00:00"), 8 * HOUR) == at("2026-10-05T11:30+00:00")
    calendar = business(LORD_HOWE, hours=(0, 24), workdays=ALWAYS)
    assert calendar.elapsed(at("2026-04-05 00:00", LORD_HOWE), at("2026-04-06 00:00", LORD_HOWE)) == (
        24 * HOUR + 30 * MINUTE
    )


def test_the_date_that_samoa_never_had_gives_no_time() -> None:
    calendar = business(APIA, workdays=ALWAYS)
    assert calendar.elapsed(at("2011-12-29 17:00", APIA), at("2011-12-31 09:00", APIA)) == 0
    assert calendar.elapsed(at("2011-12-29 00:00", APIA), at("2012-01-01 00:00", APIA)) == 16 * HOUR
    assert calendar.deadline(at("2011-12-29 16:00", APIA), 2 * HOUR) == at("2011-12-31 10:00", APIA)


def test_closing_at_24_joins_the_next_opening_at_0() -> None:
    calendar = business(hours=(0, 24))
    assert calendar.elapsed(on("Mon 12:00"), on("Wed 12:00")) == 48 * HOUR
    assert calendar.elapsed(on("Fri 12:00"), on("Mon+1 12:00")) == 24 * HOUR
    assert calendar.deadline(on("Fri 23:00"), 2 * HOUR) == on("Mon+1 01:00")


@pytest.mark.parametrize("days", [-3000, -401, -400, -399, -1, 0, 1, 399, 400, 401, 3000])
@pytest.mark.parametrize("hour", [0, 9, 12, 18, 23])
def test_a_calendar_answers_the_same_whatever_it_was_asked_before(days: int, hour: int) -> None:
    asked, other = business(), business()
    asked.elapsed(on("Wed 12:00"), on("Wed 13:00"))
    since, until = sorted((on("Wed 00:00"), on("Wed 00:00") + days * DAY + hour * HOUR))
    assert asked.elapsed(since, until) == other.elapsed(since, until)
    assert asked.deadline(since, 10 * HOUR) == business().deadline(since, 10 * HOUR)


def test_a_deadline_years_away() -> None:
    since = at("2026-01-01 00:00")
    found = business().deadline(since, 50_000 * HOUR)
    assert at("2049-01-01 00:00") < found < at("2051-01-01 00:00")
    assert business().elapsed(since, found) == 50_000 * HOUR


def test_a_time_that_nobody_lives_to_see_used_up() -> None:
    assert business().deadline(on("Mon 09:00"), 10**9 * HOUR) == NEVER
    assert WallTime().deadline(on("Mon 09:00"), 10**12 * HOUR) == NEVER


def test_a_calendar_without_working_days_never_uses_anything_up() -> None:
    calendar = business(workdays=())
    assert calendar.elapsed(on("Mon 09:00"), on("Fri 09:00")) == 0
    assert calendar.deadline(on("Mon 09:00"), 1) == NEVER


def test_the_ends_of_all_dates() -> None:
    calendar = business(ZoneInfo("UTC"), workdays=ALWAYS)
    assert calendar.elapsed(at("0001-01-02T00:00+00:00"), at("0001-01-03T00:00+00:00")) == 8 * HOUR
    assert business(ZoneInfo("UTC")).deadline(at("2300-01-01T00:00+00:00"), HOUR) == at(
        "2300-01-01T10:00+00:00"
    )


def test_wall_time_always_runs() -> None:
    assert WallTime().elapsed(on("Fri 00:00"), on("Mon+1 00:00")) == 72 * HOUR
    assert WallTime().deadline(on("Fri 12:00"), 24 * HOUR) == on("Sat 12:00")
