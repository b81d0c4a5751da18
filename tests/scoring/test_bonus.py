"""Prizes, points and the cap to the cent; ranks are those of the board, whatever the order of the data."""

from fractions import Fraction

import pytest

from scoring.bonus import entitlements, split
from scoring.ranking import rank
from tests.scoring.plans import board, number, plan, prize, rate, reckon, told, total

THOUSAND = (1000_00, 500_00, 250_00)
TIED = board("A 90", "B 90", "C 90", "D 10")


def test_each_rank_has_its_prize() -> None:
    found = reckon(plan(prize(*THOUSAND)), board("B 80", "C 70", "A 90", "D 60"))
    assert told(found) == ["A 1000.00", "B 500.00", "C 250.00"]


def test_fewer_participants_than_prizes() -> None:
    assert told(reckon(plan(prize(*THOUSAND)), board("A 90"))) == ["A 1000.00"]
    assert reckon(plan(prize(*THOUSAND))) == []
    assert entitlements(plan(prize(*THOUSAND), rate(1)), {}, {}) == []


@pytest.mark.parametrize(
    ("ties", "places", "expected"),
    [
        ("split", (1000_00,), ["A 333.34", "B 333.33", "C 333.33"]),
        ("split", THOUSAND, ["A 583.34", "B 583.33", "C 583.33"]),
        ("split", (*THOUSAND, 100_00), ["A 583.34", "B 583.33", "C 583.33", "D 100.00"]),
        ("split", (2,), ["A 0.01", "B 0.01"]),
        ("each", (1000_00,), ["A 1000.00", "B 1000.00", "C 1000.00"]),
        ("each", THOUSAND, ["A 1000.00", "B 1000.00", "C 1000.00"]),
        ("each", (*THOUSAND, 100_00), ["A 1000.00", "B 1000.00", "C 1000.00", "D 100.00"]),
    ],
)
def test_three_tied_for_the_first_rank(ties: str, places: tuple[int, ...], expected: list[str]) -> None:
    assert told(reckon(plan(prize(*places), ties=ties), TIED)) == expected


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        ("split", ["A 1000.00", "B 375.00", "C 375.00"]),
        ("each", ["A 1000.00", "B 500.00", "C 500.00"]),
    ],
)
def test_two_tied_for_the_second_rank_leave_the_third_to_nobody(ties: str, expected: list[str]) -> None:
    found = reckon(plan(prize(*THOUSAND), ties=ties), board("A 90", "B 80", "C 80", "D 70"))
    assert told(found) == expected


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        ("split", ["A 1000.00", "B 500.00", "C 83.34", "D 83.33", "E 83.33"]),
        ("each", ["A 1000.00", "B 500.00", "C 250.00", "D 250.00", "E 250.00"]),
    ],
)
def test_a_tie_that_reaches_past_the_last_prize(ties: str, expected: list[str]) -> None:
    found = reckon(plan(prize(*THOUSAND), ties=ties), board("A 90", "B 80", "C 70", "D 70", "E 70", "F 1"))
    assert told(found) == expected


def test_equal_points_with_more_levels_exceeded_or_met_are_no_tie() -> None:
    found = reckon(plan(prize(*THOUSAND)), board("A 90 1 7", "B 90 2 6", "C 90 1 8"))
    assert told(found) == ["B 1000.00", "C 500.00", "A 250.00"]


def test_what_remains_goes_by_name_then_key() -> None:
    same = [total(who, "90")._replace(name="Same") for who in "CB"]
    first = total("D", "90")._replace(name="Earlier")
    assert told(reckon(plan(prize(100)), rank([*same, first]))) == ["D 0.34", "B 0.33", "C 0.33"]
    assert told(reckon(plan(prize(101)), rank([*same, first]))) == ["D 0.34", "B 0.34", "C 0.33"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"min_points": 50}, ["A 1000.00", "B 500.00", "C 250.00"]),
        ({"min_points": 60}, ["A 1000.00", "B 500.00"]),
        ({"min_points": 61}, ["A 1000.00"]),
        ({"min_met": 4}, ["A 1000.00", "B 500.00", "C 250.00"]),
        ({"min_met": 5}, ["A 1000.00", "C 250.00"]),
        ({"min_points": 51, "min_met": 5}, ["A 1000.00"]),
    ],
)
def test_who_does_not_qualify_gets_nothing_and_nobody_moves_up(
    asked: dict[str, int], expected: list[str]
) -> None:
    assert (
        told(reckon(plan(prize(*THOUSAND, **asked)), board("A 90 0 5", "B 60 2 2", "C 50 3 4"))) == expected
    )


@pytest.mark.parametrize("ties", ["split", "each"])
def test_the_prizes_of_tied_ones_who_do_not_qualify_lapse(ties: str) -> None:
    lines = board("A 90", "B 50 2 2", "C 50 2 2", "D 50 1 5")
    found = reckon(plan(prize(*THOUSAND, 100_00, min_met=5), prize(8_00, min_points=91), ties=ties), lines)
    assert told(found) == ["D 100.00"]


def test_points_are_paid_by_their_rate() -> None:
    lines = board("A 90 0 5", "B 60 2 2", "C 0 0 9")
    assert told(reckon(plan(rate(2_50)), lines)) == ["A 225.00 rate[1]", "B 150.00 rate[1]"]
    asked = plan(rate(2_50, min_points=60), rate(1, min_met=5), rate(1, min_points=91))
    assert told(reckon(asked, lines)) == ["A 225.00 rate[1]", "B 150.00 rate[1]", "A 0.90 rate[2]"]


def test_prizes_and_rates_add_up_rule_by_rule() -> None:
    given = plan(rate(1_00), prize(50_00), prize(20_00, 10_00))
    assert told(reckon(given, board("A 9", "B 8"))) == [
        "A 50.00", "A 20.00 prize[2]", "B 10.00 prize[2]", "A 9.00 rate[1]", "B 8.00 rate[1]",
    ]  # fmt: skip


def test_each_side_has_its_own_board() -> None:
    given = plan(
        prize(100_00, side="sales"), prize(50_00, side="marketing"), prize(10_00), rate(1, side="sales")
    )
    standings = {
        ("rep", "sales"): board("A 90", "B 80"),
        ("rep", "marketing"): board("C 10"),
        ("rep", ""): board("A 90", "B 80", "C 10"),
        ("rep", "service"): board("D 99"),
    }
    assert told(entitlements(given, standings, {})) == [
        "A 100.00", "C 50.00 prize[2]", "A 10.00 prize[3]", "A 0.90 rate[1]", "B 0.80 rate[1]",
    ]  # fmt: skip


def test_the_cap_takes_off_what_is_above_it() -> None:
    given = plan(prize(1000_00, 500_00), rate(10_00), cap=1200_00)
    assert told(reckon(given, board("A 90", "B 70", "C 20"))) == [
        "A 1000.00", "B 500.00", "A 900.00 rate[1]", "B 700.00 rate[1]", "C 200.00 rate[1]", "A -700.00 cap",
    ]  # fmt: skip


def test_teams_have_no_cap() -> None:
    assert told(reckon(plan(prize(1000_00, board="team"), cap=1), teams=board("T 9"))) == ["T* 1000.00"]


@pytest.mark.parametrize(
    ("currency", "places", "amounts"), [("JPY", (100,), [34, 33, 33]), ("KWD", (1_000,), [334, 333, 333])]
)
def test_the_smallest_unit_is_that_of_the_currency(
    currency: str, places: tuple[int, ...], amounts: list[int]
) -> None:
    found = reckon(plan(prize(*places), currency=currency), TIED)
    assert [one.amount for one in found] == amounts


def test_the_basis_of_a_prize() -> None:
    given = plan(prize(*THOUSAND, name="Quarter's prize", min_points=60, min_met=5))
    found = reckon(given, board("A 90", "B 80 2 3", "C 80 2 3"))[-1]
    assert found.payee == ("rep", number("C"))
    assert found.basis == {
        "kind": "prize", "rank": 2, "tied": 2, "ties": "split", "places": [500_00, 250_00], "name": "Quarter's prize",
        "side": "", "points": 80, "met": 5, "min_points": 60, "min_met": 5,
    }  # fmt: skip


def test_the_basis_of_each_prize_in_full() -> None:
    (first, second) = reckon(plan(prize(*THOUSAND), ties="each"), board("A 9", "B 9"))
    assert first.basis["places"] == second.basis["places"] == [1000_00]
    assert first.basis["tied"] == 2


def test_the_basis_of_a_rate() -> None:
    (found,) = entitlements(
        plan(rate(2_00, side="sales", name="Points")), {("rep", "sales"): board("A 9 1 2")}, {}
    )
    assert found.basis == {
        "kind": "rate", "rate": 2_00, "name": "Points", "side": "sales", "points": 9, "met": 3, "min_points": 0,
        "min_met": 0,
    }  # fmt: skip


def test_the_basis_of_a_cap() -> None:
    found = reckon(plan(prize(10_00), rate(1_00), cap=15_00), board("A 9"))[-1]
    assert (found.rule, found.amount) == ("cap", -4_00)
    assert found.basis == {
        "kind": "cap",
        "cap": 15_00,
        "sum": 19_00,
        "lines": [["prize[1]", 10_00], ["rate[1]", 9_00]],
    }


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (101, [1, 1, 1], [34, 34, 33]),
        (100, [1, 2], [33, 67]),
        (100, [Fraction(1, 3), Fraction(1, 6), Fraction(1, 2)], [33, 17, 50]),
        (1, [1, 1, 2], [0, 0, 1]),
        (1, [0, 1, 0, 1], [0, 1, 0, 0]),
        (0, [1, 1], [0, 0]),
        (7, [5], [7]),
    ],
)
def test_split_by_the_largest_remainder(amount: int, weights: list[Fraction | int], parts: list[int]) -> None:
    assert split(amount, weights) == parts
