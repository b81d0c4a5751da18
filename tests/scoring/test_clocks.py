"""What becomes of one subject's activities: R12 to R16, and when a clock is decided (R17)."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import pytest

from scoring.calendar import HOUR, MINUTE, WallTime
from scoring.clocks import Event, RunningTerms, counting_day, matches, run_clocks
from tests.scoring.making import business, ends, events, on, run, terms, told

START = "A start Mon 09:00"


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ([], []),
        (["A stop Mon 10:00", "A pause Mon 11:00", "A resume Mon 12:00"], []),
        ([START, "A stop Mon 10:00"], ["A met Mon 10:00"]),
        ([START, "B stop Mon 10:00"], ["A met Mon 10:00"]),
        ([START, "A stop Mon 10:00", "A stop Mon 11:00"], ["A met Mon 10:00"]),
        ([START, "A start Mon 10:00", "A stop Mon 17:00"], ["A met Mon 17:00"]),
        ([START, "A stop Tue 09:00"], ["A met Tue 09:00"]),
        ([START, "A stop Tue 09:01"], ["A breached Mon 17:00"]),
        ([START], ["A breached Mon 17:00"]),
        (["A start Sat 12:00"], ["A breached Mon+1 17:00"]),
        ([START, "A other Mon 10:00"], ["A breached Mon 17:00"]),
    ],
)
def test_starts_and_stops(story: Sequence[str], expected: Sequence[str]) -> None:
    assert ends(run(story)) == expected


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ([START, "A pause Mon 11:00", "A stop Fri 17:00"], ["A met Fri 17:00"]),
        ([START, "C pause Mon 11:00", "D resume Tue 11:00"], ["A breached Tue 17:00"]),
        ([START, "A pause Mon 11:00", "A pause Mon 12:00", "A resume Mon 13:00"], ["A breached Tue 11:00"]),
        ([START, "A resume Mon 11:00"], ["A breached Mon 17:00"]),
        ([START, "A pause Mon 11:00"], ["A held"]),
        ([START, "A pause Tue 09:01", "A stop Tue 10:00"], ["A breached Mon 17:00"]),
        ([START, "A pause Mon 20:00", "A stop Fri 10:00"], ["A met Fri 10:00"]),
        ([START, "A pause Mon 20:00", "A resume Wed 10:00", "A stop Wed 10:00"], ["A met Wed 10:00"]),
        ([START, "A pause Mon 20:00", "A resume Wed 10:00"], ["A breached Mon 17:00"]),
        ([START, "A pause Mon 16:00", "A resume Wed 18:00"], ["A breached Thu 10:00"]),
        ([START, "A pause Mon 11:00", "A start Mon 12:00", "A stop Fri 17:00"], ["A met Fri 17:00"]),
    ],
)
def test_pauses(story: Sequence[str], expected: Sequence[str]) -> None:
    assert ends(run(story)) == expected


@pytest.mark.parametrize(
    ("story", "carry", "expected"),
    [
        ([START, "B start Mon 11:00"], False, ["A dropped Mon 11:00", "B breached Tue 11:00"]),
        ([START, "B start Mon 11:00"], True, ["A carried Mon 11:00", "B breached Mon 17:00"]),
        ([START, "A pause Mon 10:00", "B start Tue 09:00"], False, ["A dropped Tue 09:00", "B breached Tue 17:00"]),
        ([START, "A pause Mon 10:00", "B start Tue 09:00"], True, ["A carried Tue 09:00", "B breached Tue 16:00"]),
        ([START, "A pause Mon 20:00", "B start Tue 09:30"], True, ["A carried Tue 09:30", "B breached Tue 09:30"]),
        ([START, "B start Mon 10:00", "A start Mon 11:00", "A stop Mon 12:00"], False,
         ["A dropped Mon 10:00", "B dropped Mon 11:00", "A met Mon 12:00"]),
        ([START, "B start Mon 10:00", "A start Mon 20:00"], True,
         ["A carried Mon 10:00", "B carried Mon 20:00", "A breached Mon 20:00"]),
        ([START, "B start Tue 09:01"], True, ["A breached Mon 17:00", "B breached Wed 09:01"]),
    ],
)  # fmt: skip
def test_hand_overs(story: Sequence[str], carry: bool, expected: Sequence[str]) -> None:
    assert ends(run(story, carry=carry)) == expected


def test_a_carried_clock_keeps_its_start_and_its_time() -> None:
    first, second = run([START, "B start Mon 11:00", "B stop Mon 15:00"], carry=True)
    assert (told(first.started), told(first.got), first.used) == ("Mon 09:00", "Mon 09:00", 2 * HOUR)
    assert (told(second.started), told(second.got), second.used) == ("Mon 09:00", "Mon 11:00", 6 * HOUR)


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ([START, "A pause Mon 12:00", "A resume Mon 12:00"], ["A held"]),
        ([START, "A pause Mon 10:00", "A pause Mon 12:00", "A resume Mon 12:00"], ["A held"]),
        ([START, "A stop Mon 12:00", "A pause Mon 12:00"], ["A met Mon 12:00"]),
        ([START, "A stop Mon 12:00", "A start Mon 12:00"], ["A met Mon 12:00", "A breached Tue 12:00"]),
        (["A start Mon 12:00", "A stop Mon 12:00"], ["A met Mon 12:00"]),
        (["A start Mon 12:00", "A pause Mon 12:00"], ["A held"]),
        (["A start Mon 12:00", "A pause Mon 12:00", "A resume Mon 12:00"], ["A held"]),
        ([START, "A stop Wed 12:00", "A start Wed 12:00"], ["A breached Mon 17:00", "A breached Thu 12:00"]),
        ([START, "A pause Wed 12:00", "A start Wed 12:00"], ["A breached Mon 17:00", "A breached Thu 12:00"]),
    ],
)  # fmt: skip
def test_at_one_instant_roles_have_an_order(story: Sequence[str], expected: Sequence[str]) -> None:
    assert {tuple(ends(run(order))) for order in permutations(story)} == {tuple(expected)}


def test_within_a_role_the_order_is_by_id_then_source() -> None:
    def started(*who: tuple[int, str, str]) -> list[int]:
        found = [Event(on("Mon 09:00"), "start", rep, key, source, {}) for rep, key, source in who]
        running = RunningTerms.of(1, terms(), WallTime())
        return [clock.rep for clock in run_clocks(found, lambda _: running, on("Mon 10:00"))]

    assert started((1, "b", ""), (2, "a", "")) == [2, 1]
    assert started((1, "a", "x"), (2, "a", "b"), (3, "a", "é")) == [2, 1, 3]
    assert started((1, "a10", ""), (2, "a9", ""), (3, "B", "")) == [3, 1, 2]


TIE = [START, "A stop Wed 12:00", "A start Wed 12:00"]


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        ("Mon 20:00", ["A breached Mon 17:00", "A breached Thu 12:00"]),
        ("Tue 09:01", ["A breached Mon 17:00", "A met Wed 12:00"]),
    ],
)
def test_whatever_activity_comes_between_ends_an_overdue_clock(between: str, expected: Sequence[str]) -> None:
    assert ends(run([*TIE, f"A other {between}"])) == expected
    running = RunningTerms.of(1, terms(), business())
    clocks = run_clocks(events(TIE), lambda _: running, on("Fri 12:00"), lambda _: on(between))
    assert ends(clocks) == expected


def test_what_is_later_than_the_moment_of_scoring_does_not_exist() -> None:
    story = [START, "A stop Mon 10:00", "B start Mon 11:00"]
    assert ends(run(story, now="Mon 08:59")) == []
    assert ends(run(story, now="Mon 09:00")) == ["A open"]
    assert ends(run(story, now="Mon 10:00")) == ["A met Mon 10:00"]


@pytest.mark.parametrize(
    ("now", "expected", "used"),
    [
        ("Mon 12:00", "A open", 3),
        ("Mon 17:00", "A open", 8),
        ("Tue 09:00", "A open", 8),
        ("Tue 09:01", "A breached Mon 17:00", 8),
    ],
)
def test_a_clock_is_overdue_when_more_than_within_was_used(now: str, expected: str, used: int) -> None:
    (clock,) = run([START], now=now)
    assert (ends([clock]), clock.used, told(clock.deadline)) == ([expected], used * HOUR, "Mon 17:00")


def test_a_clock_on_hold_has_no_deadline() -> None:
    (clock,) = run([START, "A pause Mon 11:00"])
    assert (clock.state, clock.ended, clock.deadline, clock.used) == ("held", None, None, 2 * HOUR)
    (clock,) = run([START, "A pause Mon 20:00"])
    assert (clock.state, clock.deadline, clock.used) == ("held", None, 8 * HOUR)


def test_a_clock_that_was_paused_when_its_time_was_up_keeps_its_deadline() -> None:
    story = [START, "A pause Mon 20:00", "A resume Wed 18:00"]
    (clock,) = run(story, now="Thu 09:00")
    assert (clock.state, told(clock.deadline)) == ("open", "Mon 17:00")
    assert ends(run(story, now="Thu 09:01")) == ["A breached Mon 17:00"]


def test_a_fraction_of_a_microsecond_is_not_rounded() -> None:
    within = Fraction("0.000000001") * MINUTE  # 0.06 of a microsecond: the first one is too long
    story = [START, "A stop Mon 09:00"]
    assert ends(run(story, within)) == ["A met Mon 09:00"]
    assert ends(run([START], within, now="Mon 09:00")) == ["A open"]
    (clock,) = run([START], within, now="Mon 09:01")
    assert (ends([clock]), clock.used) == (["A breached Mon 09:00"], 0)


def test_a_fraction_ends_on_the_day_that_holds_it() -> None:
    (clock,) = run([START], Fraction(8 * HOUR) + Fraction(1, 3))
    assert ends([clock]) == ["A breached Tue 09:00"]
    (clock,) = run([START], Fraction(8 * HOUR) - Fraction(1, 3))
    assert (clock.ended, clock.used) == (on("Mon 17:00") - 1, 8 * HOUR - 1)
    assert run([START, "A pause Mon 17:00"], Fraction(8 * HOUR) - Fraction(1, 3))[0].state == "breached"


def test_a_very_long_time_is_open() -> None:
    (clock,) = run([START], 10**9 * HOUR)
    assert clock.state == "open"


def test_only_a_start_must_satisfy_where() -> None:
    where = (("region", ("north",)), ("source", ("", "web")))
    limits = replace(terms(), where=where)
    running = RunningTerms.of(1, limits, WallTime())
    first, second, stop = events([START, "B start Mon 10:00", "C stop Mon 11:00"])
    north = first._replace(attributes={"region": "north"})
    south = second._replace(attributes={"region": "south"})
    clocks = run_clocks([north, south, stop], lambda _: running, on("Mon 12:00"))
    assert ends(clocks) == ["A met Mon 11:00"]
    assert run_clocks([south, stop], lambda _: running, on("Mon 12:00")) == []


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [({"a": "x", "b": "1"}, True), ({"a": "x"}, False), ({"a": "y", "b": "2"}, True), ({"b": "1"}, False)],
)
def test_conditions_hold_together(attributes: dict[str, str], expected: bool) -> None:
    assert matches((("a", ("x", "y")), ("b", ("1", "2"))), attributes) is expected


def test_a_missing_attribute_is_the_empty_text() -> None:
    assert matches((("a", ("",)),), {})
    assert matches((), {"a": "x"})


def test_the_day_that_counts_is_the_first_that_is_not_final() -> None:
    assert counting_day(100, lambda _: True) == 100
    assert counting_day(100, lambda day: day >= 190) == 190
