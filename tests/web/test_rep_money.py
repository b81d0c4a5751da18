"""What a rep would get if the quarter ended now, read from a few lines, is what reckoning for everybody gives him."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from app.auth.queries import LinkedRep
from app.clock import now, to_datetime
from app.extensions import db
from app.models.people import Rep
from app.rep.ending import ending
from app.scorekeeping.queries import members_of_teams, placed
from app.scoresheet.queries import teams_of
from app.wording import money
from scoring.bonus import entitlements
from scoring.periods import month_of
from tests import factories

PLAN = """
[bonus]
currency = "EUR"
cap = "700.00"
[[bonus.prize]]
board = "rep"
side = "sales"
places = ["500.00", "300.00", "100.01"]
[[bonus.prize]]
board = "rep"
places = ["400.00", "0.05"]
min_points = 60
[[bonus.prize]]
board = "team"
side = "sales"
places = ["1000.00", "333.33"]
[[bonus.rate]]
board = "rep"
per_point = "0.25"
"""


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_few_lines_are_enough(app: Flask, session: scoped_session[Session]) -> None:
    this = month_of(to_datetime(now()).astimezone(factories.ZONE).toordinal())
    line = factories.agreement(this - 2, factories.AGREEMENT + PLAN)
    factories.people()
    factories.scores(line, range(this - 2, this + 1), line.day(now()))
    quarter = line.periods_of(this)[0]
    found = line.bonus_plan_of(quarter)
    assert found
    all_of_it = entitlements(found[1], placed(quarter.label), members_of_teams(line, quarter))
    told = {}
    with app.test_request_context():
        for rep in db.session.query(Rep):
            teams = teams_of(rep.id, quarter)
            sides = [side for _key, _name, side in teams]
            mine = ending(
                LinkedRep(rep.id, rep.key, rep.name), quarter, line, [key for key, *_ in teams], sides
            )
            assert mine
            told[rep.id] = mine.amount
        sums = {who: sum(one.amount for one in all_of_it if one.payee == ("rep", who)) for who in told}
        assert told == {who: money(amount, "EUR") if amount else "" for who, amount in sums.items()}
    assert len(set(told.values())) > len(told) // 2
