"""What a bonus rests on, told to the person: every kind of basis, as the plan's own reckoning makes it."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from app.bonuses.telling import sentences, title
from scoring.bonus import entitlements
from tests.scoring.plans import board, members, plan, prize, rate, reckon

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def spoken(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def told(given: Any, who: int = 0, **boards: Any) -> list[str]:
    """Return the sentences of one of the entitlements."""
    return sentences(reckon(given, **boards)[who].basis, "EUR")


def test_a_prize_alone_on_its_place() -> None:
    assert told(plan(prize(1000_00, 500_00)), 1, reps=board("A 120", "B 1")) == [
        "2nd on the board of all sides: the prize of that place is €500.00.",
        "Reached in the quarter: 1 point and 0 levels met.",
    ]


def test_those_tied_share_the_prizes_of_their_places() -> None:
    tied = board("A 9", "B 9", "C 9")
    assert told(plan(prize(1000_00, 500_00)), reps=tied) == [
        "One of 3 who are 1st on the board of all sides.",
        "They share the prizes of their places: €1,000.00 + €500.00 = €1,500.00, divided by 3.",
        "Reached in the quarter: 9 points and 0 levels met.",
    ]
    assert told(plan(prize(1000_00)), reps=tied)[1:3] == [
        "They share the prizes of their places: €1,000.00, divided by 3.",
        "What does not divide evenly goes, unit by unit, to those who stand first.",
    ]


def test_the_board_of_a_side_is_named() -> None:
    (one,) = entitlements(plan(prize(1000_00, side="sales")), {("rep", "sales"): board("A 9")}, {})
    assert sentences(one.basis, "EUR")[0].startswith("1st on the board of sales:")


def test_those_tied_may_each_get_it_in_full() -> None:
    assert told(plan(prize(1000_00, 500_00), ties="each"), 1, reps=board("A 9", "B 9"))[0] == (
        "One of 2 who are 1st on the board of all sides: each gets the prize of that place in full, €1,000.00."
    )


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        ({"min_points": 60}, "60 points"),
        ({"min_met": 1}, "1 level met"),
        ({"min_points": 60, "min_met": 2}, "60 points and 2 levels met"),
    ],
)
def test_what_was_asked_is_told(conditions: dict[str, Any], words: str) -> None:
    reps = board("A 120 1 2")
    asked = f"The agreement asks for {words} at least: reached."
    assert told(plan(prize(1000_00, **conditions)), reps=reps)[-1] == asked
    assert told(plan(rate(2_00, **conditions)), reps=reps)[-1] == asked


def test_points_are_multiplied() -> None:
    reps = board("A 120", "B 1")
    assert told(plan(rate(2_00)), reps=reps) == ["120 points on the board of all sides × €2.00 = €240.00."]
    assert told(plan(rate(2_00)), 1, reps=reps) == ["1 point on the board of all sides × €2.00 = €2.00."]


def test_a_part_of_what_the_team_won() -> None:
    given = plan(prize(600_00, board="team"))
    shares = {"T": members(A="1/2", B="1/3", C=1)}
    half, third = (told(given, who, teams=board("T 90"), shares=shares) for who in (0, 1))
    assert half == [
        "Through the team Name T, which won €600.00:",
        "1st on the board of all sides: the prize of that place is €600.00.",
        "Reached in the quarter: 90 points and 0 levels met.",
        (
            "Its members share that by how much of the quarter they were there: "
            "50% of 183.33% (11/6) in all, which is €163.64."
        ),
    ]
    assert "33.33% (1/3) of 183.33% (11/6) in all, which is €109.09." in third[3]


def test_the_only_member_gets_all_of_it() -> None:
    alone = told(plan(rate(1_00, board="team")), teams=board("T 90"), shares={"T": members(A="1/2")})
    assert alone == [
        "Through the team Name T, which won €90.00:",
        "90 points on the board of all sides × €1.00 = €90.00.",
        "Nobody else was a member: all of it, €90.00.",
    ]


def test_each_team_of_a_member_is_told() -> None:
    given = plan(prize(1000_00, 500_00, board="team"))
    both = told(given, teams=board("T 90", "U 80"), shares={"T": members(A=1), "U": members(A=1)})
    assert [words for words in both if words.startswith("Through")] == [
        "Through the team Name T, which won €1,000.00:",
        "Through the team Name U, which won €500.00:",
    ]


def test_what_the_cap_takes_off() -> None:
    reps = board("A 100")
    assert told(plan(prize(1000_00), rate(5_00), cap=1200_00), 2, reps=reps) == [
        "Prizes and points come to €1,000.00 + €500.00 = €1,500.00.",
        "The most for a quarter is €1,200.00: €300.00 is taken off.",
    ]
    assert told(plan(rate(5_00), cap=200_00), 1, reps=reps)[0] == "Prizes and points come to €500.00."


def test_adjustments() -> None:
    assert sentences({"kind": "adjustment"}, "EUR") == [
        "A person proposed it: no rule of the agreement gives it."
    ]
    of = {"kind": "adjustment", "of": 7, "rule": "prize[2]", "amount": 500_00}
    assert sentences(of, "EUR") == ["A person changes by it what was given before: Prize, €500.00."]


def test_what_a_later_version_changes() -> None:
    later = {"kind": "rate", "rate": 100, "points": 30, "side": "", "min_points": 0, "min_met": 0}
    assert sentences({**later, "before": 50_00, "after": 30_00}, "EUR")[1:] == [
        "A later version of the quarter gives €30.00 here; €50.00 was decided before.",
        "The difference is -€20.00.",
    ]
    assert sentences({"before": 50_00, "after": 0}, "EUR") == [
        "A later version of the quarter gives nothing here; €50.00 was decided before.",
        "The difference is -€50.00.",
    ]


def test_a_currency_without_minor_units() -> None:
    told = sentences({"kind": "cap", "cap": 1000, "sum": 1500, "lines": [["rate[1]", 1500]]}, "JPY")
    assert told[-1] == "The most for a quarter is ¥1,000: ¥500 is taken off."


@pytest.mark.parametrize(
    ("rule", "basis", "words"),
    [
        ("prize[1]", {"kind": "prize", "name": "Prize of the quarter"}, "Prize of the quarter"),
        ("prize[1]", {"kind": "prize", "name": ""}, "Prize"),
        (
            "rate[2]",
            {"kind": "part", "parts": [{"name": "Team's points"}, {"name": "Team's points"}]},
            "Team's points",
        ),
        ("rate[2]", {"before": 1, "after": 0}, "Points"),
        ("cap", {"kind": "cap"}, "Cap"),
        ("adjustment", {"kind": "adjustment"}, "Adjustment"),
    ],
)
def test_titles(rule: str, basis: dict[str, Any], words: str) -> None:
    assert title(rule, basis) == words
