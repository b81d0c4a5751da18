"""What holds of bonuses, whatever the plan, the standings and the shares."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from scoring.agreement import BonusPlan
from scoring.bonus import Entitlement, Member, Payee, Shares, Standings, entitlements, exposure, split
from scoring.ranking import Placed, Total, rank
from tests.scoring.plans import plan, prize, rate

few = st.integers(0, 3)
sides = st.sampled_from(["", "sales"])
boards = st.sampled_from(["rep", "team"])
asked = st.fixed_dictionaries({"min_points": few, "min_met": few})
amounts = st.integers(1, 1000)
falling = st.lists(amounts, min_size=1, max_size=5).map(lambda found: sorted(found, reverse=True))
prizes = st.builds(
    lambda places, board, side, more: prize(*places, board=board, side=side, **more),
    falling, boards, sides, asked,
)  # fmt: skip
rates = st.builds(
    lambda amount, board, side, more: rate(amount, board=board, side=side, **more), amounts, boards, sides, asked
)  # fmt: skip
plans = st.builds(
    lambda rules, changes: plan(*rules, **changes),
    st.lists(prizes | rates, min_size=1, max_size=4),
    st.fixed_dictionaries(
        {
            "ties": st.sampled_from(["split", "each"]),
            "team_bonus": st.sampled_from(["members", "team"]),
            "cap": st.none() | amounts,
        }
    ),
)
totals = st.lists(st.tuples(st.sampled_from(["Ann", "Ben"]), few, few, few), max_size=6).map(
    lambda lines: [Total(number, f"{number}", *figures) for number, figures in enumerate(lines)]
)
standings = st.fixed_dictionaries(
    {(board, side): totals.map(rank) for board in ("rep", "team") for side in ("", "sales")}
)
parts = st.fractions(min_value=0, max_value=1, max_denominator=70)
members = st.builds(lambda who: Member(f"Name {who % 3}", f"{who}", who), st.integers(0, 9))
all_shares = st.dictionaries(st.integers(0, 5), st.dictionaries(members, parts, max_size=4), max_size=4)


def paid(found: list[Entitlement]) -> int:
    return sum(one.amount for one in found)


def money(written: BonusPlan, known: Standings, shares: Shares | None = None) -> Counter[Payee]:
    found = Counter[Payee]()
    for one in entitlements(written, known, shares or {}):
        found[one.payee] += one.amount
    return found


@given(
    st.integers(0, 10**15),
    st.lists(st.fractions(min_value=0, max_denominator=1000), min_size=1).filter(any),
)
def test_split_gives_all_of_it_and_to_each_his_part_within_one_unit(
    amount: int, weights: list[Fraction]
) -> None:
    found = split(amount, weights)
    assert sum(found) == amount
    for part, weight in zip(found, weights, strict=True):
        assert abs(part - amount * weight / sum(weights)) < 1
        assert part >= 0


@given(amounts, st.lists(parts, min_size=1).filter(any), st.data())
def test_split_gives_no_less_to_who_has_more(
    amount: int, weights: list[Fraction], data: st.DataObject
) -> None:
    found = split(amount, weights)
    less, more = (data.draw(st.integers(0, len(weights) - 1)) for _ in range(2))
    assert weights[less] >= weights[more] or found[less] <= found[more]


@given(plans, standings, all_shares, st.randoms(use_true_random=False))
def test_the_order_of_what_is_given_does_not_matter(
    written: BonusPlan, known: Standings, shares: Shares, random: Random
) -> None:
    def shuffled(lines: list[Placed]) -> list[Placed]:
        return random.sample(lines, len(lines))

    mixed = {key: shuffled(list(lines)) for key, lines in random.sample(list(known.items()), len(known))}
    others = {
        team: dict(random.sample(list(own.items()), len(own)))
        for team, own in random.sample(list(shares.items()), len(shares))
    }
    assert entitlements(written, mixed, others) == entitlements(written, known, shares)


@given(plans, standings, all_shares)
def test_there_is_one_amount_for_each_payee_and_rule(
    written: BonusPlan, known: Standings, shares: Shares
) -> None:
    found = entitlements(written, known, shares)
    assert len({(one.payee, one.rule) for one in found}) == len(found)
    assert all(one.amount < 0 if one.rule == "cap" else one.amount > 0 for one in found)


@given(plans, standings, all_shares)
def test_prizes_that_are_split_never_cost_more_than_their_places(
    written: BonusPlan, known: Standings, shares: Shares
) -> None:
    found = entitlements(replace(written, ties="split", cap=None), known, shares)
    cost = Counter[str]()
    for one in found:
        cost[one.rule] += one.amount
    assert all(cost[one.rule] <= sum(one.places) for one in written.prizes)


@given(standings, falling)
def test_prizes_that_are_split_are_given_out_as_far_as_there_are_ranks(
    known: Standings, places: list[int]
) -> None:
    found = entitlements(plan(prize(*places)), known, {})
    assert paid(found) == sum(places[: len(known["rep", ""])])


@given(plans, standings, all_shares)
def test_the_cap_is_never_exceeded_and_takes_from_nobody_below_it(
    written: BonusPlan, known: Standings, shares: Shares
) -> None:
    cap, free = written.cap, money(replace(written, cap=None), known, shares)
    assert money(written, known, shares) == {
        payee: amount if cap is None or payee[0] == "team" else min(amount, cap)
        for payee, amount in free.items()
    }


@given(plans, standings, all_shares)
def test_what_a_team_wins_goes_to_its_members_whole(
    written: BonusPlan, known: Standings, shares: Shares
) -> None:
    to_teams = entitlements(replace(written, team_bonus="team", cap=None), known, shares)
    to_members = entitlements(replace(written, team_bonus="members", cap=None), known, shares)
    assert paid(to_teams) == paid(to_members)


@given(plans, standings, st.tuples(st.sampled_from(["Ann", "Ben"]), few))
def test_one_more_who_does_not_qualify_raises_nobodys_money(
    written: BonusPlan, known: Standings, newcomer: tuple[str, int]
) -> None:
    # Members are left out: of a smaller amount, largest remainders can give one of them a unit more.
    asking = replace(
        written,
        team_bonus="team",
        prizes=tuple(replace(one, min_met=1) for one in written.prizes),
        rates=tuple(replace(one, min_met=1) for one in written.rates),
    )
    name, points = newcomer
    one_more = Total(99, name, name, points, 0, 0)
    larger = {key: rank([*(line.total for line in lines), one_more]) for key, lines in known.items()}
    before, after = money(asking, known), money(asking, larger)
    assert all(after[payee] <= before[payee] for payee in after)


@given(plans, standings, standings, standings, all_shares)
def test_an_exposure_is_in_order(
    written: BonusPlan, finished: Standings, current: Standings, best: Standings, shares: Shares
) -> None:
    found = exposure(written, finished, current, best, shares)
    assert 0 <= found.least <= found.likely <= found.most
    assert found.likely == paid(entitlements(written, current, shares))
