"""A recount of what is final sets aside what was decided, told and corrected after the close."""

import pytest
from sqlalchemy import select

from app import clock
from app.activities import service as activities
from app.extensions import db
from app.models.activities import Activity
from app.people.service import decide_alias
from app.quarters import service
from app.scorekeeping import service as scorekeeping
from tests.services.closing import LATER, Moment, unchanged
from tests.services.facts import act, agree, calls, happened, people, scores

pytestmark = pytest.mark.usefixtures("session", "moment")


@pytest.fixture
def closed(moment: Moment) -> None:
    """Close a quarter in which an owner was known under another name, and move on."""
    agree()
    people(ann="North", bob="South")
    happened(*calls("ann", "2026-08-03", "2026-08-04"), *calls("bob.old", "2026-08-05", "2026-08-06"))
    decide_alias("bob.old", "bob", "ada@example.com", clock.now())
    service.close("2026-Q3", None)
    moment(LATER)


@pytest.mark.usefixtures("closed")
class TestRecount:
    """Nothing that comes later is seen by it."""

    def test_names_mean_what_they_meant(self) -> None:
        decide_alias("bob.old", "ann", "ada@example.com", LATER)
        unchanged()
        decide_alias("bob.old", None, "ada@example.com", LATER)
        unchanged()
        assert scores("2026-08", "calls") == {"ann": ("met", 10), "bob": ("met", 10)}

    def test_what_was_corrected_counts(self) -> None:
        key = db.session.scalars(select(Activity.key).order_by(Activity.id)).first()
        assert key
        one = act("call.made", "2026-10-05T12:00", "ann")
        row = ("c1", one["kind"], one["at"], None, "ann", "", None, None)
        activities.correct([("c1", key, row)], "default", LATER)
        scorekeeping.catch_up_now()
        assert scores("2026-08", "calls")["ann"] == ("met", 10)
        unchanged()

    def test_what_came_later_does_not(self) -> None:
        happened(*calls("ann", "2026-08-07", "2026-08-08", "2026-08-10"))
        scorekeeping.catch_up_now()
        unchanged()
