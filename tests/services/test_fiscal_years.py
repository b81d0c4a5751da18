"""Standings of quarters and years, also where the fiscal year moves and a name fits two stretches."""

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models.people import Rep
from app.models.scores import Standing
from app.scorekeeping import service
from tests.services.facts import CALLS, agree, at, calls, happened, people, stale

pytestmark = pytest.mark.usefixtures("session")
NOW = at("2027-08-15T12:00")


def points(label: str) -> dict[str, int]:
    query = select(Rep.key, Standing.points).join(Rep, Rep.id == Standing.who)
    rows = db.session.execute(
        query.where(Standing.period == label, Standing.board == "rep", Standing.side == "")
    )
    return dict(rows.all())


@pytest.fixture
def facts(session: object) -> None:
    """Ann meets her level in February, May and August 2027."""
    people(ann="North")
    agree(CALLS, starts="2026-10")
    days = [f"2027-{month}-{day}" for month in ("02", "05", "08") for day in ("02", "03")]
    happened(*calls("ann", *days))


@pytest.mark.usefixtures("facts")
def test_a_quarter_and_a_year_are_the_sum_of_their_months() -> None:
    service.catch_up(NOW, "test")
    assert [points(label) for label in ("2027-02", "2027-03", "2027-Q1", "2027")] == [
        {"ann": 10},
        {"ann": 0},
        {"ann": 10},
        {"ann": 30},
    ]


@pytest.mark.usefixtures("facts")
def test_a_name_that_fits_two_stretches_is_the_later_one() -> None:
    service.catch_up(NOW, "test")
    agree(CALLS, starts="2027-04", fiscal=4)
    service.catch_up(NOW, "test")
    assert points("2027-Q1") == {"ann": 10}  # April to June, with May
    assert points("2027") == {"ann": 20}  # from April, without February
    assert points("2026") == {"ann": 0}
    assert stale(NOW) == {}


@pytest.mark.usefixtures("facts")
def test_standings_of_names_that_mean_nothing_yet_are_forgotten() -> None:
    now = at("2027-06-15T12:00")
    service.catch_up(now, "test")
    assert points("2027-Q2") == {"ann": 10}
    agree(CALLS, starts="2027-04", fiscal=4)
    service.catch_up(now, "test")
    assert points("2027-Q2") == {}  # July to September: not begun
    assert stale(now) == {}


@pytest.mark.usefixtures("facts")
def test_years_that_overlap_are_both_right() -> None:
    agree(CALLS, starts="2026-10", fiscal=4)
    agree(CALLS, starts="2027-01")
    service.catch_up(NOW, "test")
    assert (points("2026"), points("2027")) == ({"ann": 10}, {"ann": 30})
    happened(*calls("ann", "2027-03-01", "2027-03-02"))
    service.catch_up(NOW, "test")
    assert (points("2026"), points("2027")) == ({"ann": 20}, {"ann": 40})
    assert stale(NOW) == {}
