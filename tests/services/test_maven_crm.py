"""A real CRM's pipeline, from its own export and from our format, gives the expected standings of all four quarters."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from app import clock
from app.clock import to_instant
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
    assert cli("rebuild", "--check").exit_code == 0
