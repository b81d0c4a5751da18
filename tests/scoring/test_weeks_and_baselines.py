"""Weekly levels (R20) and targets that are one's own past (R21)."""

from fractions import Fraction
from typing import Any

import pytest

from scoring.agreement import Baseline
from scoring.attainment import Goal, PastMonth, Tally, Week, baseline_goal, judge_weeks
from tests.scoring.making import level

FULL = Fraction(1)
HALF = Fraction(1, 2)


def weekly(**changes: Any) -> Any:
    return level(**{"weekly": True, "target": 5, "exceed": 8, **changes})


def weeks(*made: int, share: Fraction = FULL, worked: Fraction = FULL) -> list[Week]:
    return [Week(Tally(count), share, worked) for count in made]


@pytest.mark.parametrize(
    ("made", "part", "attainment", "value"),
    [
        ((5, 5, 5, 5), "1", "met", 1),
        ((8, 8, 9, 8), "1", "exceeded", 1),
        ((8, 8, 9, 5), "1", "met", 1),
        ((8, 8, 9, 5), "0.75", "exceeded", 1),
        ((8, 8, 9, 4), "0.75", "exceeded", Fraction(3, 4)),
        ((8, 8, 5, 4), "0.75", "met", Fraction(3, 4)),
        ((5, 4, 4), "0.3333", "met", Fraction(1, 3)),
        ((5, 4, 4), "0.34", "missed", Fraction(1, 3)),
        ((0, 0), "0.5", "missed", 0),
    ],
)
def test_r20_weeks_that_meet(made: tuple[int, ...], part: str, attainment: str, value: Fraction) -> None:
    judged = judge_weeks(weekly(weeks_met=part), "rep", weeks(*made))
    assert (judged.attainment, judged.tally.value, judged.goal) == (attainment, value, None)


def test_r20_no_counted_week_is_no_data() -> None:
    for none in ([], weeks(9, 9, share=Fraction(0))):
        judged = judge_weeks(weekly(), "rep", none)
        assert (judged.attainment, judged.tally.value, judged.points) == ("no_data", None, 0)


def test_r20_weeks_without_share_or_data_do_not_count() -> None:
    judged = judge_weeks(weekly(), "rep", weeks(5, 5) + weeks(0, share=Fraction(0)))
    assert (judged.attainment, judged.tally) == ("met", Tally(2, 2))
    ratio = weekly(measure="ratio", target="0.5", exceed=None, min_volume=4)
    few = [Week(Tally(made, of), FULL, FULL) for made, of in ((3, 4), (0, 3), (0, 0))]
    assert judge_weeks(ratio, "rep", few).tally == Tally(1, 1)


def test_r20_a_week_owes_by_share_and_by_working_days() -> None:
    shorter = weeks(2, share=HALF, worked=Fraction(4, 5))
    assert judge_weeks(weekly(), "rep", shorter).attainment == "met"
    assert judge_weeks(weekly(), "rep", weeks(1, share=HALF, worked=Fraction(4, 5))).attainment == "missed"


def test_r20_a_team_target_is_by_working_days_alone() -> None:
    promise = weekly(team_target=10, team_exceed=20)
    for made, attainment in ((7, "missed"), (8, "met"), (16, "exceeded")):
        found = weeks(made, share=Fraction(3), worked=Fraction(4, 5))
        assert judge_weeks(promise, "team", found).attainment == attainment


def test_r20_other_measures_owe_the_same_every_week() -> None:
    mean = weekly(measure="mean", direction="at_most", target=120, exceed=60)
    found = [Week(Tally(240, 2), HALF, HALF), Week(Tally(120, 2), HALF, HALF)]
    assert judge_weeks(mean, "rep", found).tally == Tally(2, 2)


def better(improve: str, exceed: str | None = None, months: int = 3, **changes: Any) -> Any:
    exceed_by = None if exceed is None else Fraction(exceed)
    return level(target=Baseline(months, Fraction(improve), exceed_by), **changes)


def past(*made: tuple[int, int | None, Fraction]) -> list[PastMonth]:
    return [PastMonth(Tally(numerator, denominator), share) for numerator, denominator, share in made]


def test_r21_counts_are_pooled_per_full_time_rep() -> None:
    months = past((10, None, FULL), (5, None, HALF), (0, None, Fraction(0)))
    found = baseline_goal(better("0.1", "0.25"), months, HALF)
    assert found == Goal(Fraction("5.5"), Fraction("6.25"))


def test_r21_ratios_are_pooled_whatever_the_volume() -> None:
    months = past((1, 2, FULL), (8, 10, HALF), (0, 0, FULL))
    found = baseline_goal(better("0.1", measure="ratio", min_volume=50), months, HALF)
    assert found == Goal(Fraction(9, 12) * Fraction(11, 10), None)


def test_r21_at_most_is_less_by_the_part() -> None:
    months = past((300, 3, FULL))
    mean = better("0.1", "1", measure="mean", direction="at_most")
    assert baseline_goal(mean, months, FULL) == Goal(Fraction(90), Fraction(0))


@pytest.mark.parametrize(
    ("promise", "months"),
    [
        (better("0"), past()),
        (better("0"), past((10, None, Fraction(0)))),
        (better("0"), past((0, None, FULL))),
        (better("0", measure="sum"), past((-5, None, FULL))),
        (better("0", measure="ratio"), past((3, 0, FULL))),
        (better("0", measure="mean"), past((0, 4, FULL))),
        (better("0", measure="mean", direction="at_most"), past((-1, 4, FULL))),
        (better("0", measure="sum", direction="at_most"), past((-1, None, FULL))),
    ],
)
def test_r21_nothing_to_compare_with(promise: Any, months: list[PastMonth]) -> None:
    assert baseline_goal(promise, months, FULL) is None


def test_r21_of_nothing_at_most_nothing_is_owed() -> None:
    promise = better("0.5", measure="count", direction="at_most")
    assert baseline_goal(promise, past((0, None, FULL)), FULL) == Goal(Fraction(0), None)
