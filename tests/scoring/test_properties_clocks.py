"""What holds of one subject's clocks, whatever happened."""

from collections import Counter
from fractions import Fraction
from itertools import pairwise
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from scoring.calendar import DAY
from scoring.clocks import (
    BREACHED,
    CARRIED,
    DECIDED,
    DROPPED,
    HELD,
    MET,
    OPEN,
    Clock,
    Event,
    RunningTerms,
    run_clocks,
)
from tests.scoring.making import business, on, terms
from tests.scoring.strategies import stories, withins

END = on("Mon+5 00:00")


def running(within: Fraction, carry: bool) -> RunningTerms:
    return RunningTerms.of(1, terms(within, carry=carry), business())


def run(story: list[Event], limits: RunningTerms, now: int = END) -> list[Clock]:
    return run_clocks(story, lambda _: limits, now)


everything = (stories, withins, st.booleans())


@given(*everything, st.randoms(use_true_random=False))
def test_the_order_of_arrival_never_matters(
    story: list[Event], within: Fraction, carry: bool, chance: Random
) -> None:
    limits = running(within, carry)
    shuffled = list(story)
    chance.shuffle(shuffled)
    assert run(shuffled, limits) == run(story, limits)


@given(*everything)
def test_a_clock_uses_no_more_than_it_has(story: list[Event], within: Fraction, carry: bool) -> None:
    limits = running(within, carry)
    for clock in run(story, limits):
        assert clock.started <= clock.got <= (clock.ended or END)
        assert 0 <= clock.used <= within
        if clock.state == BREACHED:
            assert clock.used == limits.allowed
            assert clock.deadline is not None
            assert clock.ended == max(clock.deadline, clock.got)


@given(*everything)
def test_one_clock_runs_at_a_time(story: list[Event], within: Fraction, carry: bool) -> None:
    clocks = run(story, running(within, carry))
    assert all(clock.state in (*DECIDED, DROPPED, CARRIED) for clock in clocks[:-1])
    for before, after in pairwise(clocks):
        assert before.ended is not None
        assert before.ended <= after.got
        assert after.started == (before.started if before.state == CARRIED else after.got)
    assert (DROPPED if carry else CARRIED) not in {clock.state for clock in clocks}


@given(*everything)
def test_each_start_opens_or_hands_over_one_clock(story: list[Event], within: Fraction, carry: bool) -> None:
    starts = Counter((event.rep, event.at) for event in story if event.kind == "start")
    got = Counter((clock.rep, clock.got) for clock in run(story, running(within, carry)))
    assert got <= starts


@given(*everything, st.integers(0, 30 * 24))
def test_what_is_decided_stays_decided_as_time_passes(
    story: list[Event], within: Fraction, carry: bool, hours: int
) -> None:
    limits = running(within, carry)
    now = on("Mon 00:00") + hours * DAY // 24
    over = [clock for clock in run(story, limits, now) if clock.state not in (OPEN, HELD)]
    assert run(story, limits)[: len(over)] == over


@given(*everything)
def test_an_open_clock_is_breached_after_its_deadline_and_not_before(
    story: list[Event], within: Fraction, carry: bool
) -> None:
    limits = running(within, carry)
    last = max((event.at for event in story), default=0)
    clock = next((one for one in run(story, limits, last) if one.state == OPEN), None)
    assume(clock)
    assert clock
    assert clock.deadline is not None
    at_deadline = run(story, limits, max(clock.deadline, last))[-1]
    assert (at_deadline.state, at_deadline.deadline) == (OPEN, clock.deadline)
    after = run(story, limits, limits.calendar.deadline(max(clock.deadline, last), 2))[-1]
    assert (after.state, after.ended) == (BREACHED, max(clock.deadline, clock.got))


@given(*everything)
def test_a_stop_in_time_is_met(story: list[Event], within: Fraction, carry: bool) -> None:
    limits = running(within, carry)
    last = max((event.at for event in story), default=0)
    before = run(story, limits, last)
    assume(before and before[-1].state in (OPEN, HELD))
    stop = Event(last + 1, "stop", 9, "z", "", {})
    after = run([*story, stop], limits)[len(before) - 1]
    overdue = limits.calendar.elapsed(last, last + 1) + before[-1].used > within and before[-1].state == OPEN
    assert after.state == (BREACHED if overdue else MET)
