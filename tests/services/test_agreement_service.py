"""Versions of the agreement are checked whole, frozen with their holidays, replaced, and never half stored."""

from datetime import date

import holidays
import pytest
from sqlalchemy import func, select

from app.agreement import holidays as frozen
from app.agreement import queries, service
from app.extensions import db
from app.models.activities import Activity, Batch
from app.models.agreement import AgreementVersion, Holiday
from app.models.scores import Touched
from app.scorekeeping import service as scorekeeping
from scoring.faults import AgreementError
from tests.services.facts import (
    CALLS,
    act,
    agree,
    at,
    calls,
    day,
    happened,
    month,
    people,
    scores,
    stale,
    text,
)

pytestmark = pytest.mark.usefixtures("session")
NOW = at("2026-10-15T12:00")
DE = '\n[calendar]\nholidays = "DE-BY"\n'


def versions() -> list[tuple[int, int | None]]:
    query = select(AgreementVersion.starts, AgreementVersion.replaced_at).order_by(AgreementVersion.id)
    return [tuple(row) for row in db.session.execute(query)]


def years() -> list[int]:
    return sorted({date.fromordinal(one).year for one in db.session.scalars(select(Holiday.day))})


def refused(*levels: str, **head: object) -> list[str]:
    with pytest.raises(AgreementError) as caught:
        agree(*levels, **head)  # type: ignore[arg-type]
    return [str(fault) for fault in caught.value.faults]


def test_a_version_is_stored_and_its_months_await_scoring() -> None:
    assert agree(CALLS)
    assert versions() == [(month("2026-07"), None)]
    touched = db.session.execute(select(Touched.first, Touched.clocks, Touched.cause)).one()
    assert tuple(touched) == (month("2026-07"), True, "agreement of 2026-07")


def test_the_same_text_again_changes_nothing() -> None:
    agree(CALLS)
    assert not agree(CALLS)
    assert versions() == [(month("2026-07"), None)]
    assert db.session.scalar(select(func.count()).select_from(Touched)) == 1


def test_a_version_with_the_same_first_month_replaces() -> None:
    agree(CALLS)
    assert agree(CALLS.replace("target = 2", "target = 3"), now="2026-08-01T00:00")
    assert versions() == [(month("2026-07"), at("2026-08-01T00:00")), (month("2026-07"), None)]
    known = queries.timeline()
    assert known
    assert [version.agreement.levels[0].target for version in known.versions] == [3]


def test_a_replacement_scores_its_months_anew() -> None:
    agree(CALLS)
    people(ann="North")
    happened(*calls("ann", "2026-08-03", "2026-08-04", "2026-09-01", "2026-09-02"))
    scorekeeping.catch_up(NOW, "test")
    agree(CALLS.replace("target = 2", "target = 3"), starts="2026-09")
    scorekeeping.catch_up(NOW, "test")
    assert (scores("2026-08", "calls"), scores("2026-09", "calls")) == (
        {"ann": ("met", 10)},
        {"ann": ("missed", 0)},
    )
    agree(CALLS.replace("target = 2", "target = 1"))
    scorekeeping.catch_up(NOW, "test")
    assert (scores("2026-07", "calls"), scores("2026-09", "calls")) == (
        {"ann": ("missed", 0)},
        {"ann": ("missed", 0)},
    )
    assert stale(NOW) == {}


def test_a_broken_version_is_refused_whole() -> None:
    agree(CALLS)
    broken = CALLS.replace("target = 2", 'target = "two"') + "weight = 1\n"
    assert refused(broken, starts="2026-09", more='[calendar]\nholidays = "XX"\n') == [
        'calendar.holidays: "XX" is not known: Country XX not available',
        'service_level[calls].target: "two" is not a number',
        "service_level[calls].weight: is not known here",
    ]
    assert len(versions()) == 1


@pytest.mark.parametrize("code", ["de", "utils", "JAN", "US-", "-", "DE BY"])
def test_what_is_no_country_is_refused(code: str) -> None:
    expected = f'"{code}" is not a country or country-subdivision, such as DE or DE-BY'
    assert frozen.holiday_fault(code) == expected


def test_a_level_keeps_its_side_and_the_zone_its_fiscal_year() -> None:
    agree(CALLS)
    side, zone = refused(CALLS.replace('"sales"', '"service"'), starts="2026-09", zone="UTC")
    assert side.startswith('service_level[calls].side: "service" was "sales" in the version from 2026-07')
    assert zone == "agreement.timezone: changes in 2026-09, which is not the first month of a fiscal year"
    assert agree(
        CALLS.replace('"sales"', '"service"'), zone="UTC"
    )  # nothing is left that it could contradict


def test_holidays_are_frozen_from_two_years_before_to_three_after() -> None:
    agree(CALLS, more=DE)
    assert years() == [2024, 2025, 2026, 2027, 2028, 2029]
    names = dict(db.session.execute(select(Holiday.day, Holiday.name)).all())
    assert names[day("2027-01-06")]


def test_holidays_are_added_as_time_goes_and_none_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    agree(CALLS, more=DE)
    before = set(db.session.scalars(select(Holiday.day)))
    service.add_holiday_years(at("2028-12-31T12:00"))
    assert years()[-1] == 2029
    monkeypatch.setattr(frozen, "resolve", lambda _code, found: {date(year, 7, 7): "New" for year in found})
    service.add_holiday_years(at("2029-01-01T12:00"))
    service.add_holiday_years(at("2029-06-01T12:00"))
    assert set(db.session.scalars(select(Holiday.day))) == before | {day("2030-07-07")}
    assert db.session.scalar(select(AgreementVersion.holidays_to)) == 2030


def test_a_library_that_forgets_a_country_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    agree(CALLS, more=DE)

    def forgotten(*_: object, **__: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr(holidays, "country_holidays", forgotten)
    queries._parsed.cache_clear()
    known = queries.timeline()
    assert known
    assert not known.versions[0].business.is_working_day(day("2027-01-06"))


def test_a_change_of_the_zone_places_days_anew() -> None:
    agree(CALLS, zone="UTC")
    late = at("2026-09-30T23:30")
    local = (late // 3_600_000_000) * 3_600_000_000
    happened(act("call.made", late, "ann"), act("call.made", local, "ann", local_at=at("2026-10-01T00:00")))
    stamped = select(Activity.at, Activity.day, Activity.month).order_by(Activity.id)
    first, _ = db.session.execute(stamped).all()
    assert tuple(first) == (late, day("2026-09-30"), month("2026-09"))
    agree(CALLS, zone="Asia/Kolkata")
    first, second = db.session.execute(stamped).all()
    assert tuple(first) == (late, day("2026-10-01"), month("2026-10"))
    # Its wall time, 22:00 of September 30th, is in Kolkata now.
    assert tuple(second) == (at("2026-09-30T18:30"), day("2026-09-30"), month("2026-09"))
    assert db.session.scalar(select(Batch.last_at)) == late


def test_a_zone_in_which_days_are_the_same_changes_nothing() -> None:
    agree(CALLS)
    happened(act("call.made", "2026-09-30T23:30", "ann", local_at=at("2026-10-01T01:30")))
    agree(CALLS, zone="Europe/Paris")
    assert db.session.execute(select(Activity.at, Activity.day)).all() == [
        (at("2026-09-30T23:30"), day("2026-09-30"))
    ]


def test_a_change_of_the_zone_is_scored() -> None:
    agree(CALLS, zone="UTC")
    people(ann="North")
    happened(act("call.made", "2026-10-01T01:00", "ann"), act("call.made", "2026-10-01T00:30", "ann"))
    scorekeeping.catch_up(NOW, "test")
    assert scores("2026-09", "calls") == {"ann": ("met", 10)}
    agree(CALLS, zone="Europe/Berlin")
    scorekeeping.catch_up(NOW, "test")
    assert scores("2026-09", "calls") == {"ann": ("missed", 0)}
    assert scores("2026-10", "calls") == {"ann": ("met", 10)}
    assert stale(NOW) == {}


def test_activities_may_come_before_the_agreement() -> None:
    agree(CALLS, starts="2027-01")
    assert queries.timeline() is not None
    assert scorekeeping.catch_up(NOW, "test").months == ()
    assert service.check(text(CALLS)).starts == month("2026-07")
