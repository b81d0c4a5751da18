"""The bonus plan as plain sentences, for everybody who may read the agreement; the wall never shows money."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from app.agreement.rewards import PlanWords, plan_words
from app.agreement.times import settlement_words
from scoring.agreement_format import parse_agreement
from tests import factories
from tests.web.test_agreement_page import COUNT, HEAD, SEPTEMBER

BONUS = '[bonus]\ncurrency = "EUR"\n{plan}\n'
PRIZE = '[[bonus.prize]]\nboard = "rep"\nplaces = ["1000.00", "500.00"]\n'
RATE = '[[bonus.rate]]\nboard = "rep"\nper_point = "2.00"\n'
LIMITS = 'cap = "2000.00"\nbudget = 10000\nsecond_approval_above = "500.00"\n'


def words(app: Flask, plan: str) -> PlanWords:
    text = HEAD.format(level=COUNT + "target = 1", calendar="", agreement="") + BONUS.format(plan=plan)
    found = parse_agreement(text, lambda _: "").bonus
    assert found
    with app.test_request_context():
        return plan_words(found)


@pytest.mark.parametrize(
    ("rule", "name", "promise", "worth"),
    [
        (
            PRIZE + 'side = "sales"',
            "Prizes for reps of sales",
            "Among the reps of sales, the first 2 of a quarter win a prize.",
            "1st €1,000.00, 2nd €500.00",
        ),
        (
            PRIZE.replace("rep", "team").replace(', "500.00"', "") + 'name = "Cup"',
            "Cup",
            "Among the teams of all sides, the first of a quarter wins a prize.",
            "1st €1,000.00",
        ),
        (
            RATE,
            "Points of reps of all sides",
            "Reps of all sides are paid for their points of a quarter.",
            "€2.00 a point",
        ),
        (
            RATE.replace("rep", "team") + 'side = "sales"\nname = "Points"',
            "Points",
            "Teams of sales are paid for their points of a quarter.",
            "€2.00 a point",
        ),
    ],
)  # fmt: skip
def test_rewards(app: Flask, rule: str, name: str, promise: str, worth: str) -> None:
    (found,) = words(app, rule).rewards
    assert (found.name, found.promise, found.worth) == (name, promise, worth)


@pytest.mark.parametrize(
    ("rule", "conditions"),
    [
        (PRIZE, "Only with at least 1 point in the quarter."),
        (PRIZE + "min_points = 0", ""),
        (PRIZE + "min_points = 1200", "Only with at least 1,200 points in the quarter."),
        (PRIZE + "min_met = 1\nmin_points = 0", "Only with at least 1 level met or exceeded in the quarter."),
        (
            PRIZE + "min_met = 5\nmin_points = 60",
            "Only with at least 60 points and 5 levels met or exceeded in the quarter.",
        ),
        (RATE, ""),
        (RATE + "min_met = 5", "Only with at least 5 levels met or exceeded in the quarter."),
        (RATE + "min_points = 60", "Only with at least 60 points in the quarter. Then all points count."),
    ],
)
def test_conditions(app: Flask, rule: str, conditions: str) -> None:
    assert words(app, rule).rewards[0].conditions == conditions


TEAM = PRIZE.replace("rep", "team")


@pytest.mark.parametrize(
    ("plan", "told", "not_told"),
    [
        (PRIZE, "share the prizes of all the places", "team"),
        ('ties = "each"\n' + PRIZE, "get the prize of that rank in full", "share the prizes"),
        (RATE, "Nothing is lost in rounding", "rank"),
        (TEAM, "What a team wins goes to its members", "stays"),
        ('team_bonus = "team"\n' + TEAM, "What a team wins stays with the team.", "members"),
    ],
)
def test_how_it_is_divided(app: Flask, plan: str, told: str, not_told: str) -> None:
    dividing = " ".join(words(app, plan).dividing)
    assert told in dividing
    assert not_told not in dividing


def test_limits(app: Flask) -> None:
    in_force = "A quarter is paid by the plan in force in its first month."
    assert words(app, RATE).limits == [in_force]
    assert words(app, LIMITS + RATE).limits == [
        "No rep gets more than €2,000.00 for a quarter, all bonuses together.",
        "A bonus of more than €500.00 has to be approved by two.",
        "The budget of a quarter is €10,000.00.",
        in_force,
    ]


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (0, "Nothing that comes late counts: a quarter is settled as soon as it is over."),
        (1, "After the end of a quarter, what comes late counts for 1 more working day."),
        (5, "After the end of a quarter, what comes late counts for 5 more working days."),
    ],
)
def test_settlement(app: Flask, days: int, told: str) -> None:
    with app.test_request_context():
        assert settlement_words(days) == told


@pytest.mark.parametrize("role", ["rep", "manager", "admin"])
def test_everybody_reads_the_plan(client: FlaskClient, session: scoped_session[Session], role: str) -> None:
    factories.user("reader@example.com", role)
    factories.log_in(client, "reader@example.com")
    factories.agreement(SEPTEMBER)
    assert "Bonuses</h2>" not in client.get("/agreement").text
    factories.agreement(SEPTEMBER + 1, factories.AGREEMENT + BONUS.format(plan=LIMITS + PRIZE))
    text = client.get("/agreement?version=2026-10").text
    for part in ("Bonuses</h2>", "1st €1,000.00, 2nd €500.00", "approved by two", "5 more working days"):
        assert part in text
