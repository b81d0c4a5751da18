"""What an agreement says is what the rules read; every default is one of section 2.3."""

from fractions import Fraction

import pytest

from scoring.agreement import Baseline, CalendarTerms, ClockTerms, Selector, ServiceLevel
from scoring.calendar import DAY, HOUR, MINUTE
from scoring.level_format import is_kind
from tests.scoring.making import COUNT, RATIO, TIMELY, day, month, parse, written

WHOLE = """
[agreement]
name = "Sales & marketing SLA"
starts = "2026-07"
timezone = "Europe/Berlin"
fiscal_year_starts = 4
metric_that_matters = "lead-disposition"

[definitions]
mql = "A company that fits our personas"
"sales lead" = "One with a telephone number"

[calendar]
workdays = ["sat", "mon"]
opens = "08:30"
closes = "24:00"
holidays = "DE-BY"
closed = ["2026-12-24", 2026-12-31]

[[service_level]]
id = "lead-disposition"
name = "New leads disposed within 24 business hours"
side = "sales"
scored = ["team"]
measure = "timely"
direction = "at_most"
every = "week"
weeks_met = 0.75
min_volume = 5
target = 0.90
exceed = 0.1
points = { met = 10, exceeded = 15 }

[service_level.clock]
start = "lead.assigned"
stop = ["lead.qualified", "lead.returned"]
pause = "lead.on_hold"
resume = "lead.off_hold"
where = { source = ["web", ""], region = "EMEA" }
within = "1.5d"
hours = "wall"
handover = "carry"
"""


def only(*parts: str) -> ServiceLevel:
    (level,) = parse(written(*parts)).levels
    return level


def clock(within: str, more: str = "", calendar: str = "") -> ClockTerms:
    found = only(calendar, TIMELY.replace('"24h"', f'"{within}"{more}')).clock
    assert found
    return found


def test_the_head() -> None:
    agreement = parse(WHOLE)
    assert (agreement.name, agreement.starts) == ("Sales & marketing SLA", month("2026-07"))
    assert (agreement.zone.key, agreement.fiscal_year_starts) == ("Europe/Berlin", 4)
    assert agreement.metric_that_matters == "lead-disposition"
    assert agreement.definitions == (
        ("mql", "A company that fits our personas"),
        ("sales lead", "One with a telephone number"),
    )


def test_the_calendar() -> None:
    closed = frozenset({day("2026-12-24"), day("2026-12-31")})
    expected = CalendarTerms((0, 5), 8 * HOUR + 30 * MINUTE, 24 * HOUR, "DE-BY", closed)
    agreement = parse(WHOLE)
    assert agreement.calendar == expected
    calendar = agreement.business_time([day("2026-10-03")])
    working = calendar.working_days(day("2026-10-01"), day("2026-10-11"))
    assert working == [day("2026-10-05"), day("2026-10-10")]
    assert not calendar.is_working_day(day("2026-12-31"))


def test_a_level() -> None:
    (level,) = parse(WHOLE).levels
    assert (level.id, level.side, level.scored) == ("lead-disposition", "sales", {"team"})
    assert level.name == "New leads disposed within 24 business hours"
    assert (level.measure, level.direction, level.weekly) == ("timely", "at_most", True)
    assert (level.weeks_met, level.min_volume) == (Fraction(3, 4), 5)
    assert (level.target, level.exceed) == (Fraction(9, 10), Fraction(1, 10))
    assert (level.points_met, level.points_exceeded) == (10, 15)
    assert not level.additive


def test_a_clock() -> None:
    (level,) = parse(WHOLE).levels
    assert level.clock == ClockTerms(
        start=("lead.assigned",),
        stop=("lead.qualified", "lead.returned"),
        pause=("lead.on_hold",),
        resume=("lead.off_hold",),
        where=(("source", ("web", "")), ("region", ("EMEA",))),
        within=Fraction(3, 2) * DAY,
        text="1.5d",
        business=False,
        carry=True,
    )


def test_defaults_of_the_head_and_the_calendar() -> None:
    agreement = parse(written())
    assert (agreement.fiscal_year_starts, agreement.metric_that_matters) == (1, "")
    assert agreement.definitions == ()
    assert agreement.calendar == CalendarTerms((0, 1, 2, 3, 4), 9 * HOUR, 17 * HOUR, "", frozenset())


def test_defaults_of_a_level() -> None:
    level = only(COUNT)
    assert (level.name, level.scored, level.direction) == ("calls", {"rep", "team"}, "at_least")
    assert (level.weekly, level.weeks_met, level.min_volume, level.distinct) == (False, 1, 0, False)
    assert (level.exceed, level.team_target, level.team_exceed) == (None, None, None)
    assert (level.points_met, level.points_exceeded) == (10, 10)
    assert (level.of, level.over, level.clock) == (Selector(("call.made",)), None, None)
    assert level.additive


def test_defaults_of_a_clock() -> None:
    terms = clock("24h")
    assert (terms.pause, terms.resume, terms.where) == ((), (), ())
    assert (terms.business, terms.carry, terms.text) == (True, False, "24h")


@pytest.mark.parametrize(
    ("within", "time"),
    [
        ("90m", 90 * MINUTE),
        ("24h", 24 * HOUR),
        ("3d", 24 * HOUR),
        ("0.5h", 30 * MINUTE),
        ("1.25d", 10 * HOUR),
        ("0.000000001m", Fraction(6, 100)),
        ("999999999d", 999999999 * 8 * HOUR),
    ],
)
def test_within_is_a_number_with_m_h_or_d(within: str, time: Fraction) -> None:
    assert clock(within).within == time


def test_a_day_of_business_is_as_long_as_it_is_open() -> None:
    assert clock("2d", calendar='[calendar]\nopens = "08:00"\ncloses = "18:30"').within == 21 * HOUR
    assert clock("2d", more=', hours = "wall"').within == 2 * DAY


def test_selectors_take_words_and_lists() -> None:
    of = '{ kind = ["a.b", "c.d"], where = { stage = "won", size = ["S", "M"] } }'
    level = only(COUNT.replace('{ kind = "call.made" }', of))
    assert level.of == Selector(("a.b", "c.d"), (("stage", ("won",)), ("size", ("S", "M"))))
    assert only(RATIO).over == Selector(("call.asked",))


def test_a_count_of_subjects_with_targets_of_teams() -> None:
    more = 'distinct = "subject"\nexceed = 12\nteam_target = 40\nteam_exceed = 40.5\nscored = "team"'
    level = only(COUNT, more)
    assert (level.distinct, level.exceed) == (True, 12)
    assert (level.team_target, level.team_exceed) == (40, Fraction(81, 2))
    assert level.scored == {"team"}


def test_a_baseline() -> None:
    target = "{ months = 3, improve_by = 0.10, exceed_by = 0.25 }"
    assert only(COUNT.replace("10\np", target + "\np")).target == Baseline(3, Fraction(1, 10), Fraction(1, 4))
    shorter = "{ months = 1, improve_by = 0 }"
    assert only(COUNT.replace("10\np", shorter + "\np")).target == Baseline(1, Fraction(0), None)


@pytest.mark.parametrize("number", ["0.1", "1e-1", "+0.10", "0.100000000000"])
def test_numbers_are_exactly_what_is_written(number: str) -> None:
    assert only(COUNT.replace("target = 10", f"target = {number}")).target == Fraction(1, 10)


def test_what_an_agreement_asks_for() -> None:
    agreement = parse(written(COUNT, RATIO.replace('"calls"', '"share"'), TIMELY.replace("sales", "service")))
    assert agreement.kinds == {"call.made", "call.asked", "lead.assigned", "lead.disposed"}
    assert agreement.sides == ("sales", "service")
    assert agreement.level("share") is agreement.levels[1]
    assert agreement.level("none") is None


KINDS = ["lead", "lead.assigned", "lead.on_hold", "a.b-c.d", "größe.s", "x.2", "lead.on--hold", "-x"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind(kind: str) -> None:
    assert is_kind(kind)


@pytest.mark.parametrize(
    "kind", ["", "Lead", "lead.", ".lead", "lead..x", "lead assigned", "lead/x", "lead\n"]
)
def test_no_kind(kind: str) -> None:
    assert not is_kind(kind)
