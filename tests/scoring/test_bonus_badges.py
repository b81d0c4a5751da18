"""Money for badges: an amount for each that was earned, to reps, to teams or through teams to their members."""

import pytest

from scoring.agreement import BadgePrize
from scoring.bonus import Holder, entitlements
from tests.scoring.making import COUNT, faults, parse, written
from tests.scoring.plans import PLAN, members, number, plan

BADGES = """
[[badge]]
id = "clean"
name = "Clean sheet"
kind = "clean_sheet"
board = ["rep", "team"]

[[badge]]
id = "thanks"
kind = "by_hand"
"""
PAID = '\n[bonus]\ncurrency = "EUR"\n[[bonus.badge]]\nbadge = "clean"\namount = "50.00"\n'
PRIZE = BadgePrize("badge[1]", "clean", 5000, "Clean sheet")


def holder(who: str, times: int = 1, board: str = "rep") -> Holder:
    return Holder(board, number(who), f"key {who}", f"Name {who}", times)


def reckoned(*holders: Holder, **changes: object) -> list[tuple[str, int, str, int]]:
    """Return board, who, rule and amount of all that is given; team T has the members A (two parts) and B."""
    given = plan(badges=(PRIZE,), **changes)
    shares = {number("T"): members(A=2, B=1)}
    found = entitlements(given, {}, shares, {"clean": holders, "other": [holder("Z")]})
    return [(one.board, one.who, one.rule, one.amount) for one in found]


def test_each_time_is_paid() -> None:
    assert reckoned(holder("A"), holder("B", 3)) == [
        ("rep", number("A"), "badge[1]", 5000),
        ("rep", number("B"), "badge[1]", 15000),
    ]
    assert reckoned() == entitlements(plan(badges=(PRIZE,)), {}, {}) == []


def test_it_tells_what_for() -> None:
    (found,) = entitlements(plan(badges=(PRIZE,)), {}, {}, {"clean": [holder("A", 2)]})
    assert found.basis == {
        "kind": "badge", "name": "Clean sheet", "side": "", "badge": "clean", "each": 5000, "times": 2
    }  # fmt: skip


def test_what_a_team_earned_goes_to_its_members_beside_their_own() -> None:
    assert reckoned(holder("A"), holder("T", board="team")) == [
        ("rep", number("A"), "badge[1]", 5000),
        ("rep", number("A"), "badge[1].team", 3333),
        ("rep", number("B"), "badge[1].team", 1667),
    ]


def test_or_stays_with_the_team() -> None:
    found = reckoned(holder("T", board="team"), team_bonus="team")
    assert found == [("team", number("T"), "badge[1].team", 5000)]


def test_the_cap_is_over_badges_too() -> None:
    assert reckoned(holder("A", 3), cap=12_000)[-1] == ("rep", number("A"), "cap", -3000)


def test_the_plan_that_pays_for_a_badge() -> None:
    bonus = parse(written(COUNT, BADGES, PAID)).bonus
    assert bonus
    assert bonus.badges == (PRIZE,)
    assert PLAN.badges == bonus.prizes == ()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (('badge = "clean"', 'badge = "cup"'), 'badge: "cup" is not the id of a badge'),
        (('badge = "clean"', 'badge = "thanks"'), 'badge: "thanks" is given by hand: money takes a score'),
        (('badge = "clean"\n', ""), "badge: is missing"),
        (('amount = "50.00"', 'amount = "much"'), 'amount: "much" is not an amount, such as 1000.00'),
        (('amount = "50.00"', ""), "amount: is missing"),
        (("amount", "places"), "amount: is missing"),
    ],
)
def test_faults(change: tuple[str, str], fault: str) -> None:
    assert f"bonus.badge[1].{fault}" in faults(written(COUNT, BADGES, PAID.replace(*change)))


def test_a_badge_is_paid_for_once() -> None:
    twice = PAID + PAID.partition('"EUR"\n')[2]
    assert faults(written(COUNT, BADGES, twice)) == [
        'bonus.badge[2].badge: "clean" is paid for by an earlier one already'
    ]
