"""What holds of targets, attainment, shares and ranks, whatever the figures."""

from fractions import Fraction
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from scoring.agreement import Baseline
from scoring.attainment import Goal, PastMonth, Tally, Week, attain, baseline_goal, goal_of, judge_weeks
from scoring.ranking import Total, rank
from scoring.shares import days_owed, share
from tests.scoring.making import level
from tests.scoring.strategies import exact, parts

tallies = st.one_of(st.builds(Tally, exact), st.builds(Tally, exact, st.integers(0, 50)))
few = st.integers(0, 2)
totals = st.lists(
    st.tuples(st.text("ab", max_size=2), st.text("Äa", max_size=2), few, few, few), max_size=12
).map(lambda lines: [Total(number, f"{key}{number}", *rest) for number, (key, *rest) in enumerate(lines)])  # fmt: skip


@given(tallies, exact, st.none() | exact, st.sampled_from(["at_least", "at_most"]))
def test_attainment_is_the_comparison_of_fractions(
    tally: Tally, target: Fraction, exceed: Fraction | None, direction: str
) -> None:
    found = attain(level(direction=direction, measure="mean"), tally, Goal(target, exceed))
    value = tally.value
    if value is None:
        assert found == "no_data"
        return
    sign = 1 if direction == "at_least" else -1
    better = exceed is not None and sign * value >= sign * exceed
    assert found == ("exceeded" if better else "met" if sign * value >= sign * target else "missed")


@given(exact, exact, st.lists(parts, max_size=6))
def test_a_team_owes_the_sum_over_its_members(
    target: Fraction, exceed: Fraction, shares: list[Fraction]
) -> None:
    promise = level(target=target, exceed=exceed)
    team = goal_of(promise, "team", sum(shares, Fraction(0)))
    members = [goal_of(promise, "rep", one) for one in shares]
    assert team.target == sum((one.target for one in members), Fraction(0))
    assert team.exceed == sum((one.exceed or 0 for one in members), Fraction(0))


@given(st.lists(st.builds(Week, tallies, parts, parts), max_size=6), parts, st.randoms(use_true_random=False))
def test_weeks_count_in_any_order(weeks: list[Week], part: Fraction, chance: Random) -> None:
    assume(part)
    promise = level(weekly=True, target=5, exceed=8, weeks_met=part)
    judged = judge_weeks(promise, "rep", weeks)
    mixed = list(weeks)
    chance.shuffle(mixed)
    assert judge_weeks(promise, "rep", mixed) == judged
    value = judged.tally.value
    assert (value is None) == (judged.attainment == "no_data")
    assert value is None or (value >= part) == (judged.attainment in ("met", "exceeded"))


@given(st.lists(st.tuples(st.integers(0, 50), parts), min_size=1, max_size=6), parts, st.integers(1, 9))
def test_a_baseline_is_a_result_per_full_time_rep(
    months: list[tuple[int, Fraction]], part: Fraction, times: int
) -> None:
    promise = level(target=Baseline(6, Fraction(0), Fraction(1, 4)))
    past = [PastMonth(Tally(made), share) for made, share in months]
    more = [PastMonth(Tally(made * times), share * times) for made, share in months]
    assert baseline_goal(promise, past, part) == baseline_goal(promise, more, part)


spans = st.lists(st.integers(0, 40), max_size=6, unique=True).map(
    lambda edges: list(zip(*[iter(sorted(edges)[: len(edges) // 2 * 2])] * 2, strict=True))
)
absences = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=3)


@given(st.sets(st.integers(0, 39)).map(sorted), spans, absences)
def test_days_owed_are_those_that_one_counts(
    working: list[int], member: list[tuple[int, int]], away: list[tuple[int, int]]
) -> None:
    def within(day: int, ranges: list[tuple[int, int]]) -> bool:
        return any(first <= day < after for first, after in ranges)

    counted = [day for day in working if within(day, member) and not within(day, away)]
    assert days_owed(working, member, away) == len(counted)
    assert sum(days_owed(working, [one], away) for one in member) == len(counted)
    assert 0 <= share(len(counted), working) <= 1


@given(totals, st.randoms(use_true_random=False))
def test_ranking_is_a_permutation_with_shared_ranks(found: list[Total], chance: Random) -> None:
    placed = rank(found)
    assert sorted(one.total for one in placed) == sorted(found)
    assert [one.place for one in placed] == list(range(1, len(found) + 1))

    def merit(total: Total) -> tuple[int, int, int]:
        return total.points, total.exceeded, total.met

    for one in placed:
        assert one.rank == 1 + sum(merit(other) > merit(one.total) for other in found)
    mixed = list(found)
    chance.shuffle(mixed)
    assert rank(mixed) == placed
