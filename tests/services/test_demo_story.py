"""The story that the demo tells: the same for a seed and a day, a race in every quarter, and nothing yet to come."""

import csv
import io
import tomllib

import pytest

from app.demo import company, plan
from app.demo.calendar import day_of
from app.demo.cast import REPS, SIDES, TEAMS
from app.demo.company import Company
from app.demo.story import Fact
from app.demo.telling import files, tell
from app.demo.terms import agreements
from scoring.agreement import Baseline
from scoring.attainment import EXCEEDED, MET, MISSED
from tests.demo import MOMENTS, instant

NOW = instant("2026-11-18T15:30")
DATES = pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS.keys())


@pytest.fixture(scope="module")
def told() -> tuple[Company, list[Fact]]:
    return tell(NOW, 7)


def test_a_seed_and_a_day_give_one_story(told: tuple[Company, list[Fact]]) -> None:
    _, earlier = tell(instant("2026-11-18T09:30"), 7)
    assert told[1][: len(earlier)] == earlier
    assert len(earlier) < len(told[1])


def test_another_seed_tells_another_story() -> None:
    here = Company(day_of(NOW))
    assert plan.plan(here, 1) != plan.plan(here, 2)


def test_nothing_lies_in_the_future(told: tuple[Company, list[Fact]]) -> None:
    here, facts = told
    assert max(fact.at for fact in facts) <= NOW
    assert max(day_of(fact.at) for fact in facts) == day_of(NOW)
    assert min(day_of(fact.at) for fact in facts) // 31 == company.month_starts(here.months[0]) // 31


def test_everybody_acts_when_he_is_in_a_team(told: tuple[Company, list[Fact]]) -> None:
    here, facts = told
    assert {fact.rep for fact in facts} == {person.key for person in REPS}
    assert all(here.team_of(fact.rep, day_of(fact.at)) for fact in facts)


@pytest.mark.parametrize("kind", ["lead.on_hold", "lead.off_hold", "lead.rejected", "event.leads_loaded"])
def test_every_kind_of_happening_is_told(told: tuple[Company, list[Fact]], kind: str) -> None:
    assert sum(fact.kind == kind for fact in told[1]) > 50


def test_some_leads_are_handed_over(told: tuple[Company, list[Fact]]) -> None:
    assigned = [fact.subject for fact in told[1] if fact.kind == "lead.assigned"]
    assert len(assigned) > len(set(assigned)) + 50


def test_files_are_in_the_own_format(told: tuple[Company, list[Fact]]) -> None:
    here, facts = told
    written = files(here, facts)
    people = list(csv.DictReader(io.StringIO(written["people.csv"])))
    assert {row["team"]: row["side"] for row in people} == TEAMS
    assert len({row["rep"] for row in people}) == len(REPS) == 24
    assert len(list(csv.DictReader(io.StringIO(written["activities.csv"])))) == len(facts)
    assert tomllib.loads(written["agreement_reviewed.toml"])["agreement"]["starts"] == "2026-07"


@DATES
def test_two_versions_hold_every_measure(moment: str) -> None:
    signed, reviewed = agreements(Company(day_of(instant(moment))))
    levels = [*signed.levels, *reviewed.levels]
    assert signed.starts < reviewed.starts
    assert {level.measure for level in levels} == {"count", "sum", "ratio", "mean", "timely"}
    assert any(level.weekly for level in levels)
    assert any(isinstance(level.target, Baseline) for level in levels)
    assert reviewed.level(reviewed.metric_that_matters)


@DATES
def test_every_side_has_a_good_mix_of_outcomes(moment: str) -> None:
    found = plan.plan(Company(day_of(instant(moment))), 7)
    outcomes = [outcome for month in found.values() for outcome in month.values()]
    for outcome, least in ((EXCEEDED, 25), (MET, 35), (MISSED, 15)):
        assert outcomes.count(outcome) * 100 >= least * len(outcomes)


@DATES
def test_somebody_moves_in_mid_month_and_somebody_joins(moment: str) -> None:
    here = Company(day_of(instant(moment)))
    starts = [one.starts for one in here.memberships if one.starts]
    assert len(starts) == 2
    assert all(10 <= company.month_starts(company.month_of(day)) + 31 - day <= 25 for day in starts)
    assert {TEAMS[team] for team in TEAMS} == set(SIDES)
