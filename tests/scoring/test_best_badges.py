"""Badges of a quarter, for which everybody is compared; and what is missing for the next badge."""

from fractions import Fraction

import pytest

from scoring.badges import Key, judging
from scoring.best import champions, fastest, most_improved, pooled
from scoring.nearest import Next, concerning, nexts
from scoring.ranking import Placed, Total, rank
from tests.scoring.earning import JANUARY, badge, line, results

THIRD = Fraction(1, 3)


def board(**points: int) -> list[Placed]:
    """Return the board of participants a, b, c … of these points; their ids are 1, 2, 3 …"""
    return rank(Total(ord(key) - 96, key, key, made, 0, 0) for key, made in points.items())


class TestChampions:
    def test_who_is_first(self) -> None:
        assert champions(board(a=10, b=30, c=20)) == {2: {"rank": 1, "tied": 1, "size": 3, "points": 30}}

    def test_who_is_tied_shares(self) -> None:
        found = champions(board(a=30, b=30, c=20))
        assert found.keys() == {1, 2}
        assert found[1]["tied"] == 2

    def test_nobody_leads_by_nothing(self) -> None:
        assert champions(board(a=0, b=0)) == champions([]) == {}


class TestMostImproved:
    def test_who_gained_most(self) -> None:
        found = most_improved(board(a=50, b=40, c=90), board(a=40, b=20, c=85), 1)
        assert found == {2: {"points": 40, "before": 20, "gain": 20, "tied": 1}}

    def test_who_gained_as_much_shares(self) -> None:
        assert most_improved(board(a=20, b=30), board(a=10, b=20), 1).keys() == {1, 2}

    def test_who_was_not_there_before_is_not_compared(self) -> None:
        assert most_improved(board(a=20, b=90), board(a=10), 1).keys() == {1}
        assert most_improved(board(b=90), board(a=10), 1) == {}

    @pytest.mark.parametrize(("least", "found"), [(10, {1}), (11, set())])
    def test_as_much_as_is_asked(self, least: int, found: set[int]) -> None:
        assert most_improved(board(a=20), board(a=10), least).keys() == found

    def test_to_lose_less_is_no_gain(self) -> None:
        assert most_improved(board(a=9), board(a=10), 1) == {}


class TestFastest:
    def test_the_smallest_mean(self) -> None:
        measured = {1: (Fraction(10), 10), 2: (Fraction(5), 15), 3: (Fraction(1), 4)}
        assert fastest(measured, 5) == {2: {"value": "1/3", "cases": 15, "tied": 1}}

    def test_exactly_equal_ones_share(self) -> None:
        found = fastest({1: (Fraction(1), 3), 2: (Fraction(2), 6), 3: (THIRD + Fraction(1, 10**12), 1)}, 1)
        assert {who: one["cases"] for who, one in found.items()} == {1: 3, 2: 6}

    def test_with_too_few_cases_there_is_none(self) -> None:
        assert fastest({1: (Fraction(1), 4)}, 5) == fastest({}, 1) == {}

    def test_months_are_pooled(self) -> None:
        tallies = [(1, Fraction(1), 2), (2, Fraction(5), 1), (1, Fraction(3), 1)]
        assert pooled(tallies) == {1: (Fraction(4), 3), 2: (Fraction(5), 1)}


def test_a_badge_of_a_quarter_is_judged_by_its_first_month() -> None:
    known = line(then=[("2026-02", [badge("champion")])])
    judged = [judging(known, kind, JANUARY + 2) for kind in ("champion", "streak")]
    assert [one.id for one in judged if one] == [1, 2]


def near(*badges: str, taken: tuple[Key, ...] = (), board: str = "rep", **levels: str) -> list[Next]:
    """Return what is nearest in the last month of these scores."""
    scores = results(**levels)
    return nexts(line(*badges), board, scores, max(scores), taken)


def told(found: list[Next]) -> list[tuple[str, int, int]]:
    """Return metal, what is missing and what is asked."""
    return [(one.metal, int(one.missing), int(one.asked)) for one in found]


class TestNearest:
    def test_months_of_a_streak(self) -> None:
        streak = badge("streak", level="calls", bronze=2, silver=4, gold=6)
        assert told(near(streak, calls="mm-mx", taken=(("streak", "bronze", "2026"),))) == [("silver", 1, 4)]
        assert told(near(streak, calls="mxm")) == [("bronze", 2, 2)]
        assert told(near(streak, calls="mmmmm")) == [("bronze", 1, 2)], "it takes one month more in any case"

    def test_levels_of_a_sheet(self) -> None:
        assert told(near(badge("clean_sheet"), calls="x", deals="m", events="-")) == [("gold", 1, 2)]
        assert told(near(badge("clean_sheet"), calls="m")) == [("gold", 0, 1)]
        assert told(near(badge("all_exceeded"), calls="m", deals="m", events="e")) == [("gold", 1, 3)]
        assert near(badge("clean_sheet"), calls="m-") == []

    def test_the_amount_of_a_milestone(self) -> None:
        milestone = badge("milestone", level="calls", bronze=20, gold=100)
        assert told(near(milestone, calls="mx")) == [("bronze", 2, 20)]
        assert near(milestone, deals="m") == [], "it is not a level of his"

    def test_a_level_to_meet(self) -> None:
        (found,) = near(badge("first_met", level="calls"), calls="x")
        assert (found.missing, found.part, found.level) == (1, 0, "calls")
        assert told(near(badge("first_met"), calls="m")) == [("gold", 0, 1)]

    def test_a_comeback_once_there_is_something_to_come_back_from(self) -> None:
        assert near(badge("comeback"), calls="xx") == []
        (found,) = near(badge("comeback"), deals="mmm", calls="xxx")
        assert (found.missing, found.level) == (1, "calls")
        assert told(near(badge("comeback"), calls="xxm")) == [("gold", 0, 1)]

    def test_what_depends_on_others_is_not_told(self) -> None:
        assert near(badge("champion"), badge("most_improved"), badge("by_hand"), calls="m") == []

    def test_the_nearest_comes_first(self) -> None:
        found = near(badge("first_met", span="month"), badge("streak", gold=4), calls="mmmx")
        assert [one.badge.kind for one in found] == ["streak", "first_met"]

    def test_what_is_taken_is_not_next(self) -> None:
        assert near(badge("first_met"), calls="x", taken=(("first_met", "gold", "ever"),)) == []
        assert near(badge("first_met", board="team"), calls="x") == []

    def test_what_concerns_somebody(self) -> None:
        known = line(badge("champion", side="marketing"), badge("clean_sheet"), badge("by_hand"))
        found = concerning(known, "rep", results(calls="m"), JANUARY)
        assert [one.kind for one in found] == ["clean_sheet", "by_hand"]
        assert concerning(known, "rep", results(calls="m"), JANUARY - 1) == []
