"""Standings of quarters and years, also where the start of the fiscal year moves."""

import pytest
from sqlalchemy import select

from app.agreement.queries import timeline
from app.extensions import db
from app.models.people import Rep
from app.models.scores import Standing
from app.quarters import service as quarters
from app.scorekeeping import service
from scoring.calendar import DAY
from scoring.faults import AgreementError
from tests.services.closing import Moment
from tests.services.facts import CALLS, agree, at, calls, happened, member, month, people, stale

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
@pytest.mark.parametrize("starts", ["2027-01", "2027-04"])
def test_where_the_year_starts_later_the_months_between_are_a_fifth_quarter(starts: str) -> None:
    happened(*calls("ann", "2026-11-02", "2026-11-03"))
    service.catch_up(NOW, "test")
    agree(CALLS, starts=starts, fiscal=4)
    service.catch_up(NOW, "test")
    quarters = ("2026-Q4", "2026-Q5", "2027-Q1", "2027-Q2")
    assert [points(label) for label in quarters] == [{"ann": 10}] * 4
    assert (points("2026"), points("2027")) == ({"ann": 20}, {"ann": 20})
    assert stale(NOW) == {}


@pytest.mark.usefixtures("facts")
def test_a_version_loaded_ahead_changes_no_name_of_the_quarter_that_runs() -> None:
    now = at("2026-12-15T12:00")
    happened(*calls("ann", "2026-11-02", "2026-11-03"))
    service.catch_up(now, "test")
    agree(CALLS, starts="2027-01", fiscal=4)
    service.catch_up(now, "test")
    known = timeline()
    assert known
    assert [points(one.label) for one in known.periods_of(month("2026-12"))] == [{"ann": 10}, {"ann": 10}]


@pytest.mark.usefixtures("facts")
def test_where_the_year_starts_earlier_it_is_cut_short() -> None:
    agree(CALLS, starts="2026-10", fiscal=4)
    agree(CALLS, starts="2027-01")
    service.catch_up(NOW, "test")
    assert (points("2026"), points("2027")) == ({"ann": 0}, {"ann": 30})
    happened(*calls("ann", "2027-03-01", "2027-03-02"))
    service.catch_up(NOW, "test")
    assert (points("2026"), points("2026-Q3"), points("2027")) == ({"ann": 0}, {"ann": 0}, {"ann": 40})
    assert stale(NOW) == {}


@pytest.mark.usefixtures("facts")
def test_standings_of_names_that_mean_other_months_now_are_forgotten_at_once() -> None:
    now = at("2027-06-15T12:00")
    service.catch_up(now, "test")
    assert points("2027-Q2") == {"ann": 10}
    agree(CALLS, starts="2027-04", fiscal=4)
    assert (points("2027-Q1"), points("2027-Q2"), points("2027")) == ({}, {}, {})
    assert (points("2026-Q4"), points("2027-05")) == ({"ann": 0}, {"ann": 10})
    service.catch_up(now, "test")
    assert (points("2027-Q1"), points("2027-Q2")) == ({"ann": 10}, {})  # the second one has not begun
    assert stale(now) == {}


@pytest.mark.usefixtures("facts")
def test_a_quarter_begins_without_movement_from_another_that_had_its_name() -> None:
    member("bob", "South")
    happened(*calls("bob", "2027-05-02", "2027-05-03", "2027-05-04", "2027-05-05"))
    service.catch_up(NOW, "test")
    agree(CALLS, starts="2027-04", fiscal=4)
    service.catch_up(NOW + DAY, "test")
    query = select(Standing.rank, Standing.opening_rank).where(Standing.period == "2027-Q1")
    ranks = db.session.execute(query.where(Standing.board == "rep", Standing.side == ""))
    assert sorted(map(tuple, ranks)) == [(1, 1), (2, 2)]


@pytest.mark.usefixtures("facts")
def test_a_year_of_closed_quarters_that_is_cut_short_is_ranked_anew(moment: Moment) -> None:
    agree(CALLS, starts="2026-10", fiscal=4)
    happened(*calls("ann", "2026-11-02", "2026-11-03"))
    now = at("2027-01-20T12:00")
    moment(now)
    quarters.close("2026-Q3", None)
    agree(CALLS, starts="2027-01")
    service.catch_up(now, "test")
    assert (points("2026-Q3"), points("2026"), points("2027")) == ({"ann": 10}, {"ann": 10}, {"ann": 0})
    assert stale(now) == {}


@pytest.mark.usefixtures("facts")
def test_a_quarter_that_was_closed_keeps_its_name(moment: Moment) -> None:
    now = at("2027-04-20T12:00")
    moment(now)
    for label in ("2026-Q4", "2027-Q1"):
        quarters.close(label, None)
    with pytest.raises(AgreementError) as refused:
        agree(CALLS, starts="2027-04", fiscal=4)
    (fault,) = map(str, refused.value.faults)
    told = "2027-Q1 (2027-01 to 2027-03) was closed, and would be 2026-Q5 (2027-01 to 2027-03)"
    assert fault == f"agreement.fiscal_year_starts: {told}"
    assert points("2027-Q1") == {"ann": 10}
    assert agree(CALLS, starts="2028-01", fiscal=4)
    assert points("2027-Q1") == {"ann": 10}
