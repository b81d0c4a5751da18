"""Decisions of clocks that come to light when their quarter is final (R17)."""

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models.quarters import FinalClock
from app.models.scores import ClockRow, Standing
from app.quarters import service
from app.scorekeeping import service as scorekeeping
from tests.services.closing import LATER, Moment, reopened, unchanged
from tests.services.facts import (
    CALLS,
    DISPOSED,
    DISPOSED_A_WEEK,
    act,
    agree,
    at,
    calls,
    day,
    happened,
    people,
    scores,
    stale,
)

pytestmark = pytest.mark.usefixtures("session", "moment")


class TestLateDecisions:
    """A decision that comes to light when its quarter is final counts on the first day that does not (R17)."""

    def closed(self, moment: Moment, level: str = DISPOSED) -> None:
        agree(CALLS, level)
        people(ann="North")
        happened(act("lead.assigned", "2026-09-07T09:00", "ann", "L1"), *calls("ann", "2026-09-01"))
        happened(act("lead.disposed", "2026-09-07T10:00", "ann", "L1"))
        service.close("2026-Q3", None)
        moment(LATER)

    def test_counts_later(self, moment: Moment) -> None:
        self.closed(moment)
        happened(act("lead.assigned", "2026-09-08T09:00", "ann", "L2"))
        scorekeeping.catch_up_now()
        assert counting() == {"L1": None, "L2": day("2026-10-01")}
        assert scores("2026-10", "disposed")["ann"] == ("missed", 0)
        assert scores("2026-09", "disposed")["ann"] == ("met", 20)
        assert stale(LATER) == {}
        unchanged()

    def test_is_not_counted_twice(self, moment: Moment) -> None:
        self.closed(moment)
        happened(
            act("lead.held", "2026-09-07T09:30", "ann", "L1"),
            act("lead.freed", "2026-10-06T09:00", "ann", "L1"),
        )
        scorekeeping.catch_up_now()
        assert db.session.scalars(select(FinalClock.subject)).all() == ["L1"]
        assert (
            "ann" not in scores("2026-10", "disposed") or scores("2026-10", "disposed")["ann"][0] == "no_data"
        )
        unchanged()

    def test_of_a_week_counts_in_the_first_week_that_is_not_final(self, moment: Moment) -> None:
        self.closed(moment, DISPOSED_A_WEEK)
        moment(at("2027-01-20T09:00"))
        service.close("2026-Q4", None)
        # The week of New Year's Eve, a Thursday, belongs to December.
        happened(act("lead.assigned", "2026-12-29T09:00", "ann", "L2"))
        scorekeeping.catch_up_now()
        assert counting()["L2"] == day("2027-01-04")
        unchanged()

    def test_counts_where_it_belongs_when_the_quarter_is_opened_again(self, moment: Moment) -> None:
        self.closed(moment)
        happened(act("lead.assigned", "2026-09-08T09:00", "ann", "L2"))
        scorekeeping.catch_up_now()
        reopened()
        assert counting() == {"L1": None, "L2": None}
        assert scores("2026-09", "disposed")["ann"] == ("met", 20)
        assert db.session.scalar(select(Standing.points).where(Standing.period == "2026-10").limit(1)) == 0
        unchanged()
        service.close("2026-Q3", None)
        assert counting() == {"L1": None, "L2": None}
        unchanged()

    def test_once_counted_in_a_later_quarter_stays_there(self, moment: Moment) -> None:
        self.closed(moment)
        happened(act("lead.assigned", "2026-09-08T09:00", "ann", "L2"))
        scorekeeping.catch_up_now()
        moment(at("2027-01-20T09:00"))
        service.close("2026-Q4", None)
        reopened()
        assert counting()["L2"] == day("2026-10-01")
        unchanged()


def counting() -> dict[str, int | None]:
    return dict(db.session.execute(select(ClockRow.subject, ClockRow.counts_on)).all())
