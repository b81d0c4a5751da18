"""How a month will end if it goes on as it did."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.attainment import MET, Tally, Week, judge_weeks
from scoring.risk import (
    AT_RISK,
    EARLIEST,
    EARLY,
    ON_PACE,
    OUT_OF_REACH,
    SAFE,
    Days,
    Risk,
    risk_of_month,
    risk_of_weeks,
)
from tests.scoring.making import level

F = Fraction
HALF = Days(F(10), F(20))
AT_MOST = {"direction": "at_most"}


@pytest.mark.parametrize(
    ("terms", "made", "target", "days", "expected"),
    [
        ({}, 20, 20, HALF, Risk(SAFE, F(20))),
        ({}, 10, 20, HALF, Risk(ON_PACE, F(20))),
        ({}, 7, 20, HALF, Risk(AT_RISK, F(14), F(6, 20))),
        ({"measure": "sum"}, F(7, 3), 20, HALF, Risk(AT_RISK, F(14, 3), F(23, 30))),
        ({}, 7, 20, Days(F(19, 2), F(20)), Risk(AT_RISK, F(280, 19), F(5, 19))),
        ({}, 19, 20, Days(F(20), F(20)), Risk(OUT_OF_REACH, F(19), F(1))),
        ({}, 1, 20, Days(F(4, 5), F(20)), Risk(ON_PACE, F(25))),
        ({}, 1, 20, Days(F(4, 5) - F(1, 100), F(20)), Risk(EARLY)),
        ({}, 0, 20, Days(F(0), F(20)), Risk(EARLY)),
        ({}, 0, 20, Days(F(0), F(0)), Risk(OUT_OF_REACH, F(0), F(1))),
        (AT_MOST, 21, 20, HALF, Risk(OUT_OF_REACH, F(21), F(1))),
        (AT_MOST, 10, 20, HALF, Risk(ON_PACE, F(20))),
        (AT_MOST, 11, 20, HALF, Risk(AT_RISK, F(22), F(2, 20))),
        (AT_MOST, 20, 20, Days(F(20), F(20)), Risk(SAFE, F(20))),
        (AT_MOST, 0, 0, HALF, Risk(ON_PACE, F(0))),
        (AT_MOST, 1, 0, HALF, Risk(OUT_OF_REACH, F(1), F(1))),
        ({"measure": "sum"}, -2, 0, HALF, Risk(AT_RISK, F(-4), F(1))),
        ({}, 7, None, HALF, Risk(EARLY)),
    ],
)
def test_a_count_is_carried_on(
    terms: dict[str, Any], made: Any, target: int | None, days: Days, expected: Risk
) -> None:
    goal = None if target is None else F(target)
    assert risk_of_month(level(**terms), Tally(made), goal, days) == expected


@pytest.mark.parametrize(
    ("terms", "made", "whole", "target", "expected"),
    [
        ({"measure": "ratio"}, 9, 10, F(9, 10), Risk(ON_PACE)),
        ({"measure": "ratio"}, 8, 10, F(9, 10), Risk(AT_RISK, None, F(1, 9))),
        ({"measure": "timely"}, 0, 10, F(9, 10), Risk(AT_RISK, None, F(1))),
        ({"measure": "mean", **AT_MOST}, 1200, 10, F(120), Risk(ON_PACE)),
        ({"measure": "mean", **AT_MOST}, 5000, 10, F(120), Risk(AT_RISK, None, F(1))),
        ({"measure": "ratio"}, 0, 0, F(9, 10), Risk(EARLY)),
        ({"measure": "ratio"}, 3, 4, None, Risk(EARLY)),
    ],
)
def test_others_are_taken_as_they_stand(
    terms: dict[str, Any], made: int, whole: int, target: Fraction | None, expected: Risk
) -> None:
    assert risk_of_month(level(**terms), Tally(made, whole), target, HALF) == expected


@pytest.mark.parametrize(
    ("part", "kept", "counted", "left", "expected"),
    [
        (F(3, 4), 2, 2, 2, Risk(ON_PACE)),
        (F(3, 4), 3, 3, 1, Risk(SAFE)),
        (F(3, 4), 1, 2, 2, Risk(AT_RISK, None, F(1, 4))),
        (F(3, 4), 0, 2, 2, Risk(OUT_OF_REACH, None, F(1))),
        (F(1), 1, 2, 2, Risk(OUT_OF_REACH, None, F(1))),
        (F(1), 4, 4, 0, Risk(SAFE)),
        (F(1), 0, 0, 4, Risk(EARLY)),
        (F(1), 0, 0, 0, Risk(EARLY)),
    ],
)
def test_weeks_that_are_left_decide(
    part: Fraction, kept: int, counted: int, left: int, expected: Risk
) -> None:
    assert risk_of_weeks(weekly(part), Tally(kept, counted), left) == expected


def weekly(part: Fraction) -> Any:
    return replace(level(), weekly=True, weeks_met=part, target=F(1), exceed=None)


@given(
    part=st.fractions(F(1, 10), 1), kept=st.integers(0, 5), missed=st.integers(0, 5), left=st.integers(0, 5)
)
def test_out_of_reach_is_what_no_week_saves_and_safe_what_none_spoils(
    part: Fraction, kept: int, missed: int, left: int
) -> None:
    def ends(good: int, bad: int) -> str:
        weeks = [Week(Tally(1), F(1), F(1))] * good + [Week(Tally(0), F(1), F(1))] * bad
        return judge_weeks(weekly(part), "rep", weeks).attainment

    state = risk_of_weeks(weekly(part), Tally(kept, kept + missed), left).state
    assert (state == OUT_OF_REACH) == (kept + missed + left > 0 and ends(kept + left, missed) != MET)
    assert (state == SAFE) == (kept + missed > 0 and ends(kept, missed + left) == MET)


@given(made=st.integers(0, 50), target=st.integers(0, 50), gone=st.fractions(EARLIEST * 20, F(199, 10)))
def test_who_goes_on_like_this_ends_as_projected(made: int, target: int, gone: Fraction) -> None:
    found = risk_of_month(level(), Tally(made), F(target), Days(gone, F(20)))
    assert found.projected is not None
    assert found.projected >= made
    assert (found.state in (SAFE, ON_PACE)) == (found.projected >= target) == (not found.short)
    assert 0 <= found.short <= 1
