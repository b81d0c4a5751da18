"""What catches up scores everything that facts and time have changed, and nothing else."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.models.activities import Batch
from app.models.scores import PointsChange, ScoredMonth, Stamp, Touched
from app.scorekeeping import service
from app.scorekeeping.queries import awaits_scoring
from tests.services.facts import (
    BETTER,
    CALLS,
    CALLS_A_WEEK,
    DISPOSED,
    DISPOSED_A_WEEK,
    absent,
    act,
    agree,
    at,
    calls,
    derived,
    happened,
    member,
    month,
    people,
    scores,
    stale,
    touch,
)

pytestmark = pytest.mark.usefixtures("session")
NOW = at("2026-10-15T12:00")


def catch_up(now: str | int = NOW) -> service.Scored:
    return service.catch_up(at(now) if isinstance(now, str) else now, "test")


def test_without_an_agreement_there_is_nothing_to_score() -> None:
    assert catch_up() == service.Scored((), changed=False)
    assert service.score(None, NOW, "test") == service.Scored((), changed=False)


def test_new_activities_are_scored() -> None:
    agree(CALLS)
    people(ann="North", bob="North")
    happened(*calls("ann", "2026-09-01", "2026-09-02", "2026-10-01"))
    assert awaits_scoring(NOW)
    assert catch_up().months == tuple(range(month("2026-07"), month("2026-10") + 1))
    assert scores("2026-09", "calls") == {"ann": ("met", 10), "bob": ("missed", 0)}
    assert scores("2026-09", "calls", board="team") == {"North": ("missed", 0)}
    assert not awaits_scoring(NOW)
    assert stale(NOW) == {}


def test_scoring_twice_changes_nothing() -> None:
    agree(CALLS, CALLS_A_WEEK, DISPOSED, BETTER)
    people(ann="North")
    happened(*calls("ann", "2026-09-01", "2026-09-02"), act("lead.assigned", "2026-09-01T09:00", "ann", "L1"))
    service.score(None, NOW, "test")
    before, history = derived(), db.session.scalar(select(func.count()).select_from(PointsChange))
    number = db.session.scalar(select(Stamp.number))
    for again in (
        service.score(None, NOW, "test"),
        catch_up(),
        service.score([month("2026-09")], NOW, "test"),
    ):
        assert not again.changed
    assert derived() == before
    assert db.session.scalar(select(func.count()).select_from(PointsChange)) == history
    assert db.session.scalar(select(Stamp.number)) == number


@pytest.mark.parametrize(
    "run",
    [
        catch_up,
        lambda: catch_up("2026-10-15T11:59"),  # before the last run: all clocks are looked at
        lambda: service.score(None, NOW, "test"),
    ],
)
def test_a_clock_that_begins_to_run_is_shown_though_no_score_moves(run: Callable[[], service.Scored]) -> None:
    agree(CALLS, DISPOSED)
    people(ann="North")
    catch_up()
    happened(act("lead.assigned", "2026-10-15T11:00", "ann", "L1"))
    before = derived()["scores"]
    assert run().changed
    assert derived()["scores"] == before
    assert not run().changed


def test_only_what_is_touched_is_scored_anew() -> None:
    agree(CALLS)
    people(ann="North", bob="South")
    catch_up()
    happened(*calls("ann", "2026-09-01", "2026-09-02"))
    assert catch_up().months == (month("2026-09"),)
    assert scores("2026-09", "calls", board="team") == {"North": ("met", 10), "South": ("missed", 0)}
    assert stale(NOW) == {}


def test_a_new_month_is_scored_when_it_has_begun() -> None:
    agree(CALLS)
    people(ann="North")
    catch_up("2026-10-31T23:59")
    assert max(db.session.scalars(select(ScoredMonth.month))) == month("2026-10")
    assert catch_up("2026-11-01T00:00").months[-1] == month("2026-11")


def test_activities_later_than_now_stay_pending() -> None:
    agree(CALLS)
    people(ann="North")
    happened(*calls("ann", "2026-10-14", "2026-10-15", "2026-11-02"))
    catch_up("2026-10-15T11:59")
    assert scores("2026-10", "calls") == {"ann": ("missed", 0)}
    assert not awaits_scoring(at("2026-10-15T11:59"))
    assert db.session.scalar(select(Batch.next_at)) == at("2026-10-15T12:00")
    catch_up("2026-10-15T12:00")
    assert scores("2026-10", "calls") == {"ann": ("met", 10)}
    assert catch_up("2026-10-15T12:01").months == ()
    catch_up("2026-11-02T12:00")
    assert db.session.execute(select(Batch.scored_at, Batch.next_at)).one() == (at("2026-11-02T12:00"), None)
    assert stale(at("2026-11-02T12:00")) == {}


def test_the_month_of_the_weeks_thursday_is_touched() -> None:
    agree(CALLS_A_WEEK)
    people(ann="North")
    catch_up()
    happened(*calls("ann", "2026-08-31"))  # a Monday; the Thursday is in September
    assert catch_up().months[:2] == (month("2026-08"), month("2026-09"))
    happened(*calls("ann", "2026-10-02", "2026-10-03"))  # after the Thursday of October 1st
    assert catch_up().months[0] == month("2026-10")
    assert stale(NOW) == {}


def test_months_whose_baselines_reach_back_are_touched() -> None:
    agree(BETTER, starts="2026-05")
    people(ann="North")
    catch_up()
    happened(*calls("ann", "2026-04-01"))  # before the agreement
    assert catch_up().months[:2] == (month("2026-05"), month("2026-06"))
    happened(*calls("ann", "2026-06-01"))
    assert catch_up().months[:3] == (month("2026-06"), month("2026-07"), month("2026-08"))
    assert stale(NOW) == {}


def test_time_alone_breaches_a_clock() -> None:
    agree(DISPOSED)
    people(ann="North")
    happened(act("lead.assigned", "2026-10-14T12:00", "ann", "L1"))
    catch_up("2026-10-15T12:00")
    assert scores("2026-10", "disposed") == {"ann": ("no_data", 0)}
    catch_up("2026-10-15T12:01")
    assert scores("2026-10", "disposed") == {"ann": ("missed", 0)}
    assert stale(at("2026-10-15T12:01")) == {}


def test_a_late_stop_moves_a_decision_from_month_to_month() -> None:
    agree(DISPOSED)
    people(ann="North")
    happened(act("lead.assigned", "2026-08-31T16:00", "ann", "L1"))
    catch_up()
    assert scores("2026-09", "disposed") == {"ann": ("missed", 0)}
    happened(act("lead.disposed", "2026-08-31T17:00", "bob", "L1"))
    assert catch_up().months[:2] == (month("2026-08"), month("2026-09"))
    assert scores("2026-09", "disposed") == {"ann": ("no_data", 0)}
    assert scores("2026-08", "disposed") == {"ann": ("met", 20)}
    assert stale(NOW) == {}


LONG = DISPOSED_A_WEEK.replace('within = "8h"', 'within = "1200h", hours = "wall"')


@pytest.mark.parametrize(
    ("started", "handed_over", "week_of"),
    [
        ("2026-08-13T12:00", "2026-08-18T12:00", "2026-10"),
        ("2026-08-09T12:00", "2026-08-11T12:00", "2026-10"),
    ],
)
def test_a_decision_touches_the_month_of_its_weeks_thursday(
    started: str, handed_over: str, week_of: str
) -> None:
    """Fifty days after its start, on October 2nd or September 28th, it counts in the week of October 1st."""
    agree(LONG)
    people(ann="North", bob="North")
    happened(act("lead.assigned", started, "ann", "L1"))
    now = at("2026-12-01T00:00")
    catch_up(now)
    assert scores(week_of, "weekly-disposed")["ann"] == ("missed", 0)
    happened(act("lead.assigned", handed_over, "bob", "L1"))
    catch_up(now)
    assert stale(now) == {}


def test_an_activity_of_another_kind_may_change_how_a_tie_is_read() -> None:
    agree(DISPOSED)
    people(ann="North")
    happened(
        act("lead.assigned", "2026-09-07T09:00", "ann", "L1"),
        act("lead.assigned", "2026-09-09T12:00", "ann", "L1"),
        act("lead.disposed", "2026-09-09T12:00", "ann", "L1"),
    )
    catch_up()
    happened(act("note.added", "2026-09-08T12:00", "ann", "L1"))
    catch_up()
    assert stale(NOW) == {}


def test_changes_of_people_are_scored() -> None:
    agree(CALLS, CALLS_A_WEEK, BETTER)
    happened(*calls("ann", "2026-08-03", "2026-08-04"), *calls("bob", "2026-09-01", "2026-09-02"))
    catch_up()
    assert scores() == {}
    people(ann="North")
    touch("0001-01")
    catch_up()
    assert scores("2026-08", "calls") == {"ann": ("met", 10)}
    member("bob", "South", "2026-09-01")
    touch("2026-09")
    catch_up()
    assert scores("2026-09", "calls") == {"ann": ("missed", 0), "bob": ("met", 10)}
    assert stale(NOW) == {}


def test_an_absence_is_scored() -> None:
    agree(CALLS, CALLS_A_WEEK, BETTER)
    people(ann="North")
    happened(*calls("ann", "2026-09-01"))
    catch_up()
    assert scores("2026-09", "calls") == {"ann": ("missed", 0)}
    absent("ann", "2026-09-10", "2026-10-01")
    touch("2026-09", "2026-09")
    catch_up()
    assert scores("2026-09", "calls") == {"ann": ("met", 10)}
    absent("ann", "2026-08-01", "2026-09-01")
    touch("2026-08", "2026-08")
    catch_up()
    assert scores("2026-08", "calls") == {}
    assert stale(NOW) == {}


def test_what_was_touched_is_not_scored_twice() -> None:
    agree(CALLS)
    people(ann="North")
    touch("2026-07")
    catch_up()
    assert db.session.scalar(select(func.count()).select_from(Touched)) == 0
    assert catch_up().months == ()
