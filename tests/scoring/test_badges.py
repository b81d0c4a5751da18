"""What months earn: every kind of badge with its edges, once in each span, by the version in force."""

from dataclasses import replace
from fractions import Fraction

import pytest

from scoring.agreement import Baseline
from scoring.badges import can_exceed, levels_of, personal, span_of
from scoring.periods import month_ends, month_starts
from tests.scoring.earning import JANUARY, badge, earned, line, results, told
from tests.scoring.making import level, month

GOLD = "gold"


class TestFirstMet:
    def test_the_first_month_in_which_a_level_is_met(self) -> None:
        found = earned(line(badge("first_met", level="calls")), results(calls="x-me"))
        assert told(found) == [("03", GOLD)]
        assert found[0].evidence == {"levels": [["calls", "met", "12"]]}
        assert (found[0].span, found[0].key) == ("ever", ("first_met", GOLD, "ever"))

    def test_any_level_will_do(self) -> None:
        found = earned(line(badge("first_met")), results(calls="xx", deals=" m"))
        assert [one.evidence["levels"][0][0] for one in found] == ["deals"]

    def test_once_in_each_span(self) -> None:
        scores = results(calls="mmmmmmmmmmmmm")
        assert len(earned(line(badge("first_met", span="month")), scores)) == 13
        assert told(earned(line(badge("first_met", span="quarter")), scores)) == [
            (one, GOLD) for one in ("01", "04", "07", "10", "01")
        ]
        assert told(earned(line(badge("first_met", span="year")), scores)) == [("01", GOLD), ("01", GOLD)]

    def test_what_is_taken_is_not_earned_again(self) -> None:
        known = line(badge("first_met"))
        assert earned(known, results(calls="mm"), taken=[("first_met", GOLD, "ever")]) == []

    def test_only_of_the_side(self) -> None:
        scores = results(calls="m", events=" m")
        assert told(earned(line(badge("first_met", side="marketing")), scores)) == [("02", GOLD)]


class TestStreak:
    @pytest.mark.parametrize(
        ("calls", "months"),
        [
            ("mmm", ["03"]),
            ("mxmm", []),
            ("mm-m", ["04"]),  # without data a month neither breaks nor counts
            ("mm m", ["04"]),  # nor does one in which he was not there
            ("-mmm", ["04"]),
            ("mmm-", ["03"]),
            ("mm-", []),
            ("mmmxmmm", ["03"]),  # once a year
        ],
    )
    def test_months_in_a_row(self, calls: str, months: list[str]) -> None:
        found = earned(line(badge("streak", level="calls", gold=3)), results(calls=calls))
        assert [month for month, _metal in told(found)] == months

    def test_a_higher_metal_for_a_longer_one(self) -> None:
        found = earned(line(badge("streak", bronze=2, silver=3, gold=5)), results(calls="mmmmm"))
        assert told(found) == [("02", "bronze"), ("03", "silver"), ("05", "gold")]
        assert found[1].evidence == {"asked": 3, "months": [JANUARY, JANUARY + 1, JANUARY + 2]}

    def test_of_all_levels_none_is_missed(self) -> None:
        known = line(badge("streak", gold=2))
        assert told(earned(known, results(calls="mmm", deals="xm-"))) == [("03", GOLD)]
        assert earned(known, results(calls="mm", deals="mx")) == []

    def test_one_that_holds_is_earned_again_in_the_next_span(self) -> None:
        found = earned(line(badge("streak", gold=3)), results(calls="m" * 14))
        assert [one.span for one in found] == ["2026", "2027"]
        assert len(found[1].evidence["months"]) == 13

    def test_months_before_the_badge_count(self) -> None:
        known = line(then=[("2026-04", [badge("streak", gold=3)])])
        assert told(earned(known, results(calls="mmmm"))) == [("04", GOLD)]


class TestSheets:
    @pytest.mark.parametrize(
        ("letters", "is_clean"),
        [("mm", True), ("em", True), ("xm", False), ("-m", True), ("--", False), ("x-", False)],
    )
    def test_a_clean_sheet_has_no_miss_and_something_kept(self, letters: str, is_clean: bool) -> None:
        found = earned(line(badge("clean_sheet")), results(calls=letters[0], deals=letters[1]))
        assert bool(found) is is_clean
        if found:
            assert len(found[0].evidence["levels"]) == 2, "what is without data is told as well"

    @pytest.mark.parametrize(
        ("calls", "deals", "events", "is_all"),
        [
            ("e", "", "e", True),
            ("e", "m", "e", True),  # deals can only be met
            ("m", "m", "e", False),
            ("e", "x", "e", False),
            ("e", "-", "-", True),
            ("", "m", "", False),  # nothing was exceeded
            ("-", "", "", False),
        ],
    )
    def test_all_exceeded(self, calls: str, deals: str, events: str, is_all: bool) -> None:
        scores = results(calls=calls, deals=deals, events=events)
        assert bool(earned(line(badge("all_exceeded")), scores)) is is_all

    def test_what_can_be_exceeded(self) -> None:
        assert can_exceed(level(exceed=20), "rep")
        assert not can_exceed(level(), "rep")
        assert can_exceed(level(exceed=20), "team")
        assert not can_exceed(level(exceed=20, team_target=30), "team")
        assert can_exceed(level(team_target=30, team_exceed=40), "team")
        better = Baseline(months=3, improve_by=Fraction(0), exceed_by=Fraction(1))
        assert can_exceed(level(target=better), "rep")
        assert not can_exceed(level(target=replace(better, exceed_by=None)), "rep")


class TestComeback:
    @pytest.mark.parametrize(
        ("calls", "missed"),
        [
            ("xxm", [0, 1]),
            ("xm", None),
            ("x-xm", [0, 2]),  # without data a month neither ends the row nor counts
            ("xmxe", None),
            ("xxxe", [0, 1, 2]),
            ("xx-", None),
            ("xx", None),
        ],
    )
    def test_met_after_months_that_were_missed(self, calls: str, missed: list[int] | None) -> None:
        found = earned(line(badge("comeback", span="year")), results(calls=calls, deals="m" * len(calls)))
        assert [one.evidence["missed"] for one in found] == (
            [] if missed is None else [[JANUARY + one for one in missed]]
        )

    def test_as_many_as_are_asked(self) -> None:
        known = line(badge("comeback", missed=1, level="calls"))
        assert told(earned(known, results(calls="xm"))) == [("02", GOLD)]


class TestMilestone:
    def test_amounts_add_up(self) -> None:
        known = line(badge("milestone", level="calls", bronze=12, silver=30, gold=49))
        found = earned(known, results(calls="mx-me"))
        assert told(found) == [("01", "bronze"), ("04", "silver"), ("05", "gold")]
        assert found[1].evidence == {"level": "calls", "asked": "30", "total": "30"}

    def test_only_those_of_the_span(self) -> None:
        known = line(badge("milestone", level="calls", gold=36, span="quarter"))
        assert told(earned(known, results(calls="mmxmmm"))) == [("06", GOLD)]

    def test_it_is_reached_while_its_month_runs(self) -> None:
        known = line(badge("milestone", level="calls", gold=10) + badge("clean_sheet"))
        scores = results(calls="m")
        running, over = month_starts(JANUARY), month_ends(JANUARY)
        assert [one.kind for one in earned(known, scores, today=running)] == ["milestone"]
        assert [one.kind for one in earned(known, scores, today=over - 1)] == ["milestone"]
        assert [one.kind for one in earned(known, scores, today=over)] == ["milestone", "clean_sheet"]
        assert earned(known, scores, today=running - 1) == []

    def test_who_is_not_scored_reaches_nothing(self) -> None:
        known = line(then=[("2026-03", [badge("milestone", level="calls", gold=10)])])
        assert told(earned(known, results(calls="mm  m", deals="  m"))) == [("05", GOLD)]


class TestVersions:
    def test_each_month_by_the_version_in_force(self) -> None:
        known = line(badge("streak", gold=3), then=[("2026-03", []), ("2026-04", [badge("streak", gold=4)])])
        assert told(earned(known, results(calls="mmmm"))) == [("04", GOLD)]

    def test_before_the_first_there_is_none(self) -> None:
        assert earned(line(badge("first_met"), starts="2026-03"), results(calls="m")) == []

    def test_only_the_months_asked_for(self) -> None:
        known, scores = line(badge("first_met", span="month")), results(calls="mmm")
        found = personal(known, "rep", scores, [JANUARY + 1, JANUARY + 7], month_ends(JANUARY + 9), ())
        assert told(found) == [("02", GOLD)]

    def test_a_badge_of_the_other_board_is_not_earned(self) -> None:
        assert earned(line(badge("first_met", board="team")), results(calls="m")) == []


def test_which_levels_badges_are_about() -> None:
    known = line(
        badge("milestone", level="calls", gold=3), then=[("2026-05", [badge("first_met", level="deals")])]
    )
    assert (levels_of(known, "milestone"), levels_of(known, "fastest")) == ({"calls"}, set())


def test_spans_are_called_like_periods() -> None:
    known, may = line(), month("2026-05")
    assert [span_of(known, span, may) for span in ("month", "quarter", "year", "ever")] == [
        "2026-05", "2026-Q2", "2026", "ever",
    ]  # fmt: skip


def test_values_are_exact() -> None:
    scores = results(calls="m")
    (one,) = scores[JANUARY]
    scores[JANUARY] = [one._replace(value="1/3")]
    (found,) = earned(line(badge("first_met")), scores)
    assert found.evidence["levels"] == [["calls", "met", "1/3"]]
