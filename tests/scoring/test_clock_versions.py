"""A clock runs by the terms in force on the day it started, until it is over (R17)."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from scoring.agreement import ClockTerms
from scoring.calendar import HOUR
from scoring.clocks import RunningTerms, run_clocks
from tests.scoring.making import business, ends, events, on, terms

SWITCH = "Tue 00:00"


def run(
    story: Sequence[str], before: ClockTerms | None, after: ClockTerms | None, now: str = "Fri 12:00"
) -> list[str]:
    """Run a story while the terms change on Tuesday; without terms the level has no clock."""
    old, new = (
        RunningTerms.of(number, one, business()) if one else None
        for number, one in enumerate((before, after), 1)
    )
    clocks = run_clocks(events(story), lambda at: old if at < on(SWITCH) else new, on(now))
    return [f"{line} v{clock.version}" for line, clock in zip(ends(clocks), clocks, strict=True)]


SHORT, LONG = terms(4 * HOUR), terms(16 * HOUR)
CARRY = terms(16 * HOUR, carry=True)


OTHER = ["A start Mon 09:00", "B start Tue 09:00"]
AGAIN = ["A start Mon 09:00", "A start Tue 09:00"]


@pytest.mark.parametrize(
    ("story", "before", "after", "expected"),
    [
        (["A start Mon 09:00", "A stop Tue 12:00"], LONG, SHORT, ["A met Tue 12:00 v1"]),
        (["A start Mon 16:00", "A stop Tue 13:00"], SHORT, LONG, ["A breached Tue 12:00 v1"]),
        (AGAIN, SHORT, LONG, ["A breached Mon 13:00 v1", "A breached Wed 17:00 v2"]),
        (OTHER, LONG, SHORT, ["A dropped Tue 09:00 v1", "B breached Tue 13:00 v2"]),
        (OTHER, CARRY, SHORT, ["A carried Tue 09:00 v1", "B breached Tue 17:00 v1"]),
        (OTHER, LONG, CARRY, ["A dropped Tue 09:00 v1", "B breached Wed 17:00 v2"]),
    ],
)
def test_terms_change_while_a_clock_runs(
    story: Sequence[str], before: ClockTerms, after: ClockTerms, expected: Sequence[str]
) -> None:
    assert run(story, before, after) == expected


def test_a_clock_goes_on_where_the_level_has_no_clock_any_more() -> None:
    assert run(["A start Mon 09:00", "A stop Tue 12:00"], LONG, None) == ["A met Tue 12:00 v1"]
    assert run(["A start Mon 09:00", "A start Thu 12:00"], LONG, None) == ["A breached Tue 17:00 v1"]
    assert run(["A start Mon 09:00", "A start Tue 12:00"], None, LONG) == ["A breached Thu 12:00 v2"]


def test_the_running_clock_reads_kinds_by_its_own_terms() -> None:
    renamed = replace(LONG, stop=("done",))
    assert run(["A start Mon 09:00", "A done Tue 09:00"], LONG, renamed) == ["A breached Tue 17:00 v1"]
    assert run(["A start Mon 09:00", "A stop Tue 09:00"], LONG, renamed) == ["A met Tue 09:00 v1"]


def test_a_hand_over_that_is_no_start_any_more_only_drops() -> None:
    renamed = replace(LONG, start=("begin",))
    story = ["A start Mon 09:00", "B start Tue 09:00", "B stop Tue 10:00"]
    assert run(story, LONG, renamed) == ["A dropped Tue 09:00 v1"]
    assert run(story, LONG, None) == ["A dropped Tue 09:00 v1"]


def test_at_one_instant_a_kind_of_the_next_clock_takes_its_place() -> None:
    renamed = replace(LONG, start=("begin",))
    story = ["A start Mon 09:00", "B begin Tue 10:00", "A stop Tue 10:00", "C unknown Tue 10:00"]
    assert run(story, LONG, renamed) == ["A met Tue 10:00 v1", "B breached Thu 10:00 v2"]
    assert run(["A x Tue 10:00", "B stop Tue 10:00"], LONG, None) == []
