"""The reference gives the expected results of real data, and generated cases reach every rule."""

import json
import os
from collections import Counter
from datetime import UTC, datetime
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from .agreements import Agreements
from .cases import HEADER_OF_ABSENCES, Case
from .census import features
from .generator import generate
from .people import People
from .plan import ZONES
from .reference import Result, reckon
from .small import agreement
from .validity import faults, faults_between

ROOT = Path(__file__).resolve().parents[2]
CASES = Path(os.environ.get("BATON_CASES") or ROOT / ".." / "shared" / "data")
MAVEN = CASES / "maven-crm"
MEASURES = ("count", "sum", "ratio", "mean", "timely")
SEEDS = range(40)


@pytest.fixture(scope="module")
def maven() -> Result:
    if not MAVEN.exists() and not os.environ.get("CI"):
        pytest.skip(f"no {MAVEN}: set BATON_CASES")
    case = Case.read(MAVEN, datetime(2018, 1, 2, tzinfo=UTC))
    return reckon(case, case.as_of)


def expected(quarter: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((MAVEN / f"expected-{quarter}.json").read_text())
    return found


def key(row: dict[str, Any]) -> tuple[str, ...]:
    return (row["board"], row["who"], row["month"], row["service_level"])


def near(exact: Fraction | None, other: float | None) -> bool:
    if exact is None or other is None:
        return exact is None and other is None
    return abs(float(exact) - other) <= 1e-9


@pytest.mark.parametrize("quarter", ["2017-Q1", "2017-Q2", "2017-Q3", "2017-Q4"])
def test_scores_of_real_data(maven: Result, quarter: str) -> None:
    rows = {key(row): row for row in expected(quarter)["scores"]}
    months = {row["month"] for row in rows.values()}
    scores = {key(row): row for row in maven.scores if row["month"] in months}
    assert scores.keys() == rows.keys()
    for place, row in rows.items():
        own = scores[place]
        assert (own["attainment"], own["points"]) == (row["attainment"], row["points"]), place
        assert near(own["value"], row["value"]), place
        assert near(own["target"], row.get("target")), place


@pytest.mark.parametrize("quarter", ["2017-Q1", "2017-Q2", "2017-Q3", "2017-Q4"])
def test_standings_of_real_data(maven: Result, quarter: str) -> None:
    whole = {None: expected(quarter)["standings"]} | expected(quarter)["sides"]
    for side, boards in whole.items():
        own = maven.standings(quarter, side)
        for board, rows in boards.items():
            assert [{name: row[name] for name in rows[0]} for row in own[board]] == rows


# What generated cases must reach besides the products below; census.py says what each means.
SINGLE = """
time with offset, time without offset, time of a date alone, time skipped, time repeated
repeat, conflict, id in two sources, rep unknown, rep in no team that day, kind without a use
activity after the moment of scoring, activity at the moment of scoring, negative value, value of four places
scored where a month begins, scored at a midnight, fiscal year not from January
membership replaced, membership withdrawn, gap between memberships, move across sides, move within a side
move within a month, absences overlap, member without a share
agreement replaced, level added, level dropped, level comes back, measure changed, target changed
closes at 24:00, Saturday work, closed day, holidays of a subdivision
no exceed, no exceed_by, no points.exceeded, scored for reps only, scored for teams only, part of weeks
where, where a missing attribute, where of a clock, wall clock, clock without pause
clock met, clock breached, clock open, clock dropped, clock of nobody, clock from before the agreement
pause, hand-over by carry, hand-over by restart, breached when got, breached after a pause, open on hold
met on hold, met with the limit used up, roles meet, equals meet
decided before the agreement, decided where there is no such level, decided under other terms
decided after a move, value without data, target hit exactly, shared rank
week not over, week without work, short week, week across versions
"""


def wanted() -> set[str]:
    periods = ("month", "week", "baseline")
    attainments = ("missed", "met", "exceeded", "no_data")
    names = {name.strip() for line in SINGLE.split("\n") for name in line.split(",")} - {""}
    names |= {f"{a} {b}" for a, b in product(MEASURES, attainments)}
    names |= {f"{a} by {b}" for a, b in product(attainments, periods)}
    names |= {f"{a} at {b} by {c}" for a, b, c in product(MEASURES, ("least", "most"), periods)}
    names |= {f"{a} by {b}" for a, b in product(("distinct", "min_volume"), periods)}
    names |= {f"{a} by {b}" for a, b in product(("team_target", "team_exceed"), periods[:2])}
    return names | {f"zone {zone}" for zone in ZONES}


@pytest.mark.nightly
def test_generated_cases_reach_every_rule() -> None:
    found: Counter[str] = Counter()
    for seed in SEEDS:
        found += features(generate(seed))
    assert wanted() - found.keys() == set()


def test_generated_zones_move() -> None:
    found = [features(generate(seed, zone_moves=True)) for seed in range(8)]
    assert any(case["zone moves"] for case in found)


@pytest.mark.parametrize("zone_moves", [False, True])
def test_generated_agreements_are_valid(zone_moves: bool) -> None:
    for seed in SEEDS:
        texts = generate(seed, zone_moves=zone_moves).agreements
        assert [fault for text in texts for fault in faults(text)] == [], seed
        for loaded in range(len(texts)):
            assert faults_between(texts[: loaded + 1]) == [], seed


def test_generated_memberships_do_not_overlap() -> None:
    for seed in SEEDS:
        people = People.read(generate(seed).people_csv, HEADER_OF_ABSENCES)
        for rep in people.reps():
            rows = [row for row in people.memberships if row.rep == rep]
            days = [day for row in rows for day in (row.starts, row.ends) if day]
            assert all(sum(row.covers(day) for row in rows) <= 1 for day in days), (seed, rep)


def test_a_seed_is_always_the_same_case() -> None:
    assert generate(7) == generate(7)
    assert generate(7) != generate(8)


def test_size_multiplies_activities() -> None:
    small, large = ([text.count("\n") for _, text in generate(3, size).activities] for size in (1, 4))
    assert sum(large) > 2 * sum(small)


def test_a_case_is_read_as_it_was_written(tmp_path: Path) -> None:
    case = generate(11)
    case.write(tmp_path)
    assert Case.read(tmp_path) == case


def test_a_day_goes_on_until_a_new_zone_begins() -> None:
    level = 'measure = "count"\nof = { kind = "deal.won" }\ntarget = 1\n'
    zones = {"2026-01": "Asia/Kolkata", "2027-01": "America/New_York"}
    agreements = Agreements.read([agreement(level, starts=month, zone=zone) for month, zone in zones.items()])
    assert str(agreements.day_of(datetime(2027, 1, 1, 4, 59, tzinfo=UTC))) == "2026-12-31"
    assert str(agreements.day_of(datetime(2027, 1, 1, 5, 0, tzinfo=UTC))) == "2027-01-01"
