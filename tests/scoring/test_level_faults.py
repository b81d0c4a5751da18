"""What a service level may not say: what breaks the format, and what means nothing."""

import pytest

from tests.scoring.making import COUNT, RATIO, TIMELY, faults, written

CALL = "service_level[calls]"
DISPOSAL = "service_level[disposal]"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('direction = "at least"', f'{CALL}.direction: "at least" is none of at_least, at_most'),
        ('every = "day"', f'{CALL}.every: "day" is none of month, week'),
        ("every = 7", f"{CALL}.every: 7 is none of month, week"),
        ('scored = ["reps"]', f'{CALL}.scored: "reps" is none of rep, team'),
        ("scored = []", f"{CALL}.scored: [] is not a text or a list of texts"),
        ('scored = ["rep", "rep"]', f"{CALL}.scored: names the same twice"),
        ("min_volume = 5", f"{CALL}.min_volume: means nothing with count, which has no denominator"),
        ('distinct = "rep"', f'{CALL}.distinct: "rep" is none of subject'),
        ("distinct = true", f"{CALL}.distinct: True is none of subject"),
        ("weeks_met = 0.5", f'{CALL}.weeks_met: means something only with every = "week"'),
        ('every = "week"\nweeks_met = 0', f"{CALL}.weeks_met: is not a part of the weeks: above 0, up to 1"),
        ('every = "week"\nweeks_met = 1.01', f"{CALL}.weeks_met: is not a part of the weeks: above 0, up to 1"),
        ('every = "week"\nweeks_met = "1"', f'{CALL}.weeks_met: "1" is not a number'),
        ("exceed = 9.99", f"{CALL}.exceed: is looser than target"),
        ('direction = "at_most"\nexceed = 11', f"{CALL}.exceed: is looser than target"),
        ('exceed = "many"', f'{CALL}.exceed: "many" is not a number'),
        ("exceed = true", f"{CALL}.exceed: True is not a number"),
        ("exceed = nan", f"{CALL}.exceed: NaN is not a number"),
        ("exceed = inf", f"{CALL}.exceed: Infinity is not a number"),
        ("exceed = 1e15", f"{CALL}.exceed: 1E+15 has more than 15 digits or 12 places"),
        ("exceed = 10.0000000000001", f"{CALL}.exceed: 10.0000000000001 has more than 15 digits or 12 places"),
        ("team_exceed = 50", f"{CALL}.team_exceed: stands without team_target"),
        ("team_target = 50\nteam_exceed = 49", f"{CALL}.team_exceed: is looser than team_target"),
        ('clock = { start = "a", stop = "b", within = "1h" }', f"{CALL}.clock: means nothing with count"),
        ('over = { kind = "a" }', f"{CALL}.over: means nothing with count"),
        ("weight = 2", f"{CALL}.weight: is not known here"),
        ("name = 3", f"{CALL}.name: 3 is not a text"),
    ],
)  # fmt: skip
def test_a_count(line: str, fault: str) -> None:
    assert faults(written(COUNT, line)) == [fault]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('distinct = "subject"', f"{CALL}.distinct: means something only with count"),
        ("team_target = 1", f"{CALL}.team_target: means nothing with ratio: its target is the same for everyone"),
        ("min_volume = -1", f"{CALL}.min_volume: -1 is not a whole number from 0 to 1000000000"),
        ("min_volume = 1.5", f"{CALL}.min_volume: 1.5 is not a whole number from 0 to 1000000000"),
    ],
)  # fmt: skip
def test_a_ratio(line: str, fault: str) -> None:
    assert faults(written(RATIO, line)) == [fault]


def test_min_volume_means_nothing_with_a_sum() -> None:
    text = written(COUNT.replace('"count"', '"sum"'), "min_volume = 5")
    assert faults(text) == [f"{CALL}.min_volume: means nothing with sum, which has no denominator"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"count"', '"average"', f'{CALL}.measure: "average" is none of count, sum, ratio, mean, timely'),
        ("target = 10", 'target = "ten"', f'{CALL}.target: "ten" is not a number'),
        ("target = 10", "target = [10]", f"{CALL}.target: [10] is not a number"),
        ("{ met = 10 }", "{ exceeded = 10 }", f"{CALL}.points.met: is missing"),
        ("{ met = 10 }", "10", f"{CALL}.points: 10 is not a table"),
        ("{ met = 10 }", "{ met = 0.5 }", f"{CALL}.points.met: 0.5 is not a whole number from 0 to 1000000"),
        ("{ met = 10 }", "{ met = 1, missed = 0 }", f"{CALL}.points.missed: is not known here"),
        ('{ kind = "call.made" }', '"call.made"', f'{CALL}.of: "call.made" is not a table'),
        ('{ kind = "call.made" }', "{}", f"{CALL}.of.kind: is missing"),
        ('"call.made"', '"Call"', f'{CALL}.of.kind: "Call" is not a kind: dotted lower case, such as lead.assigned'),
        ('"call.made"', '["a", 5]', f"{CALL}.of.kind: ['a', 5] is not a text or a list of texts"),
        ('"call.made"', '"a", when = 1', f"{CALL}.of.when: is not known here"),
        ('"call.made"', '"a", where = "b"', f'{CALL}.of.where: "b" is not a table'),
        ('"call.made"', '"a", where = { size = 5 }', f"{CALL}.of.where.size: 5 is not a text or a list of texts"),
    ],
)  # fmt: skip
def test_what_stands_in_a_level(old: str, new: str, fault: str) -> None:
    assert faults(written(COUNT.replace(old, new))) == [fault]


def test_no_text_holds_a_nul() -> None:
    of = '"a", where = { "x\\u0000" = "5", y = "\\u0000" }'
    assert faults(written(COUNT.replace('"call.made"', of))) == [
        f'{CALL}.of.where: "x\\u0000" is not the name of an attribute',
        f'{CALL}.of.where.y: "\\u0000" is not a text or a list of texts',
    ]


def test_of_an_unknown_measure_only_true_faults_are_named() -> None:
    text = (
        TIMELY.replace('"timely"', '"timley"').replace('"24h"', '"24"')
        + 'min_volume = 2\ndistinct = "subject"'
    )
    assert faults(written(text)) == [
        f'{DISPOSAL}.measure: "timley" is none of count, sum, ratio, mean, timely',
        f'{DISPOSAL}.clock.within: "24" is not a number with m, h or d',
    ]


def test_a_target_that_is_no_number_makes_nothing_looser() -> None:
    text = written(COUNT.replace("target = 10", 'direction = "at_most"\ntarget = "x"\nexceed = 5'))
    assert faults(text) == [f'{CALL}.target: "x" is not a number']


@pytest.mark.parametrize(
    ("target", "more", "fault"),
    [
        ("{ improve_by = 0.1 }", "", ".target.months: is missing"),
        ("{ months = 3 }", "", ".target.improve_by: is missing"),
        ("{ months = 0, improve_by = 0.1 }", "", ".target.months: 0 is not a whole number from 1 to 120"),
        ("{ months = 3, improve_by = -0.1 }", "", ".target.improve_by: is not a part from 0 to 1"),
        ("{ months = 3, improve_by = 1.1 }", 'direction = "at_most"', ".target.improve_by: is not a part from 0 to 1"),
        ("{ months = 3, improve_by = 0.2, exceed_by = 0.1 }", "", ".target.exceed_by: is looser than improve_by"),
        ("{ months = 3, improve_by = 0.2, by = 1 }", "", ".target.by: is not known here"),
        ("{ months = 3, improve_by = 0.2 }", "exceed = 5", ".exceed: does not go with a baseline target"),
        ("{ months = 3, improve_by = 0.2 }", "team_target = 5", ".team_target: does not go with a baseline target"),
        ("{ months = 3, improve_by = 0.2 }", "team_exceed = 5", ".team_exceed: does not go with a baseline target"),
        ("{ months = 3, improve_by = 0.2 }", 'every = "week"', ".every: does not go with a baseline target"),
    ],
)  # fmt: skip
def test_a_baseline(target: str, more: str, fault: str) -> None:
    assert faults(written(COUNT.replace("target = 10", f"target = {target}"), more)) == [CALL + fault]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"24h"', '"24 hours"', 'within: "24 hours" is not a number with m, h or d'),
        ('"24h"', '"-1h"', 'within: "-1h" is not a number with m, h or d'),
        ('"24h"', '"h"', 'within: "h" is not a number with m, h or d'),
        ('"24h"', '"1e3h"', 'within: "1e3h" is not a number with m, h or d'),
        ('"24h"', '"24h\\n"', 'within: "24h\\n" is not a number with m, h or d'),
        ('"24h"', '"٢h"', 'within: "٢h" is not a number with m, h or d'),
        ('"24h"', '"0.0h"', 'within: "0.0h" gives no time at all'),
        ('"24h"', "24", "within: 24 is not a text"),
        (', within = "24h"', "", "within: is missing"),
        ('stop = "lead.disposed", ', "", "stop: is missing"),
        ('"24h"', '"24h", hours = "office"', 'hours: "office" is none of business, wall'),
        ('"24h"', '"24h", handover = "drop"', 'handover: "drop" is none of restart, carry'),
        ('"24h"', '"24h", resume = "a"', "resume: means nothing without pause"),
        ('"24h"', '"24h", pause = "lead.assigned"', 'pause: "lead.assigned" is a start of this clock too'),
        ('"24h"', '"24h", pause = "a", resume = ["b", "a"]', 'resume: "a" is a pause of this clock too'),
        ('"24h"', '"24h", pause = ["a", "a"]', "pause: names the same twice"),
        ('"24h"', '"24h", until = "a"', "until: is not known here"),
        ('"lead.disposed"', '"Lead"', 'stop: "Lead" is not a kind: dotted lower case, such as lead.assigned'),
    ],
)  # fmt: skip
def test_a_clock(old: str, new: str, fault: str) -> None:
    assert faults(written(TIMELY.replace(old, new))) == [f"{DISPOSAL}.clock.{fault}"]


@pytest.mark.parametrize("target", ["1.01", "-0.1", "90"])
def test_a_part_of_the_clocks(target: str) -> None:
    text = written(TIMELY.replace("target = 0.90", f"target = {target}"))
    assert faults(text) == [f"{DISPOSAL}.target: is not a part of the clocks: from 0 to 1"]
