"""A close proposes money for the badges that it awards, and for those that a later one adds."""

import json

import pytest
from sqlalchemy import select

from app.bonuses.telling import sentences, title
from app.extensions import db
from app.models.bonuses import Bonus
from app.quarters import service as quarters
from app.scorekeeping import service as scorekeeping
from tests.services.badges import EARNED
from tests.services.closing import LATER, Moment, reopened
from tests.services.facts import CALLS, agree, calls, happened, people, rep

pytestmark = pytest.mark.usefixtures("session", "moment")

PAID = (
    '\n[bonus]\ncurrency = "EUR"\nteam_bonus = "team"\n[[bonus.badge]]\nbadge = "clean"\namount = "50.00"\n'
)


def proposed(version: int) -> list[tuple[str, int]]:
    found = select(Bonus.rule, Bonus.amount).where(
        Bonus.version == version, Bonus.board == "rep", Bonus.who == rep("ann"), Bonus.state == "proposed"
    )
    return [(rule, amount) for rule, amount in db.session.execute(found)]


def test_a_close_proposes_what_its_badges_are_worth(moment: Moment) -> None:
    agree(CALLS, EARNED, PAID)
    people(ann="North", bob="South")
    happened(*calls("ann", "2026-07-01", "2026-07-02", "2026-08-03", "2026-08-04"))
    scorekeeping.catch_up_now()
    quarters.close("2026-Q3", None)
    assert proposed(1) == [("badge[1]", 100_00)]
    one = db.session.scalars(select(Bonus).where(Bonus.board == "rep")).one()
    assert title(one.rule, json.loads(one.basis)) == "clean"
    assert sentences(json.loads(one.basis), "EUR") == [
        "The badge “clean” was earned 2 times in the quarter × €50.00 = €100.00."
    ]
    assert db.session.scalars(select(Bonus.rule).where(Bonus.board == "team")).all() == ["badge[1].team"]
    moment(LATER)
    reopened()
    happened(*calls("ann", "2026-09-01", "2026-09-02"))
    scorekeeping.catch_up_now()
    quarters.close("2026-Q3", None)
    assert proposed(2) == [("badge[1]", 150_00)]
