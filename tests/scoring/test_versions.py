"""Which version is in force, how days are cut where the zone changes, and what may change (R1, R27)."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from scoring.agreement import Agreement
from scoring.calendar import HOUR
from scoring.versions import Timeline, Version, version_faults
from tests.scoring.making import COUNT, at, day, month, parse, written


def agreement(
    starts: str, zone: str = "Europe/Berlin", fiscal: int = 1, levels: Sequence[str] = (COUNT,)
) -> Agreement:
    text = written(f"fiscal_year_starts = {fiscal}\n", *levels)
    return parse(text.replace("2026-07", starts).replace("Europe/Berlin", zone))


def timeline(*agreements: Agreement) -> Timeline:
    return Timeline([Version(n, one, one.business_time(())) for n, one in enumerate(agreements, 1)])


def test_the_version_in_force() -> None:
    known = timeline(agreement("2027-01"), agreement("2026-07"))
    found = [known.in_force(month(one)) for one in ("2026-06", "2026-07", "2026-12", "2027-01", "2030-01")]
    assert [one and one.id for one in found] == [None, 2, 2, 1, 1]
    assert known.terms_of(month("2020-01")).id == 2
    assert known.terms_of(month("2027-05")).id == 1
    assert known.first_month == month("2026-07")
    assert known.kinds == {"call.made"}


BONUS = '[bonus]\ncurrency = "EUR"\n[[bonus.rate]]\nboard = "rep"\nper_point = "1.00"\n'


@pytest.mark.parametrize(
    ("label", "version", "plans"),
    [
        ("2026-Q1", None, []),
        ("2026-Q2", 1, [1]),
        ("2026-Q3", 1, [1]),
        ("2026-Q4", 2, []),
        ("2027-Q1", 3, [3]),
        ("2027-Q2", 3, [3]),
    ],
)
def test_the_plan_of_a_quarter_is_that_of_its_first_month(
    label: str, version: int | None, plans: list[int]
) -> None:
    # The first version starts within a quarter, the second too, and has no bonuses.
    known = timeline(
        agreement("2026-05", levels=[COUNT, BONUS]),
        agreement("2026-08"),
        agreement("2027-01", levels=[COUNT, BONUS]),
    )
    found = known.terms_of_quarter(known.period(label))
    assert (found and found.id) == version
    plan = known.bonus_plan_of(known.period(label))
    assert ([plan[0].id] if plan else []) == plans
    assert plan is None or plan[1] is plan[0].agreement.bonus


def test_one_zone_cuts_all_days() -> None:
    known = timeline(agreement("2026-07"), agreement("2027-01"))
    assert known.zones == [(0, "Europe/Berlin")]
    assert known.day(at("2020-06-30T22:00+00:00")) == day("2020-07-01")
    assert known.day_starts(day("2020-07-01")) == at("2020-06-30T22:00+00:00")


WEST = "America/New_York"
EAST = "Asia/Kolkata"


@pytest.mark.parametrize(
    ("zones", "instant", "expected"),
    [
        (("UTC", WEST), "2026-12-31T23:59+00:00", "2026-12-31"),
        (("UTC", WEST), "2027-01-01T00:00+00:00", "2026-12-31"),
        (("UTC", WEST), "2027-01-01T04:59+00:00", "2026-12-31"),
        (("UTC", WEST), "2027-01-01T05:00+00:00", "2027-01-01"),
        (("UTC", WEST), "2027-01-02T04:59+00:00", "2027-01-01"),
        (("UTC", EAST), "2026-12-31T18:29+00:00", "2026-12-31"),
        (("UTC", EAST), "2026-12-31T18:30+00:00", "2027-01-01"),
        (("UTC", EAST), "2027-01-01T18:30+00:00", "2027-01-02"),
        ((EAST, "UTC"), "2026-12-31T18:30+00:00", "2026-12-31"),
        ((EAST, "UTC"), "2026-12-30T18:29+00:00", "2026-12-30"),
    ],
)
def test_the_new_zones_midnight_ends_the_old_ones_days(
    zones: Sequence[str], instant: str, expected: str
) -> None:
    known = timeline(agreement("2026-07", zones[0]), agreement("2027-01", zones[1]))
    assert known.day(at(instant)) == day(expected)


def test_two_changes_of_the_zone() -> None:
    known = timeline(agreement("2026-01", "UTC"), agreement("2027-01", WEST), agreement("2028-01", EAST))
    assert [key for _, key in known.zones] == ["UTC", WEST, EAST]
    assert known.zones[1][0] == at("2027-01-01T05:00+00:00")
    days = [known.day(at(f"{one}T20:00+00:00")) for one in ("2026-12-31", "2027-06-30", "2027-12-31")]
    assert days == [day("2026-12-31"), day("2027-06-30"), day("2028-01-01")]


def test_local_times_are_in_the_zone_of_their_day() -> None:
    known = timeline(agreement("2026-07", "UTC"), agreement("2027-01", EAST))
    assert known.instant(datetime(2026, 12, 31, 12)) == at("2026-12-31T12:00+00:00")
    assert known.instant(datetime(2027, 1, 1, 12)) == at("2027-01-01T12:00+05:30")
    assert known.zone_on(day("2027-01-01")).key == EAST
    assert known.day_starts(day("2027-01-02")) - known.day_starts(day("2027-01-01")) == 24 * HOUR


def test_periods_of_a_month() -> None:
    known = timeline(agreement("2026-07", fiscal=4))
    quarter, year = known.periods_of(month("2027-02"))
    assert (quarter.label, year.label) == ("2026-Q4", "2026")
    assert known.fiscal_start(month("2020-01")) == 4
    assert known.period("2026-Q4") == quarter
    assert known.period("2027-02").first == month("2027-02")
    with pytest.raises(ValueError, match="is not a period"):
        known.period("Q4")


def test_periods_where_the_fiscal_year_moves() -> None:
    known = timeline(agreement("2026-01"), agreement("2027-04", fiscal=4))
    found = [
        tuple(one.label for one in known.periods_of(month(of))) for of in ("2026-12", "2027-03", "2027-04")
    ]
    assert found == [("2026-Q4", "2026"), ("2026-Q5", "2026"), ("2027-Q1", "2027")]
    assert known.period("2026-Q5").first == month("2027-01")
    assert [known.fiscal_start(month(of)) for of in ("2027-03", "2027-04")] == [1, 4]


SIDE = COUNT.replace('"sales"', '"service"')


@pytest.mark.parametrize("starts", ["2026-01", "2027-01"])
def test_r27_a_level_keeps_its_side(starts: str) -> None:
    (fault,) = version_faults(agreement(starts, levels=[SIDE]), [agreement("2026-07")])
    assert str(fault) == (
        'service_level[calls].side: "service" was "sales" in the version from 2026-07: '
        "a level keeps its side as long as it keeps its id"
    )
    assert (
        version_faults(agreement(starts, levels=[SIDE.replace("calls", "other")]), [agreement("2026-07")])
        == []
    )


def test_r27_nothing_else_is_refused() -> None:
    assert version_faults(agreement("2026-07"), []) == []
    assert version_faults(agreement("2026-09"), [agreement("2026-07")]) == []
    assert version_faults(agreement("2027-01", WEST), [agreement("2026-07")]) == []
    assert version_faults(agreement("2027-04", WEST, 4), [agreement("2026-07", fiscal=4)]) == []


ZONE = "agreement.timezone: changes in {}, which is not the first month of a fiscal year"
YEAR = "agreement.fiscal_year_starts: changes in {}, which is not the first month of a fiscal year"


@pytest.mark.parametrize(
    ("new", "others", "expected"),
    [
        (agreement("2026-10", WEST), ["2026-07"], [ZONE.format("2026-10")]),
        (agreement("2026-10", fiscal=4), ["2026-07"], [YEAR.format("2026-10")]),
        (agreement("2026-10", WEST, 4), ["2026-07"], [ZONE.format("2026-10"), YEAR.format("2026-10")]),
        (agreement("2026-04", WEST), ["2026-07"], [ZONE.format("2026-07")]),
        (agreement("2027-01", WEST), ["2026-07", "2027-02"], [ZONE.format("2027-02")]),
        (agreement("2027-01", WEST), ["2026-07", "2028-01"], []),
        (agreement("2026-01"), ["2026-07", "2027-02"], []),
    ],
)
def test_r27_zone_and_fiscal_year_change_with_a_fiscal_year(
    new: Agreement, others: Sequence[str], expected: Sequence[str]
) -> None:
    assert [str(one) for one in version_faults(new, [agreement(start) for start in others])] == expected
