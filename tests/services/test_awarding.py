"""A close proposes the bonuses of the plan, and a later version of it only the difference."""

import pytest
from sqlalchemy import select

from app import clock
from app.bonuses import service as bonuses
from app.extensions import db
from app.ledger import queries as ledger
from app.models.bonuses import Bonus
from app.models.people import Rep, Team
from app.quarters import service
from app.scorekeeping import service as scorekeeping
from tests.services.closing import LATER, Moment, reopened, users
from tests.services.facts import CALLS, agree, calls, happened, member, people

pytestmark = pytest.mark.usefixtures("session", "moment")

PLAN = """
[bonus]
currency = "EUR"
second_approval_above = "500.00"
[[bonus.prize]]
board = "rep"
places = ["1000.00", "300.00"]
min_points = 1
[[bonus.prize]]
board = "team"
places = ["100.00"]
[[bonus.rate]]
board = "rep"
per_point = "2.50"
"""


@pytest.fixture
def plan(moment: Moment) -> None:
    agree(CALLS, more=PLAN)
    people(ann="North", bob="South")
    member("cem", "North", starts="2026-09-01")
    db.session.commit()
    happened(*calls("ann", "2026-08-03", "2026-08-04"), *calls("bob", "2026-08-05"))


def proposed() -> dict[tuple[str, str, int], tuple[int, str]]:
    names = dict(db.session.execute(select(Rep.id, Rep.key)).all())
    teams = dict(db.session.execute(select(Team.id, Team.name)).all())
    rows = db.session.scalars(select(Bonus).order_by(Bonus.id))
    return {
        ((names if one.board == "rep" else teams)[one.who], one.rule, one.version): (one.amount, one.state)
        for one in rows
    }


@pytest.mark.usefixtures("plan")
def test_a_close_proposes_what_the_plan_gives() -> None:
    service.close("2026-Q3", None)
    # Cem was there for 22 of the 66 working days: the team's prize is shared 3 to 1.
    assert proposed() == {
        ("ann", "prize[1]", 1): (100_000, "proposed"),
        ("ann", "prize[2]", 1): (7_500, "proposed"),
        ("cem", "prize[2]", 1): (2_500, "proposed"),
        ("ann", "rate[1]", 1): (2_500, "proposed"),
    }


def test_without_a_plan_there_are_no_bonuses(quarter: None) -> None:
    service.close("2026-Q3", None)
    assert proposed() == {}


@pytest.mark.usefixtures("plan")
def test_a_later_version_proposes_the_difference(moment: Moment) -> None:
    service.close("2026-Q3", None)
    one, two = users("one@example.com", "two@example.com")
    rate = db.session.scalars(select(Bonus.id).where(Bonus.rule == "rate[1]")).one()
    assert bonuses.approve(rate, one, clock.now()) == "approved"
    moment(LATER)
    happened(*calls("ann", "2026-08-05", "2026-08-06", "2026-08-07"))
    reopened()
    service.close("2026-Q3", two)
    found = proposed()
    assert found["ann", "rate[1]", 1] == (2_500, "approved")
    assert found["ann", "rate[1]", 2] == (1_250, "proposed")
    assert found["ann", "prize[1]", 1] == (100_000, "superseded")
    assert found["ann", "prize[1]", 2] == (100_000, "proposed")
    assert ledger.verify() == []
    assert scorekeeping.rebuild(keep=False, now=clock.now()) == []


@pytest.mark.usefixtures("plan")
def test_who_closed_a_quarter_by_hand_does_not_approve_its_bonuses() -> None:
    one, other = users("one@example.com", "two@example.com")
    service.close("2026-Q3", one)
    number = db.session.scalars(select(Bonus.id).where(Bonus.rule == "rate[1]")).one()
    with pytest.raises(bonuses.BonusError):
        bonuses.approve(number, one, clock.now())
    assert bonuses.approve(number, other, clock.now()) == "approved"
