"""What is still needed to meet, to exceed and to keep a level."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import pace
from scoring.agreement import Selector, ServiceLevel
from scoring.attainment import EXCEEDED, MET, MISSED, NO_DATA, Goal, Tally, attain
from scoring.pace import HORIZON, Need, is_part, need, need_of_weeks
from tests.scoring.making import level

CALLS = Selector(("call",))
GOOD_CALLS = Selector(("call",), (("result", ("good",)),))
MEETINGS = Selector(("meeting",))
F = Fraction


def ratio(**changes: Any) -> ServiceLevel:
    """Return a ratio of good calls among all calls."""
    return level(measure="ratio", of=GOOD_CALLS, over=CALLS, **changes)


def apart(**changes: Any) -> ServiceLevel:
    """Return a ratio of meetings to calls, which come independently."""
    return level(measure="ratio", of=MEETINGS, over=CALLS, **changes)


def mean(**changes: Any) -> ServiceLevel:
    return level(measure="mean", **changes)


AT_MOST = {"direction": "at_most"}


@pytest.mark.parametrize(
    ("asked", "numerator", "denominator", "bound", "expected"),
    [
        (level(), 7, None, F(10), Need(pace.MORE, amount=F(3))),
        (level(), 7, None, F(160, 21), Need(pace.MORE, amount=F(13, 21))),
        (level(), 10, None, F(10), Need(pace.DONE, reached=True)),
        (level(measure="sum"), F(1, 2), None, F(10), Need(pace.MORE, amount=F(19, 2))),
        (level(**AT_MOST), 7, None, F(10), Need(pace.ROOM, reached=True, amount=F(3))),
        (level(**AT_MOST), 11, None, F(10), Need(pace.LOST)),
        # 7 of 10 and a target of 0.9: 20 good ones in a row make 27 of 30.
        (ratio(), 7, 10, F(9, 10), Need(pace.PART, count=20)),
        (ratio(), 9, 10, F(9, 10), Need(pace.PART, reached=True, count=HORIZON, most=1)),
        (ratio(), 10, 10, F(1), Need(pace.PART, reached=True, count=HORIZON, most=0)),
        (ratio(), 9, 10, F(1), Need(pace.LOST)),
        (ratio(), 9, 10, F(11, 10), Need(pace.LOST)),
        (ratio(), 99, 99, F(0), Need(pace.PART, reached=True, count=HORIZON, most=HORIZON)),
        (ratio(min_volume=5), 3, 3, F(1, 2), Need(pace.PART, count=2, most=2)),
        (ratio(min_volume=5), 0, 3, F(1, 2), Need(pace.PART, count=3)),
        (ratio(min_volume=5), 1, 3, F(1, 2), Need(pace.PART, count=2, most=0)),
        (ratio(), 0, 0, F(9, 10), Need(pace.PART, count=1, most=0)),
        # 2 bad of 10 and at most 0.1: ten good ones are needed; 1 of 20: 2 of the next 10 may be bad.
        (ratio(**AT_MOST), 2, 10, F(1, 10), Need(pace.PART, count=10)),
        (ratio(**AT_MOST), 1, 20, F(1, 10), Need(pace.PART, reached=True, count=HORIZON, most=2)),
        (ratio(**AT_MOST), 1, 20, F(0), Need(pace.LOST)),
        (level(measure="timely", clock=None), 3, 4, F(4, 5), Need(pace.PART, count=1)),
        (apart(min_volume=8), 3, 6, F(1, 4), Need(pace.VOLUME, count=2)),
        (apart(), 3, 20, F(1, 4), Need(pace.MORE, amount=F(2))),
        (apart(), 5, 18, F(1, 4), Need(pace.LASTS, reached=True, count=2)),
        (apart(), 5, 18, F(0), Need(pace.DONE, reached=True)),
        (apart(**AT_MOST), 3, 19, F(1, 4), Need(pace.ROOM, reached=True, amount=F(1))),
        (apart(**AT_MOST), 6, 19, F(1, 4), Need(pace.WIDER, count=5)),
        (apart(**AT_MOST), 6, 19, F(0), Need(pace.LOST)),
        (mean(), 100, 5, F(30), Need(pace.AVERAGE, count=HORIZON, amount=F(35))),
        (mean(), 200, 5, F(30), Need(pace.AVERAGE, reached=True, count=HORIZON, amount=F(25))),
        (mean(**AT_MOST), 700, 5, F(120), Need(pace.AVERAGE, count=HORIZON, amount=F(110))),
        (mean(**AT_MOST, min_volume=7), 500, 5, F(120), Need(pace.AVERAGE, count=2, amount=F(170))),
        (mean(**AT_MOST), 2000, 5, F(120), Need(pace.WIDER, count=12)),
        (mean(**AT_MOST), 2000, 5, F(0), Need(pace.LOST)),
    ],
)  # fmt: skip
def test_what_is_needed(
    asked: ServiceLevel, numerator: Fraction | int, denominator: int | None, bound: Fraction, expected: Need
) -> None:
    assert need(asked, Tally(numerator, denominator), bound) == expected


@pytest.mark.parametrize(
    ("of", "over", "part"),
    [
        (GOOD_CALLS, CALLS, True),
        (CALLS, CALLS, True),
        (CALLS, GOOD_CALLS, False),
        (MEETINGS, CALLS, False),
        (GOOD_CALLS, Selector(("call", "visit"), (("result", ("good", "fair")),)), True),
        (Selector(("call",), (("result", ("good", "bad")),)), GOOD_CALLS, False),
    ],
)
def test_what_is_a_part_of_another(of: Selector, over: Selector, part: bool) -> None:
    assert is_part(level(measure="ratio", of=of, over=over)) is part


def counts(good: int, bad: int, at_least: bool) -> Tally:
    """Return the tally after so many good and bad ones: what is counted are the good ones, or the bad ones."""
    return Tally(good if at_least else bad, good + bad)


@given(
    st.integers(0, 30), st.integers(0, 30), st.integers(0, 8), st.fractions(0, 1, max_denominator=20), st.booleans()
)  # fmt: skip
def test_a_part_needs_no_more_and_no_less(
    good: int, bad: int, volume: int, bound: Fraction, at_least: bool
) -> None:
    asked = ratio(direction="at_least" if at_least else "at_most", min_volume=volume)

    def holds(more: int, spoilt: int) -> bool:
        tally = counts(good + more - spoilt, bad + spoilt, at_least)
        return attain(asked, tally, Goal(bound, None)) == MET

    found = need(asked, counts(good, bad, at_least), bound)
    assert found.reached is holds(0, 0)
    if found.kind == pace.LOST:
        assert not any(holds(more, 0) for more in range(1, 500))
        return
    assert holds(found.count, found.most)
    if found.most < found.count:
        assert not holds(found.count, found.most + 1)
    if not found.reached:
        assert not holds(found.count - 1, 0)


@given(
    st.integers(0, 500), st.integers(0, 12), st.integers(0, 12), st.fractions(0, 60, max_denominator=4), st.booleans()
)  # fmt: skip
def test_a_mean_needs_no_more_and_no_less(
    total: int, whole: int, volume: int, bound: Fraction, at_least: bool
) -> None:
    asked = mean(direction="at_least" if at_least else "at_most", min_volume=volume)
    goal = Goal(bound, None)
    better = F(1, 1000) * (1 if at_least else -1)
    found = need(asked, Tally(total, whole), bound)
    assert found.reached is (attain(asked, Tally(total, whole), goal) == MET)
    if found.kind == pace.AVERAGE:
        after = F(total) + found.count * found.amount
        assert attain(asked, Tally(after, whole + found.count), goal) == MET
        assert attain(asked, Tally(after - better, whole + found.count), goal) == MISSED
    elif found.kind == pace.WIDER:
        assert attain(asked, Tally(total, whole + found.count), goal) == MET
        assert attain(asked, Tally(total, whole + found.count - 1), goal) == MISSED


@given(st.integers(0, 40), st.integers(1, 40), st.fractions(0, 3, max_denominator=9), st.booleans())
def test_a_quotient_needs_no_more_and_no_less(made: int, whole: int, bound: Fraction, at_least: bool) -> None:
    asked = apart(direction="at_least" if at_least else "at_most")

    def holds(more: Fraction | int, wider: int) -> bool:
        return attain(asked, Tally(made + more, whole + wider), Goal(bound, None)) == MET

    found = need(asked, Tally(made, whole), bound)
    assert found.reached is holds(0, 0)
    edges = {
        pace.MORE: lambda: holds(found.amount, 0) and not holds(found.amount - 1, 0),
        pace.ROOM: lambda: holds(found.amount, 0) and not holds(found.amount + 1, 0),
        pace.LASTS: lambda: holds(0, found.count) and not holds(0, found.count + 1),
        pace.WIDER: lambda: holds(0, found.count) and not holds(0, found.count - 1),
        pace.DONE: lambda: holds(0, 1000),
        pace.LOST: lambda: not holds(0, 1000),
    }
    assert edges[found.kind]()


WEEKLY = level(weekly=True, weeks_met="3/4")


@pytest.mark.parametrize(
    ("attained", "left", "wanted", "expected"),
    [
        ([], 4, MET, Need(pace.WEEKS, count=3, most=4)),
        ([MET, EXCEEDED], 2, MET, Need(pace.WEEKS, count=1, most=2)),
        ([MET, EXCEEDED], 2, EXCEEDED, Need(pace.WEEKS, count=2, most=2)),
        ([MET, MISSED, NO_DATA], 1, MET, Need(pace.LOST)),
        ([MET, MET, MET], 1, MET, Need(pace.DONE, reached=True)),
        ([MISSED, MISSED], 2, MET, Need(pace.LOST)),
        ([], 0, MET, Need(pace.DONE)),
    ],
)
def test_weeks(attained: list[str], left: int, wanted: str, expected: Need) -> None:
    assert need_of_weeks(WEEKLY, attained, left, wanted) == expected
