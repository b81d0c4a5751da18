"""The scores of many taken together: what was counted is added up, and judged by what all of them owed."""

from fractions import Fraction

import pytest

from app.charts.pooling import pooled
from app.scoresheet.queries import Line
from scoring.agreement import ServiceLevel
from tests.scoring.making import parse
from tests.services.facts import BETTER, CALLS, CALLS_A_WEEK, DISPOSED, HEAD

MONTH = 24_320


def level(text: str) -> ServiceLevel:
    head = HEAD.format(starts="2026-01", zone="Europe/Berlin", fiscal=1)
    return parse(head + text).levels[0]


def line(made: int, of: int | None, target: str | None, exceed: str | None = None) -> Line:
    bounds = [None if bound is None else Fraction(bound) for bound in (target, exceed)]
    whole = None if of is None else Fraction(of)
    return Line(MONTH, "one", "sales", Fraction(made), whole, None, *bounds, "met", 0)


@pytest.mark.parametrize(
    ("text", "lines", "value", "target", "attainment"),
    [
        (CALLS, [line(3, None, "2", "4"), line(9, None, "3", "6")], 12, 5, "exceeded"),
        (CALLS, [line(3, None, "2", "4"), line(1, None, "3", "6")], 4, 5, "missed"),
        (CALLS, [line(3, None, None)], 3, None, "no_data"),
        (DISPOSED, [line(1, 4, "1/2"), line(9, 12, "1/2")], Fraction(5, 8), Fraction(1, 2), "met"),
        (DISPOSED, [line(0, 0, None)], None, Fraction(1, 2), "no_data"),
        (CALLS_A_WEEK, [line(2, 4, None), line(4, 4, None)], Fraction(3, 4), None, "missed"),
        (CALLS_A_WEEK, [line(4, 4, None)], 1, None, "met"),
        (BETTER, [line(3, None, "2"), line(3, None, "5")], 6, 7, "missed"),
    ],
)
def test_scores_of_a_month_become_one(
    text: str, lines: list[Line], value: Fraction | None, target: Fraction | None, attainment: str
) -> None:
    found = pooled(lines, level(text))
    assert (found.value, found.attainment) == (value, attainment)
    if not level(text).weekly:
        assert found.target == target


def test_shares_that_were_held_to_the_past_are_weighed_by_their_cases() -> None:
    past = DISPOSED.replace("target = 0.5", "target = { months = 2, improve_by = 0.1 }")
    found = pooled([line(1, 10, "1/2"), line(30, 30, "9/10")], level(past))
    assert (found.value, found.target) == (Fraction(31, 40), Fraction(4, 5))
    assert pooled([line(0, 0, "1/2")], level(past)).target is None
