"""The segments that a clock adds up, told by the clock itself: they come to its `used`, whatever happened."""

from collections.abc import Iterable
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from scoring.calendar import HOUR, MINUTE, BusinessTime, WallTime
from scoring.clocks import BREACHED, CARRIED, Clock, Event, RunningTerms, run_clocks
from tests.scoring.making import at, business, day, events, on, terms, told
from tests.scoring.strategies import calendars, moments, spans, stories, withins


def legs(
    story: Iterable[str], within: int, now: str = "Fri+1 12:00", *, carry: bool = False
) -> list[list[tuple[str | None, str | None]]]:
    """Return the segments of the last clock of a story, leg by leg."""
    running = RunningTerms.of(1, terms(within, carry=carry), business()).told()
    *_, clock = run_clocks(events(story), lambda _: running, on(now))
    assert sum(leg.used for leg in clock.legs) == clock.used
    return [[(told(since), told(until)) for since, until in leg.segments] for leg in clock.legs]


def lengths(clock: Clock) -> list[int]:
    return [until - since for leg in clock.legs for since, until in leg.segments]


def test_e1_over_a_weekend_on_which_the_clocks_go_back() -> None:
    running = RunningTerms.of(1, terms(24 * HOUR), business()).told()
    story = [
        Event(at("2026-10-23 16:10"), "start", 1, "1", "", {}),
        Event(at("2026-10-26 10:05"), "stop", 1, "2", "", {}),
    ]
    (clock,) = run_clocks(story, lambda _: running, at("2026-10-26 12:00"))
    assert lengths(clock) == [50 * MINUTE, 65 * MINUTE]


def test_e3_up_to_the_deadline_behind_a_holiday() -> None:
    running = RunningTerms.of(1, terms(24 * HOUR), business(off=[day("2026-05-01")])).told()
    story = [Event(at("2026-04-30 15:00"), "start", 1, "1", "", {})]
    (clock,) = run_clocks(story, lambda _: running, at("2026-05-20 12:00"))
    assert (clock.state, clock.ended) == (BREACHED, at("2026-05-06 15:00"))
    assert lengths(clock) == [2 * HOUR, 8 * HOUR, 8 * HOUR, 6 * HOUR]


def test_e5_on_hold_between_two_legs() -> None:
    story = ["A start Mon 09:00", "A pause Mon 11:00", "A resume Wed 11:00", "A stop Thu 17:00"]
    assert legs(story, 24 * HOUR) == [
        [("Mon 09:00", "Mon 11:00")],
        [("Wed 11:00", "Wed 17:00"), ("Thu 09:00", "Thu 17:00")],
    ]


def test_e13_used_up_before_it_was_handed_over() -> None:
    story = ["A start Mon 09:00", "B start Mon 20:00", "B stop Tue 10:00"]
    assert legs(story, 8 * HOUR) == [[("Tue 09:00", "Tue 10:00")]]
    assert legs(story, 8 * HOUR, carry=True) == [[("Mon 09:00", "Mon 17:00")]]


def test_a_carried_clock_tells_who_used_its_time() -> None:
    running = RunningTerms.of(1, terms(carry=True), business()).told()
    story = events(["A start Mon 09:00", "B start Mon 11:00", "B stop Mon 15:00"])
    first, second = run_clocks(story, lambda _: running, on("Tue 12:00"))
    assert (first.state, [leg.rep for leg in first.legs]) == (CARRIED, [ord("A")])
    assert [(leg.rep, leg.used) for leg in second.legs] == [(ord("A"), 2 * HOUR), (ord("B"), 4 * HOUR)]


def test_what_ends_as_it_begins_has_no_leg() -> None:
    assert legs(["A start Mon 12:00", "A stop Mon 12:00"], 8 * HOUR) == []
    assert legs(["A start Mon 20:00", "A stop Mon 21:00"], 8 * HOUR) == [[]]


@given(
    st.sampled_from(["Mon+1 00:00", "Mon+5 00:00"]),
    stories,
    withins,
    st.booleans(),
    st.booleans(),
    calendars(),
)
def test_segments_add_up_to_the_time_used(
    now: str, story: list[Event], within: Fraction, carry: bool, wall: bool, calendar: BusinessTime
) -> None:
    plain = RunningTerms.of(1, terms(within, carry=carry), WallTime() if wall else calendar)
    telling = plain.told()
    clocks = run_clocks(story, lambda _: telling, on(now))
    assert [clock._replace(legs=()) for clock in clocks] == run_clocks(story, lambda _: plain, on(now))
    for clock in clocks:
        assert sum(lengths(clock)) == clock.used
        ends = [moment for leg in clock.legs for segment in leg.segments for moment in segment]
        assert ends == sorted(ends)
        assert all(clock.started <= leg.since < leg.until for leg in clock.legs)


@given(calendars(), spans(), moments)
def test_segments_add_up_to_what_elapsed(calendar: BusinessTime, span: tuple[int, int], before: int) -> None:
    calendar.elapsed(before, before)
    segments = calendar.segments(*span)
    assert sum(until - since for since, until in segments) == calendar.elapsed(*span)
    assert all(span[0] <= since < until <= span[1] for since, until in segments)
    assert sum(until - since for since, until in WallTime().segments(*span)) == span[1] - span[0]
