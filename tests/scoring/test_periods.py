from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from scoring import periods
from scoring.calendar import DAY, HOUR, MINUTE
from tests.scoring.making import BERLIN, at, day, month

LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
KOLKATA = ZoneInfo("Asia/Kolkata")
APIA = ZoneInfo("Pacific/Apia")
SAO_PAULO = ZoneInfo("America/Sao_Paulo")
HAVANA = ZoneInfo("America/Havana")


@pytest.mark.parametrize(
    ("instant", "zone", "local"),
    [
        ("2026-06-30T22:00+00:00", BERLIN, "2026-07-01"),
        ("2026-06-30T21:59:59.999999+00:00", BERLIN, "2026-06-30"),
        ("2026-12-31T23:00+00:00", BERLIN, "2027-01-01"),
        ("2026-06-30T18:30+00:00", KOLKATA, "2026-07-01"),
        ("2026-06-30T18:29:59+00:00", KOLKATA, "2026-06-30"),
        ("2011-12-30T09:59:59+00:00", APIA, "2011-12-29"),
        ("2011-12-30T10:00+00:00", APIA, "2011-12-31"),
        ("1969-12-31T23:59:59.999999+00:00", ZoneInfo("UTC"), "1969-12-31"),
    ],
)
def test_an_instant_falls_on_a_local_day(instant: str, zone: ZoneInfo, local: str) -> None:
    assert periods.local_day(at(instant), zone) == day(local)


def test_a_skipped_local_time_follows_fold_0() -> None:
    skipped = periods.at_local(datetime(2026, 3, 29, 2, 30), BERLIN)
    assert skipped == at("2026-03-29T03:30+02:00") == at("2026-03-29T01:30+00:00")


def test_a_repeated_local_time_is_the_first_one() -> None:
    assert periods.at_local(datetime(2026, 10, 25, 2, 30), BERLIN) == at("2026-10-25T02:30+02:00")
    repeated = datetime(2026, 10, 25, 2, 30, fold=1)
    assert periods.at_local(repeated, BERLIN) == at("2026-10-25T02:30+02:00")


def test_a_clock_change_of_half_an_hour() -> None:
    assert periods.day_starts(day("2026-04-06"), LORD_HOWE) - periods.day_starts(
        day("2026-04-05"), LORD_HOWE
    ) == (DAY + 30 * MINUTE)
    assert periods.at_local(datetime(2026, 10, 4, 2, 15), LORD_HOWE) == at("2026-10-04T02:45+11:00")


def test_a_midnight_that_is_skipped() -> None:
    start = periods.day_starts(day("2018-11-04"), SAO_PAULO)
    assert start == at("2018-11-04T01:00-02:00")
    assert periods.local_day(start, SAO_PAULO) == day("2018-11-04")
    assert periods.local_day(start - 1, SAO_PAULO) == day("2018-11-03")
    assert periods.day_starts(day("2018-11-05"), SAO_PAULO) - start == DAY - HOUR


def test_a_midnight_that_is_repeated_starts_the_day_once() -> None:
    start = periods.day_starts(day("2026-11-01"), HAVANA)
    assert start == at("2026-11-01T00:00-04:00")
    assert periods.day_starts(day("2026-11-02"), HAVANA) - start == DAY + HOUR
    assert periods.local_day(start - 1, HAVANA) == day("2026-10-31")


def test_a_date_that_never_was_is_empty() -> None:
    assert periods.day_starts(day("2011-12-30"), APIA) == periods.day_starts(day("2011-12-31"), APIA)


def test_months_are_half_open_ranges_of_days() -> None:
    assert periods.days_of_month(month("2026-12")) == (day("2026-12-01"), day("2027-01-01"))
    assert periods.days_of_month(month("2028-02")) == (day("2028-02-01"), day("2028-03-01"))
    assert periods.month_of(day("2026-12-31")) == month("2026-12")
    assert periods.month_label(month("2026-12")) == "2026-12"
    assert periods.month_label(month("0044-03")) == "0044-03"


def test_weeks_run_from_monday_to_sunday() -> None:
    first, after = periods.days_of_week(periods.week_of(day("2026-10-11")))
    assert (first, after) == (day("2026-10-05"), day("2026-10-12"))
    assert date.fromordinal(first).weekday() == 0
    assert periods.week_of(day("2026-10-12")) == periods.week_of(day("2026-10-11")) + 1


@pytest.mark.parametrize(
    ("of_month", "thursdays"),
    [
        ("2026-01", ["01", "08", "15", "22", "29"]),
        ("2026-02", ["05", "12", "19", "26"]),
        ("2026-04", ["02", "09", "16", "23", "30"]),
        ("2026-05", ["07", "14", "21", "28"]),
        ("2027-12", ["02", "09", "16", "23", "30"]),
    ],
)
def test_weeks_belong_to_the_month_of_their_thursday(of_month: str, thursdays: list[str]) -> None:
    weeks = periods.weeks_of_month(month(of_month))
    assert [periods.days_of_week(week)[0] + 3 for week in weeks] == [
        day(f"{of_month}-{one}") for one in thursdays
    ]
    assert {periods.month_of_week(week) for week in weeks} == {month(of_month)}


def test_every_week_belongs_to_one_month() -> None:
    found = [
        week
        for number in range(month("2020-01"), month("2030-01"))
        for week in periods.weeks_of_month(number)
    ]
    assert found == list(range(found[0], found[-1] + 1))


def test_a_month_runs_until_its_last_week_is_over() -> None:
    assert periods.month_ends(month("2026-04")) == day("2026-05-04")
    assert periods.month_ends(month("2026-05")) == day("2026-06-01")
    assert periods.month_ends(month("2026-06")) == day("2026-07-01")
