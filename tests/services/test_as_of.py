"""Scoring as of another moment, and of some months only: what follows must not stay wrong."""

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models.activities import Batch
from app.models.scores import PointsChange, ScoredMonth, Standing
from app.scorekeeping import service
from tests.services.facts import (
    CALLS,
    DISPOSED,
    act,
    agree,
    at,
    calls,
    happened,
    month,
    people,
    scores,
    stale,
)

pytestmark = pytest.mark.usefixtures("session")
NOW = at("2026-10-15T12:00")
PAST = at("2026-08-20T12:00")
SLOW = DISPOSED.replace('within = "8h"', 'within = "2400h", hours = "wall"')
LONG = SLOW.replace("2400h", "1200h")


@pytest.fixture(autouse=True)
def facts(session: object) -> None:
    agree(CALLS, SLOW)
    people(ann="North")


def months() -> list[int]:
    return sorted(db.session.scalars(select(ScoredMonth.month)))


def test_months_that_have_not_begun_are_dropped() -> None:
    happened(*calls("ann", "2026-08-03", "2026-08-04", "2026-10-01", "2026-10-02"))
    service.score(None, NOW, "test")
    service.score(None, PAST, "back")
    assert months() == [month("2026-07"), month("2026-08")]
    assert set(scores("", "calls")) == {("ann", one) for one in months()}
    labels = set(db.session.scalars(select(Standing.period)))
    assert labels == {"2026-07", "2026-08", "2026-Q3", "2026"}
    year = select(Standing.points).where(
        Standing.period == "2026", Standing.board == "rep", Standing.side == ""
    )
    assert db.session.scalar(year) == 10


def test_dropped_points_are_told_with_their_moment() -> None:
    happened(*calls("ann", "2026-10-01", "2026-10-02"))
    service.score(None, NOW, "test")
    service.score(None, PAST, "back")
    lines = db.session.execute(select(PointsChange.at, PointsChange.before, PointsChange.after)).all()
    assert {tuple(line) for line in lines} == {(NOW, 0, 10), (PAST, 10, 0)}


@pytest.mark.parametrize("again", [service.catch_up, lambda now, cause: service.score(None, now, cause)])
def test_scoring_goes_back_and_forth(again: object) -> None:
    happened(*calls("ann", "2026-08-03", "2026-08-21"), act("lead.assigned", "2026-08-20T11:00", "ann", "L1"))
    happened(act("lead.disposed", "2026-08-20T14:00", "ann", "L1"))
    service.catch_up(NOW, "test")
    assert scores("2026-08") == {("ann", "calls"): ("met", 10), ("ann", "disposed"): ("met", 20)}
    service.score(None, PAST, "back")
    assert scores("2026-08") == {("ann", "calls"): ("missed", 0), ("ann", "disposed"): ("no_data", 0)}
    again(NOW, "forth")  # type: ignore[operator]
    assert scores("2026-08") == {("ann", "calls"): ("met", 10), ("ann", "disposed"): ("met", 20)}
    assert stale(NOW) == {}


def test_batches_later_than_the_moment_wait_again() -> None:
    happened(*calls("ann", "2026-08-03"))
    happened(*calls("ann", "2026-09-03"))
    service.catch_up(NOW, "test")
    service.score(None, PAST, "back")
    assert list(db.session.scalars(select(Batch.scored_at).order_by(Batch.id))) == [NOW, PAST]
    assert list(db.session.scalars(select(Batch.next_at).order_by(Batch.id))) == [
        None,
        at("2026-09-03T12:00"),
    ]


def test_one_month_as_of_the_past() -> None:
    happened(*calls("ann", "2026-08-03", "2026-08-21"), act("lead.assigned", "2026-08-20T11:00", "ann", "L1"))
    happened(act("lead.disposed", "2026-08-20T14:00", "ann", "L1"))
    service.catch_up(NOW, "test")
    assert service.score([month("2026-08")], PAST, "back").months == (month("2026-08"),)
    assert scores("2026-08", "disposed") == {"ann": ("no_data", 0)}
    assert months()[-1] == month("2026-10")
    service.catch_up(NOW + 1, "forth")
    assert stale(NOW + 1) == {}


def test_a_month_that_had_not_begun_is_dropped_when_it_is_asked_for() -> None:
    service.catch_up(NOW, "test")
    assert service.score([month("2026-09")], PAST, "back").months == ()
    assert month("2026-09") not in months()
    service.catch_up(NOW + 1, "forth")
    assert stale(NOW + 1) == {}


def test_what_was_scored_as_of_the_future_is_dropped_by_the_next_run() -> None:
    happened(act("lead.assigned", "2026-10-15T11:00", "ann", "L1"))
    service.score(None, at("2026-12-05T12:00"), "ahead")
    assert months()[-1] == month("2026-12")
    service.catch_up(NOW, "test")
    assert months()[-1] == month("2026-10")
    assert stale(NOW) == {}


def test_a_run_over_some_months_leaves_the_rest_to_the_next() -> None:
    agree(LONG, CALLS)
    happened(act("lead.assigned", "2026-07-02T12:00", "ann", "L1"))  # fifty days: until August 21st
    service.catch_up(NOW, "test")
    happened(act("lead.assigned", "2026-07-29T12:00", "bob", "L1"))  # until September 17th
    service.score([month("2026-09")], NOW, "some")
    assert scores("2026-08", "disposed") == {"ann": ("missed", 0)}
    service.catch_up(NOW, "rest")
    assert scores("2026-08", "disposed") == {"ann": ("no_data", 0)}
    assert stale(NOW) == {}
