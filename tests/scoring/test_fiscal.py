"""Fiscal quarters and years (R2), also where a version of the agreement moves the start of the fiscal year (R27)."""

from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.fiscal import FiscalYears
from scoring.periods import Period, a_month, month_label
from tests.scoring.making import month

Moves = list[tuple[int, int]]


def always(start: int) -> FiscalYears:
    return FiscalYears([(month("2026-01"), start)])


@pytest.mark.parametrize(
    ("of", "start", "quarter", "year"),
    [
        ("2026-05", 1, "2026-Q2", "2026"),
        ("2026-04", 4, "2026-Q1", "2026"),
        ("2026-03", 4, "2025-Q4", "2025"),
        ("2026-06", 4, "2026-Q1", "2026"),
        ("2026-01", 12, "2025-Q1", "2025"),
        ("2026-11", 12, "2025-Q4", "2025"),
        ("2026-12", 12, "2026-Q1", "2026"),
    ],
)
def test_fiscal_quarters_and_years(of: str, start: int, quarter: str, year: str) -> None:
    known = always(start)
    assert known.quarter_of(month(of)).label == quarter
    assert known.year_of(month(of)).label == year


def test_r2_the_first_quarter_of_a_year_from_april() -> None:
    expected = Period("2026-Q1", "quarter", month("2026-04"), month("2026-06"))
    assert always(4).period("2026-Q1") == expected
    assert list(expected.months) == [month("2026-04"), month("2026-05"), month("2026-06")]


def test_periods_are_called_by_their_labels() -> None:
    known = always(4)
    assert known.period("2017-05") == a_month(month("2017-05"))
    assert known.period("2017") == Period("2017", "year", month("2017-04"), month("2018-03"))
    assert known.period("2017-Q4") == Period("2017-Q4", "quarter", month("2018-01"), month("2018-03"))


NO_PERIODS = ["", "17", "2017-5", " 2017", "2017-05\n", "2017-05-01", "٢٠١٧", "0000-01", "9991"]
NO_PERIODS += ["2017-00", "2017-13", "2017-Q0", "2017-Q9", "2017-q1", "2017Q1"]


@pytest.mark.parametrize("text", NO_PERIODS)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a period: write 2017-05, 2017-Q2 or 2017"):
        always(1).period(text)


# What the start moves from and to, with which month, and the first months of all quarters around it.
MOVES = [
    ("1 > 2027-01: 4", "2026-Q1 2026-01, 2026-Q4 2026-10, 2026-Q5 2027-01, 2027-Q1 2027-04, 2027-Q4 2028-01"),
    ("1 > 2027-04: 4", "2026-Q1 2026-01, 2026-Q4 2026-10, 2026-Q5 2027-01, 2027-Q1 2027-04, 2027-Q4 2028-01"),
    ("1 > 2027-10: 10", "2026-Q4 2026-10, 2026-Q5 2027-01, 2026-Q7 2027-07, 2027-Q1 2027-10"),
    ("1 > 2027-01: 5", "2026-Q5 2027-01, 2026-Q6 2027-04, 2027-Q1 2027-05"),
    ("4 > 2027-01: 1", "2026-Q1 2026-04, 2026-Q3 2026-10, 2027-Q1 2027-01, 2027-Q4 2027-10"),
    ("4 > 2027-04: 1", "2026-Q1 2026-04, 2026-Q4 2027-01, 2027-Q2 2027-04, 2027-Q4 2027-10, 2028-Q1 2028-01"),
    ("5 > 2027-05: 1", "2026-Q4 2027-02, 2027-Q2 2027-05, 2027-Q3 2027-07, 2028-Q1 2028-01"),
    ("1 > 2027-01: 4 > 2027-04: 7", "2026-Q4 2026-10, 2026-Q5 2027-01, 2026-Q6 2027-04, 2027-Q1 2027-07"),
    ("1 > 2027-04: 4 > 2028-01: 1", "2026-Q5 2027-01, 2027-Q1 2027-04, 2027-Q3 2027-10, 2028-Q1 2028-01"),
]  # fmt: skip


def moved(words: str) -> FiscalYears:
    first, *later = words.split(" > ")
    pairs = [one.split(": ") for one in later]
    return FiscalYears([(month("2020-01"), int(first)), *((month(of), int(start)) for of, start in pairs)])


@pytest.mark.parametrize(("words", "quarters"), MOVES)
def test_where_the_start_moves(words: str, quarters: str) -> None:
    known = moved(words)
    for label, first in (one.split() for one in quarters.split(", ")):
        assert known.quarter_of(month(first)) == known.period(label)
        assert month_label(known.period(label).first) == first


@pytest.mark.parametrize(
    ("words", "label", "months"),
    [
        ("1 > 2027-01: 4", "2026", 15),
        ("1 > 2027-04: 4", "2026", 15),
        ("1 > 2027-12: 12", "2026", 23),
        ("4 > 2027-01: 1", "2026", 9),
        ("4 > 2027-04: 1", "2027", 9),
        ("1 > 2027-01: 5", "2026-Q6", 1),
        ("5 > 2027-05: 1", "2027-Q2", 2),
        ("12 > 2027-01: 1", "2026", 1),
    ],
)
def test_how_long_a_period_is_where_the_start_moves(words: str, label: str, months: int) -> None:
    assert len(moved(words).period(label).months) == months


@pytest.mark.parametrize(
    ("words", "label", "why"),
    [
        ("1 > 2027-04: 4", "2026-Q6", "the fiscal year 2026 is from 2026-Q1 to 2026-Q5"),
        ("1 > 2027-04: 4", "2027-Q5", "the fiscal year 2027 is from 2027-Q1 to 2027-Q4"),
        ("4 > 2027-01: 1", "2026-Q4", "the fiscal year 2026 is from 2026-Q1 to 2026-Q3"),
        ("4 > 2027-04: 1", "2027-Q1", "the fiscal year 2027 is from 2027-Q2 to 2027-Q4"),
    ],
)
def test_a_quarter_that_its_year_does_not_have_is_refused(words: str, label: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"'{label}' is not a period: {why}"):
        moved(words).period(label)


@st.composite
def moves(draw: st.DrawFn) -> Moves:
    """Return starts of the fiscal year, each with the month from which it holds, moved as R27 allows."""
    starts = draw(st.lists(st.integers(1, 12), min_size=1, max_size=5))
    found = [(month("2026-01"), starts[0])]
    for before, after in pairwise(starts):
        last, first = found[-1][0], draw(st.sampled_from([before, after]))
        nearest = last + 1 + (first - 2 - last) % 12
        found.append((nearest + 12 * draw(st.integers(0, 2)), after))
    return found


@given(moves())
def test_each_month_is_in_one_quarter_and_one_year_and_no_two_have_one_name(starts: Moves) -> None:
    known = FiscalYears(starts)
    months = range(starts[0][0] - 24, starts[-1][0] + 36)
    for cut in (known.quarter_of, known.year_of):
        periods = [period for period, _ in groupby(cut(one) for one in months)]
        assert all(one.last + 1 == after.first for one, after in pairwise(periods))
        assert all(one.label < after.label for one, after in pairwise(periods))
        assert all(known.period(one.label) == one for one in periods)
    assert all(set(known.quarter_of(one).months) <= set(known.year_of(one).months) for one in months)


@given(moves())
def test_years_and_quarters_away_from_a_move_are_those_of_r2(starts: Moves) -> None:
    known = FiscalYears(starts)
    for of in range(starts[0][0] - 24, starts[-1][0] + 36):
        year = known.year_of(of)
        if len({known.start(one) for one in range(year.first - 12, year.last + 13)}) == 1:
            start = known.start(of)
            assert (year.first % 12 + 1, len(year.months), int(year.label)) == (start, 12, year.first // 12)
            quarter = known.quarter_of(of)
            assert (len(quarter.months), quarter.first) == (3, year.first + (of - year.first) // 3 * 3)
