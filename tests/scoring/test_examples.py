"""The worked examples of the scoring rules, each by its number: 9 to 17, Monday to Friday, Berlin unless said."""

from fractions import Fraction

import holidays
import pytest

from scoring.attainment import Goal, Tally, Week, attain, goal_of, judge, judge_weeks
from scoring.calendar import DAY, HOUR, MINUTE, WallTime
from scoring.clocks import DECIDED, Event, RunningTerms, run_clocks
from scoring.periods import days_of_month, days_of_week, month_of_week, week_of, weeks_of_month
from scoring.ranking import Total, rank
from scoring.shares import days_owed, share
from tests.scoring.making import BERLIN, at, business, day, ends, level, month, on, run, terms, told

E6 = ["A start Mon 09:00", "B start Mon 16:59", "B stop Tue 10:00"]
E13 = ["A start Mon 09:00", "B start Mon 20:00", "B stop Tue 10:00"]


def test_e1_clocks_go_back_at_the_weekend() -> None:
    assert business().elapsed(at("2026-10-23 16:10"), at("2026-10-26 10:05")) == HOUR + 55 * MINUTE


def test_e2_a_deadline_after_a_weekend() -> None:
    assert business().deadline(at("2026-03-28 12:00"), 2 * HOUR) == at("2026-03-30 11:00")


def test_e3_a_deadline_across_a_holiday() -> None:
    off = {one.toordinal() for one in holidays.country_holidays("DE", years=2026)}
    assert day("2026-05-01") in off
    assert business(off=off).deadline(at("2026-04-30 15:00"), 24 * HOUR) == at("2026-05-06 15:00")


def test_e4_wall_time_while_clocks_go_forward() -> None:
    started, stopped = at("2026-03-29T00:30+01:00"), at("2026-03-29T09:15+02:00")
    assert WallTime().elapsed(started, stopped) == 7 * HOUR + 45 * MINUTE
    running = RunningTerms.of(1, terms(8 * HOUR, business=False), WallTime())
    story = [Event(started, "start", 1, "1", "", {}), Event(stopped, "stop", 1, "2", "", {})]
    (clock,) = run_clocks(story, lambda _: running, stopped)
    assert (clock.state, clock.used) == ("met", 7 * HOUR + 45 * MINUTE)


def test_e5_a_pause_moves_the_deadline() -> None:
    story = ["A start Mon 09:00", "A pause Mon 11:00", "A resume Wed 11:00", "A stop Thu 17:00"]
    (clock,) = run(story, within=24 * HOUR)
    assert (clock.state, clock.used) == ("met", (2 + 6 + 8) * HOUR)
    assert told(clock.deadline) == "Fri 17:00"


def test_e6_a_hand_over_restarts_or_carries() -> None:
    assert ends(run(E6)) == ["A dropped Mon 16:59", "B met Tue 10:00"]
    assert ends(run(E6, carry=True)) == ["A carried Mon 16:59", "B breached Mon 17:00"]


@pytest.mark.parametrize("carry", [False, True])
def test_e7_a_hand_over_of_a_clock_that_is_over(carry: bool) -> None:
    story = [E6[0], "B start Tue 09:01", E6[2]]
    assert ends(run(story, carry=carry)) == ["A breached Mon 17:00", "B met Tue 10:00"]


def test_e8_a_stop_at_the_very_deadline() -> None:
    (clock,) = run(["A start Mon 09:00", "A stop Mon 17:00"])
    assert (clock.state, clock.used) == ("met", 8 * HOUR)


def test_e9_comparison_is_exact() -> None:
    at_least, at_most = level(measure="ratio"), level(measure="ratio", direction="at_most")
    assert attain(at_least, Tally(9, 10), Goal(Fraction("0.90"), None)) == "met"
    assert attain(at_least, Tally(1, 3), Goal(Fraction("0.3333"), None)) == "met"
    assert attain(at_most, Tally(1, 10), Goal(Fraction("0.10"), None)) == "met"


def test_e10_who_joined_late_owes_less() -> None:
    first, after = days_of_month(month("2025-12"))
    working = business(off=[day("2025-12-25"), day("2025-12-26")]).working_days(first, after)
    assert len(working) == 21
    part = share(days_owed(working, [(working[-8], after + 99)], ()), working)
    goal = goal_of(level(target=20), "rep", part)
    assert goal.target == Fraction(160, 21)
    assert judge(level(target=20), Tally(8), goal).attainment == "met"


def test_e11_three_weeks_of_four() -> None:
    weeks = weeks_of_month(month("2026-03"))
    assert [days_of_week(week)[0] + 3 for week in weeks] == [day(f"2026-03-{n:02}") for n in (5, 12, 19, 26)]
    made = [Week(Tally(count), Fraction(1), Fraction(1)) for count in (5, 5, 4, 9)]
    judged = judge_weeks(level(target=5, weekly=True, weeks_met="0.75"), "rep", made)
    assert (judged.attainment, judged.tally.value, judged.points) == ("met", Fraction(3, 4), 10)


def test_e12_who_is_equal_in_all_three_shares_the_rank() -> None:
    figures = [(90, 2, 7), (90, 2, 7), (90, 1, 9)]
    placed = rank(Total(n, str(n), str(n), *line) for n, line in enumerate(figures))
    assert [one.rank for one in placed] == [1, 1, 3]


def test_e13_used_up_is_not_overdue() -> None:
    assert ends(run(E13)) == ["A dropped Mon 20:00", "B met Tue 10:00"]
    carried = run(E13, carry=True)
    assert ends(carried) == ["A carried Mon 20:00", "B breached Mon 20:00"]
    assert told(carried[1].deadline) == "Mon 17:00"


def test_e14_a_late_start_opens_a_new_clock() -> None:
    story = ["A start Mon 09:00", "A start Thu 09:00", "A stop Thu 10:00"]
    assert ends(run(story)) == ["A breached Mon 17:00", "A met Thu 10:00"]


def test_e15_the_resume_is_read_first() -> None:
    (clock,) = run(["A start Mon 09:00", "A pause Mon 12:00", "A resume Mon 12:00", "A stop Wed 12:00"])
    assert (clock.state, clock.used) == ("met", 3 * HOUR)


def test_e16_disposed_and_assigned_at_one_instant() -> None:
    clocks = run(["A start Mon 09:00", "B start Mon 10:00", "A stop Mon 10:00"], now="Mon 11:00")
    assert ends(clocks) == ["A met Mon 10:00", "B open"]
    assert clocks[1].started == on("Mon 10:00")


def test_e17_a_week_with_four_holidays_owes_one() -> None:
    first, after = days_of_week(week_of(day("2026-10-05")))
    calendar = business(off=range(first + 1, first + 5))
    working = calendar.working_days(first, after)
    worked = Fraction(len(working), len(calendar.workdays))
    full = share(days_owed(working, [(0, after)], ()), working)
    assert goal_of(level(target=5, weekly=True), "rep", full, worked).target == 1


def test_e18_without_team_exceed_a_team_can_only_meet() -> None:
    promise = level(target=10, exceed=40, team_target=30)
    goal = goal_of(promise, "team", Fraction(4))
    assert (goal, judge(promise, Tally(100), goal).attainment) == (Goal(Fraction(30), None), "met")


def test_weeks_and_zones_of_the_examples() -> None:
    assert month_of_week(week_of(day("2026-03-01"))) == month("2026-02")
    assert at("2026-10-26 00:00", BERLIN) - at("2026-10-25 00:00", BERLIN) == DAY + HOUR
    assert set(DECIDED) == {"met", "breached"}
