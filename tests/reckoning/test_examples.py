"""The worked examples of the scoring rules, E1 to E18."""

from datetime import datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from .boards import Score, standings
from .cases import HEADER_OF_ABSENCES
from .people import People
from .reference import Result
from .small import Row, clocks, reckoned

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3600
CARRY = ', handover = "carry"'

# Monday 2 to Thursday 5 March 2026, when clocks do not change.
MON, TUE, WED, THU = "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"

FIRST_FROM_A = ("assigned", f"{MON}T09:00", "A")


def outcome(result: Result) -> list[tuple[str, str, str | None]]:
    """Return (rep, state, local time of decision) of all clocks."""
    return [(clock["rep"], clock["state"], local(clock)) for clock in result.clocks]


def local(clock: dict[str, Any]) -> str | None:
    decided: datetime | None = clock["decided"]
    return f"{decided.astimezone(BERLIN):%Y-%m-%dT%H:%M}" if decided else None


def score_of(result: Result, month: str, who: str = "A") -> tuple[Any, ...]:
    """Return value, target and attainment of a month."""
    found = [row for row in result.scores if (row["who"], row["month"]) == (who, month)]
    return tuple(found[0][key] for key in ("value", "target", "attainment"))


def counting(number: int, day: str, rep: str = "A") -> list[Row]:
    return [("deal.won", day, rep)] * number


COUNT = 'measure = "count"\nof = { kind = "deal.won" }\n'


def test_e1_elapsed_over_the_end_of_summer_time() -> None:
    result = clocks("24h", [("assigned", "2026-10-23T16:10", "A"), ("disposed", "2026-10-26T10:05", "A")])
    assert result.clocks[0]["used"] == HOUR + 55 * 60


def test_e2_deadline_of_a_weekend_start() -> None:
    result = clocks("2h", [("assigned", "2026-03-28T12:00", "A")])
    assert outcome(result) == [("A", "breached", "2026-03-30T11:00")]


def test_e3_deadline_over_a_holiday() -> None:
    result = clocks("24h", [("assigned", "2026-04-30T15:00", "A")], calendar='holidays = "DE"')
    assert outcome(result) == [("A", "breached", "2026-05-06T15:00")]


def test_e4_wall_time_over_the_start_of_summer_time() -> None:
    rows = [("assigned", "2026-03-29T00:30+01:00", "A"), ("disposed", "2026-03-29T09:15+02:00", "A")]
    result = clocks("8h", rows, ', hours = "wall"')
    assert result.clocks[0]["used"] == 7 * HOUR + 45 * 60
    assert result.clocks[0]["state"] == "met"


def test_e5_a_pause_moves_the_deadline() -> None:
    rows = [FIRST_FROM_A, ("held", f"{MON}T11:00", "A"), ("freed", f"{WED}T11:00", "A")]
    met = clocks("24h", [*rows, ("disposed", f"{THU}T17:00", "A")])
    assert met.clocks[0]["used"] == 16 * HOUR
    assert outcome(met) == [("A", "met", f"{THU}T17:00")]
    assert outcome(clocks("24h", rows)) == [("A", "breached", "2026-03-06T17:00")]


def test_e6_hand_over() -> None:
    rows = [FIRST_FROM_A, ("assigned", f"{MON}T16:59", "B"), ("disposed", f"{TUE}T10:00", "B")]
    assert outcome(clocks("8h", rows)) == [("A", "dropped", None), ("B", "met", f"{TUE}T10:00")]
    assert outcome(clocks("8h", rows, CARRY)) == [("B", "breached", f"{MON}T17:00")]


@pytest.mark.parametrize("more", ["", CARRY])
def test_e7_a_start_after_the_deadline_is_no_hand_over(more: str) -> None:
    rows = [FIRST_FROM_A, ("assigned", f"{TUE}T09:01", "B"), ("disposed", f"{TUE}T10:00", "B")]
    assert outcome(clocks("8h", rows, more)) == [
        ("A", "breached", f"{MON}T17:00"),
        ("B", "met", f"{TUE}T10:00"),
    ]


def test_e8_the_limit_itself_is_in_time() -> None:
    result = clocks("8h", [FIRST_FROM_A, ("disposed", f"{MON}T17:00", "A")])
    assert result.clocks[0]["used"] == 8 * HOUR
    assert result.clocks[0]["state"] == "met"


@pytest.mark.parametrize(
    ("direction", "target", "hits", "of"),
    [("at_least", "0.90", 9, 10), ("at_least", "0.3333", 1, 3), ("at_most", "0.10", 1, 10)],
)
def test_e9_exact_comparison(direction: str, target: str, hits: int, of: int) -> None:
    over = 'measure = "ratio"\nof = { kind = "a.hit" }\nover = { kind = ["a.hit", "a.miss"] }\n'
    rows = [("a.hit", MON, "A")] * hits + [("a.miss", MON, "A")] * (of - hits)
    result = reckoned(f'{over}direction = "{direction}"\ntarget = {target}\n', rows, "2026-04-01T00:00+02:00")
    assert score_of(result, "2026-03") == (Fraction(hits, of), Fraction(target), "met")


def test_e10_who_joined_late_owes_less() -> None:
    people = ("A,A,,Red,sales,2026-05-20,", "B,B,,Red,sales,,")
    rows = counting(8, "2026-05-21")
    result = reckoned(COUNT + "target = 20\n", rows, "2026-06-01T00:00+02:00", people=people)
    assert score_of(result, "2026-05") == (8, 20 * Fraction(8, 21), "met")


def test_e11_three_of_four_weeks() -> None:
    made = [(5, "2026-03-05"), (5, "2026-03-12"), (4, "2026-03-19"), (9, "2026-03-26")]
    rows = [row for number, day in made for row in counting(number, day)]
    level = COUNT + 'target = 5\nevery = "week"\nweeks_met = 0.75\n'
    result = reckoned(level, rows, "2026-04-01T00:00+02:00")
    assert score_of(result, "2026-03") == (Fraction(3, 4), None, "met")


def test_e12_ranks() -> None:
    rows = "".join(f"{who},{who},,Red,sales,,\n" for who in "ABC")
    people = People.read(f"rep,name,email,team,side,starts,ends\n{rows}", HEADER_OF_ABSENCES)
    scores = [
        Score("rep", who, "2026-03", "sales", "it", None, None, attainment, points)
        for who, exceeded, met in (("A", 2, 7), ("B", 2, 7), ("C", 1, 9))
        for attainment, points in [("exceeded", 0)] * exceeded + [("met", 0)] * met + [("missed", 90)]
    ]
    assert [row["rank"] for row in standings(scores, people)["rep"]] == [1, 1, 3]


def test_e13_hand_over_with_the_limit_used_up() -> None:
    rows = [FIRST_FROM_A, ("assigned", f"{MON}T20:00", "B"), ("disposed", f"{TUE}T10:00", "B")]
    assert outcome(clocks("8h", rows)) == [("A", "dropped", None), ("B", "met", f"{TUE}T10:00")]
    assert outcome(clocks("8h", rows, CARRY)) == [("B", "breached", f"{MON}T20:00")]


def test_e14_a_late_start_by_the_same_rep_opens_a_new_clock() -> None:
    rows = [FIRST_FROM_A, ("assigned", f"{THU}T09:00", "A"), ("disposed", f"{THU}T10:00", "A")]
    assert outcome(clocks("8h", rows)) == [
        ("A", "breached", f"{MON}T17:00"),
        ("A", "met", f"{THU}T10:00"),
    ]


def test_e15_at_one_instant_a_resume_is_read_before_a_pause() -> None:
    rows = [
        FIRST_FROM_A,
        ("held", f"{MON}T12:00", "A"),
        ("freed", f"{MON}T12:00", "A"),
        ("disposed", f"{WED}T12:00", "A"),
    ]
    result = clocks("8h", rows)
    assert result.clocks[0]["used"] == 3 * HOUR
    assert result.clocks[0]["state"] == "met"


def test_e16_at_one_instant_a_running_clock_stops_before_the_next_starts() -> None:
    rows = [FIRST_FROM_A, ("assigned", f"{MON}T12:00", "B"), ("disposed", f"{MON}T12:00", "A")]
    met, opened = outcome(clocks("24h", rows))
    assert met == ("A", "met", f"{MON}T12:00")
    assert opened[0] == "B"


@pytest.mark.parametrize(("made", "attainment"), [(0, "missed"), (1, "met")])
def test_e17_a_week_of_holidays_owes_less(made: int, attainment: str) -> None:
    calendar = 'closed = ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"]'
    level = COUNT + 'target = 5\nevery = "week"\n'
    result = reckoned(level, counting(made, "2026-03-06"), "2026-03-09T00:00+01:00", calendar)
    assert score_of(result, "2026-03")[2] == attainment


def test_e18_a_team_with_its_own_target_exceeds_only_its_own() -> None:
    level = COUNT + "target = 10\nexceed = 40\nteam_target = 30\n"
    result = reckoned(level, counting(100, MON), "2026-04-01T00:00+02:00")
    assert score_of(result, "2026-03", "Red") == (100, 30, "met")
    assert score_of(result, "2026-03", "A") == (100, 10, "exceeded")
