"""Ranks (R24) and shares (R5)."""

from fractions import Fraction

import pytest

from scoring.ranking import Total, rank
from scoring.shares import days_owed, share

WORKING = [1, 2, 3, 4, 5, 8, 9, 10, 11, 12]


def ranked(*totals: tuple[str, str, int, int, int]) -> list[tuple[int, str]]:
    found = rank(Total(number, *total) for number, total in enumerate(totals))
    assert [one.place for one in found] == list(range(1, len(totals) + 1))
    return [(one.rank, one.total.key) for one in found]


def test_nobody_is_ranked_nowhere() -> None:
    assert rank([]) == []


def test_points_come_first_then_exceeded_then_met() -> None:
    lines = [("a", "A", 10, 9, 9), ("b", "B", 20, 0, 0), ("c", "C", 20, 1, 0), ("d", "D", 20, 1, 1)]
    assert ranked(*lines) == [(1, "d"), (2, "c"), (3, "b"), (4, "a")]


def test_who_is_equal_shares_the_rank_and_the_next_is_skipped() -> None:
    lines = [("a", "A", 30, 0, 0), ("b", "B", 20, 1, 1), ("c", "C", 20, 1, 1), ("d", "D", 10, 0, 0)]
    assert [one for one, _ in ranked(*lines)] == [1, 2, 2, 4]


def test_within_a_rank_the_order_is_by_name_then_key_in_code_points() -> None:
    lines = [
        ("b", "Émile", 1, 0, 0),
        ("c", "Zoë", 1, 0, 0),
        ("d", "ann", 1, 0, 0),
        ("e2", "Ann", 1, 0, 0),
        ("e1", "Ann", 1, 0, 0),
    ]
    assert ranked(*lines) == [(1, "e1"), (1, "e2"), (1, "c"), (1, "d"), (1, "b")]


def test_levels_kept_are_those_met_and_those_exceeded() -> None:
    assert Total(1, "a", "A", 30, 2, 3).kept == 5


def test_points_below_nothing_rank_too() -> None:
    assert ranked(("a", "A", -5, 0, 0), ("b", "B", 0, 0, 0)) == [(1, "b"), (2, "a")]


@pytest.mark.parametrize(
    ("spans", "absences", "days"),
    [
        ([], [], 0),
        ([(0, 99)], [], 10),
        ([(3, 9)], [], 4),
        ([(1, 3), (8, 10)], [], 4),
        ([(6, 8)], [], 0),
        ([(0, 99)], [(2, 4)], 8),
        ([(0, 99)], [(2, 4), (3, 9)], 5),
        ([(0, 99)], [(6, 8)], 10),
        ([(0, 99)], [(0, 99)], 0),
        ([(4, 9)], [(1, 5)], 2),
    ],
)
def test_days_owed(spans: list[tuple[int, int]], absences: list[tuple[int, int]], days: int) -> None:
    assert days_owed(WORKING, spans, absences) == days


def test_a_share_is_a_part_of_the_working_days() -> None:
    assert share(4, WORKING) == Fraction(2, 5)
    assert share(25, WORKING) == Fraction(5, 2)
    assert share(0, []) == 0
