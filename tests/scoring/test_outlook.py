"""What a running quarter can still come to."""

from scoring.bonus import Standings
from scoring.outlook import Reach, best, reach, summed
from tests.scoring.making import parse
from tests.scoring.plans import board

HEAD = """
[agreement]
name = "A"
starts = "2026-01"
timezone = "Europe/Berlin"
"""
LEVEL = """
[[service_level]]
id = "{id}"
side = "{side}"
scored = [{scored}]
measure = "count"
of = {{ kind = "call" }}
target = 2
{points}
"""
EXCEEDED = "exceed = 4\npoints = { met = 10, exceeded = 15 }"
MET = "points = { met = 7 }"


def level(name: str, side: str, scored: str, points: str) -> str:
    return LEVEL.format(id=name, side=side, scored=scored, points=points)


def lines(standings: Standings) -> dict[tuple[str, str], list[str]]:
    """Return boards as lines like `1 A 40 3`: rank, who, points, levels met or exceeded."""
    return {
        key: [
            f"{one.rank} {one.total.name[-1]} {one.total.points} {one.total.exceeded + one.total.met}"
            for one in found
        ]
        for key, found in standings.items()
    }


def test_each_month_gives_what_its_own_agreement_does() -> None:
    first = parse(HEAD + level("calls", "sales", '"rep", "team"', EXCEEDED))
    second = parse(
        HEAD
        + level("calls", "sales", '"rep"', EXCEEDED)
        + level("wins", "sales", '"team"', MET)
        + level("leads", "marketing", '"rep"', MET)
    )
    assert reach([first, first, second]) == {
        ("rep", "sales"): Reach(45, 3),
        ("team", "sales"): Reach(37, 3),
        ("rep", "marketing"): Reach(7, 1),
    }
    assert reach([]) == {}


def test_months_are_added_and_ranked_anew() -> None:
    july = {("rep", ""): board("A 10 1 0", "B 5 0 1")}
    august = {("rep", ""): board("B 15 1 0"), ("team", ""): board("T 1")}
    assert lines(summed([july, august])) == {("rep", ""): ["1 B 20 2", "2 A 10 1"], ("team", ""): ["1 T 1 0"]}
    assert summed([]) == {}


def test_everyone_reaches_all_that_is_left_of_his_sides() -> None:
    finished = {
        ("rep", "sales"): board("A 10 1 0"),
        ("rep", "marketing"): board("A 4 0 1"),
        ("rep", ""): board("A 14 1 1"),
    }
    current = {
        ("rep", "sales"): board("A 20 2 0", "B 10 1 0"),
        ("rep", "marketing"): board("A 4 0 1"),
        ("rep", ""): board("A 24 2 1", "B 10 1 0"),
        ("team", "events"): board("T 3"),
    }
    left = {("rep", "sales"): Reach(30, 2), ("rep", "marketing"): Reach(7, 1)}
    assert lines(best(finished, current, left)) == {
        ("rep", "sales"): ["1 A 40 3", "2 B 30 2"],
        ("rep", "marketing"): ["1 A 11 2"],
        ("rep", ""): ["1 A 51 5", "2 B 30 2"],
        ("team", "events"): ["1 T 0 0"],
        ("team", ""): ["1 T 0 0"],
    }
