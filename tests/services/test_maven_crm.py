"""A real CRM's pipeline, from its own export and from our format, gives the expected standings of all four quarters."""

import json
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.clock import to_instant
from app.extensions import db
from app.models.bonuses import Bonus
from app.models.people import Rep
from app.models.quarters import QuarterClose
from app.models.scores import Score
from app.rep import points
from app.rep.queries import changes
from app.stamp import reading
from tests.services.proofs import unproved
from tests.source import ROOT

Cli = Callable[..., Result]
QUARTERS = ("2017-Q1", "2017-Q2", "2017-Q3", "2017-Q4")
MAPPING = ROOT / "mappings" / "maven-crm.toml"
FILES: dict[str, list[list[Any]]] = {
    "own format": [["people", "load", "people.csv"], ["activities", "load", "activities.csv"]],
    "export": [
        ["people", "load", "source/sales_teams.csv", "--map", MAPPING],
        ["activities", "load", "source/sales_pipeline.csv", "--map", MAPPING],
    ],
}


def told(cli: Cli, *words: Any) -> Any:
    """Run a command and read the JSON that it prints."""
    result = cli(*words, "--format", "json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def standings_agree(cli: Cli, quarter: str, side: str | None, expected: dict[str, Any]) -> None:
    """Compare both boards of a quarter, whatever the order of those who share a rank."""
    found = told(cli, "standings", quarter, *(["--side", side] if side else []))
    assert (found["period"], found["side"]) == (quarter, side)
    for board, lines in expected.items():
        plain = [{key: line[key] for key in lines[0]} for line in found["standings"][board]]
        assert sorted(plain, key=lambda line: line["who"]) == sorted(lines, key=lambda line: line["who"])
        assert [line["rank"] for line in plain] == sorted(line["rank"] for line in lines)


def scores_agree(cli: Cli, quarter: str, expected: list[dict[str, Any]]) -> None:
    """Compare every score of a quarter; values and targets to 1e-9."""
    key = ("board", "who", "month", "service_level")
    found = {tuple(one[name] for name in key): one for one in told(cli, "scores", quarter)["scores"]}
    assert len(found) == len(expected)
    for one in expected:
        stored = found[tuple(one[name] for name in key)]
        assert (stored["attainment"], stored["points"]) == (one["attainment"], one["points"])
        assert stored["value"] == pytest.approx(one["value"], abs=1e-9)
        assert stored["target"] == pytest.approx(one.get("target"), abs=1e-9)


def ledgers_agree(quarter: str, expected: list[dict[str, Any]]) -> None:
    """Hold the points of every rep, entry by entry, against the board."""
    now = reading()
    period = now.line.period(quarter)
    keys = dict(db.session.execute(select(Rep.key, Rep.id)).all())
    for line in expected:
        told = points.entries(changes(keys[line["who"]], period), line["who"], period, now)
        assert sum(one.amount for one in told) == line["points"]
        assert [one.total for one in told] == list(accumulate(one.amount for one in told))


@pytest.mark.parametrize("form", FILES)
def test_all_quarters_equal_the_expected_files(
    app: Flask, cli: Cli, cases: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(clock, "now", lambda: to_instant(clock.EPOCH.replace(year=2018, month=2)))
    folder = cases / "maven-crm"
    assert cli("agreement", "load", folder / "agreement.toml").exit_code == 0
    for group, command, file, *options in FILES[form]:
        assert cli(group, command, folder / file, *options).exit_code == 0
    for quarter in QUARTERS:
        expected = json.loads((folder / f"expected-{quarter}.json").read_text())
        standings_agree(cli, quarter, None, expected["standings"])
        for side, boards in expected["sides"].items():
            standings_agree(cli, quarter, side, boards)
        scores_agree(cli, quarter, expected["scores"])
        with app.test_request_context():
            ledgers_agree(quarter, expected["standings"]["rep"])
    assert cli("rebuild", "--check").exit_code == 0
    if form == "export":
        with app.app_context():
            scores_are_proved(7 if db.engine.dialect.name == "sqlite" else 60)


def scores_are_proved(every: int) -> None:
    """Hold the records behind each score, or behind some of them, against it."""
    query = select(Score).order_by(Score.month, Score.board, Score.who, Score.level)
    scores = db.session.scalars(query).all()
    assert len(scores) > 1_500
    assert unproved(scores[::every]) == []


@pytest.mark.nightly
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_score_is_proved(app: Flask, cli: Cli, cases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: to_instant(clock.EPOCH.replace(year=2018, month=2)))
    assert cli("agreement", "load", cases / "maven-crm" / "agreement.toml").exit_code == 0
    for group, command, file, *options in FILES["own format"]:
        assert cli(group, command, cases / "maven-crm" / file, *options).exit_code == 0
    with app.app_context():
        scores_are_proved(1)
        assert cli("nightly").exit_code == 0
        scores_are_proved(11)


PLAN = """
[bonus]
currency = "USD"
[[bonus.prize]]
board = "rep"
places = ["1000.00", "600.00", "400.00"]
[[bonus.prize]]
board = "team"
places = ["900.00"]
[[bonus.rate]]
board = "rep"
per_point = "1.50"
"""


def owed(rank: int, tied: int, points: int) -> Fraction:
    """Return what a rep is owed by prizes and points, in cents before remainders."""
    prizes = [100_000, 60_000, 40_000][rank - 1 : rank - 1 + tied] if points else []
    return Fraction(sum(prizes), tied) + points * 150


def bonuses_agree(quarter: str, expected: dict[str, Any]) -> None:
    """Hold the bonuses of a quarter against its expected standings, to less than a cent."""
    keys = dict(db.session.execute(select(Rep.key, Rep.id)).all())
    first = db.session.scalars(select(QuarterClose.first).where(QuarterClose.label == quarter)).one()
    of_reps = select(Bonus.who, Bonus.amount).where(
        Bonus.quarter == first, Bonus.board == "rep", Bonus.rule != "prize[2]"
    )
    found: Counter[int] = Counter()
    for who, amount in db.session.execute(of_reps):
        found[who] += amount
    ranks = Counter(line["rank"] for line in expected["rep"])
    for line in expected["rep"]:
        exact = owed(line["rank"], ranks[line["rank"]], line["points"])
        assert abs(found[keys[line["who"]]] - exact) < 1
    shared = select(func.sum(Bonus.amount)).where(Bonus.quarter == first, Bonus.rule == "prize[2]")
    assert db.session.scalar(shared) == 90_000


def test_all_quarters_are_closed_with_their_bonuses(
    app: Flask, cli: Cli, cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: to_instant(clock.EPOCH.replace(year=2018, month=2)))
    folder, with_plan = cases / "maven-crm", tmp_path / "agreement.toml"
    with_plan.write_text((folder / "agreement.toml").read_text() + PLAN)
    assert cli("agreement", "load", with_plan).exit_code == 0
    for group, command, file, *options in FILES["own format"]:
        assert cli(group, command, folder / file, *options).exit_code == 0
    assert cli("nightly").stdout.count("is final, version 1.") == len(QUARTERS)
    for quarter in QUARTERS:
        expected = json.loads((folder / f"expected-{quarter}.json").read_text())["standings"]
        standings_agree(cli, quarter, None, expected)
        with app.app_context():
            bonuses_agree(quarter, expected)
    with app.app_context():
        scores_are_proved(83)
    for command in (["rebuild", "--check"], ["ledger", "verify"], ["check"]):
        assert cli(*command).exit_code == 0
