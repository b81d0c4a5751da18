"""Targets, attainment and points of a month: R11, R18, R19, R22, R26."""

from fractions import Fraction

import pytest

from scoring.agreement import Baseline
from scoring.attainment import (
    ATTAINMENTS,
    Goal,
    Judged,
    Tally,
    attain,
    baseline_goal,
    goal_of,
    judge,
    points_of,
)
from tests.scoring.making import level

HALF = Fraction(1, 2)


def goal(target: str, exceed: str | None = None) -> Goal:
    return Goal(Fraction(target), None if exceed is None else Fraction(exceed))


@pytest.mark.parametrize(
    ("tally", "value"),
    [
        (Tally(0), Fraction(0)),
        (Tally(7), Fraction(7)),
        (Tally(Fraction(1, 10)), Fraction(1, 10)),
        (Tally(1, 3), Fraction(1, 3)),
        (Tally(Fraction(-5, 2), 5), -HALF),
        (Tally(0, 4), Fraction(0)),
        (Tally(0, 0), None),
    ],
)
def test_the_value_of_a_tally(tally: Tally, value: Fraction | None) -> None:
    assert tally.value == value


@pytest.mark.parametrize(
    ("made", "expected"), [(9, "missed"), (10, "met"), (14, "met"), (15, "exceeded"), (99, "exceeded")]
)
def test_at_least(made: int, expected: str) -> None:
    assert attain(level(), Tally(made), goal("10", "15")) == expected


@pytest.mark.parametrize(
    ("made", "expected"), [(11, "missed"), (10, "met"), (6, "met"), (5, "exceeded"), (0, "exceeded")]
)
def test_at_most(made: int, expected: str) -> None:
    assert attain(level(direction="at_most"), Tally(made), goal("10", "5")) == expected


def test_without_exceed_it_can_only_be_met() -> None:
    assert attain(level(), Tally(10**9), goal("10")) == "met"


def test_a_hair_decides() -> None:
    third = goal("0.333333333333")
    ratio = level(measure="ratio")
    assert attain(ratio, Tally(333_333_333_333, 10**12), third) == "met"
    assert attain(ratio, Tally(333_333_333_332, 10**12), third) == "missed"
    assert attain(level(measure="sum"), Tally(Fraction("9999999999.9999")), goal("10000000000")) == "missed"


@pytest.mark.parametrize(
    ("made", "of", "least", "expected"),
    [
        (0, 0, 0, "no_data"),
        (0, 0, 1, "no_data"),
        (1, 1, 0, "met"),
        (4, 4, 5, "no_data"),
        (5, 5, 5, "met"),
        (0, 5, 5, "missed"),
    ],
)
def test_r11_too_little_is_no_data(made: int, of: int, least: int, expected: str) -> None:
    assert attain(level(measure="mean", min_volume=least), Tally(made, of), goal("0.5")) == expected


@pytest.mark.parametrize(("target", "expected"), [("0", "met"), ("1", "missed")])
@pytest.mark.parametrize("measure", ["count", "sum"])
def test_r11_a_count_or_sum_of_nothing_is_a_value(measure: str, target: str, expected: str) -> None:
    judged = judge(level(measure=measure), Tally(0), goal(target))
    assert (judged.attainment, judged.tally.value) == (expected, 0)


def test_r26_no_data_keeps_the_value_and_no_target() -> None:
    judged = judge(level(measure="ratio", min_volume=5), Tally(3, 4), goal("0.5"))
    assert judged == Judged(Tally(3, 4), None, "no_data", 0)
    assert judge(level(), Tally(3), None) == Judged(Tally(3), None, "no_data", 0)


def test_points_are_those_of_the_attainment() -> None:
    promise = level(points_met=10, points_exceeded=15)
    assert [points_of(promise, one) for one in ATTAINMENTS] == [0, 10, 15, 0]
    assert judge(level(), Tally(16), goal("10", "16")) == Judged(Tally(16), goal("10", "16"), "exceeded", 15)


@pytest.mark.parametrize("measure", ["count", "sum"])
def test_r18_targets_are_per_full_time_rep(measure: str) -> None:
    promise = level(measure=measure, target=10, exceed=20)
    assert goal_of(promise, "rep", HALF) == goal("5", "10")
    assert goal_of(promise, "team", Fraction(7, 2)) == goal("35", "70")
    assert goal_of(promise, "team", Fraction(7, 2), Fraction(1, 5)) == goal("7", "14")


@pytest.mark.parametrize("measure", ["ratio", "mean", "timely"])
@pytest.mark.parametrize("board", ["rep", "team"])
def test_r18_other_targets_are_the_same_for_everyone(measure: str, board: str) -> None:
    promise = level(measure=measure, target="0.9", exceed="0.97")
    assert goal_of(promise, board, HALF, HALF) == goal("0.9", "0.97")


def test_r18_a_team_target_stands_whatever_the_share() -> None:
    promise = level(target=10, exceed=20, team_target=50, team_exceed=60)
    assert goal_of(promise, "team", HALF) == goal("50", "60")
    assert goal_of(promise, "rep", HALF) == goal("5", "10")
    assert goal_of(promise, "team", HALF, Fraction(1, 5)) == goal("10", "12")
    assert goal_of(level(target=10, exceed=20, team_target=50), "team", HALF) == goal("50")


def test_each_kind_of_target_has_its_own_goal() -> None:
    with pytest.raises(AssertionError, match="a baseline has its own goal"):
        goal_of(level(target=Baseline(3, HALF, None)), "rep", HALF)
    with pytest.raises(AssertionError, match="only a baseline looks back"):
        baseline_goal(level(), [], HALF)
