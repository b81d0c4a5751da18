"""Standings and scores on the command line: results alone on standard output, in three forms."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models.scores import ScoredMonth
from app.scorekeeping import service
from tests.services.facts import (
    CALLS,
    DISPOSED,
    act,
    agree,
    at,
    calls,
    happened,
    member,
    month,
    people,
    touch,
)

Cli = Callable[..., Result]
NOW = at("2026-10-15T12:00")
LEADS = (
    CALLS.replace('"calls"', '"leads"').replace('"sales"', '"marketing"').replace("call.made", "lead.made")
)


@pytest.fixture(autouse=True)
def facts(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    agree(CALLS, DISPOSED, LEADS)
    people(ann="North", bob="North")
    member("eve", "Events", side="marketing")
    happened(
        *calls("ann", "2026-09-01", "2026-09-02", "2026-09-03", "2026-09-04"),
        act("lead.made", "2026-09-01T09:00", "eve"),
    )
    happened(
        act("lead.assigned", "2026-09-01T09:00", "bob", "L1"),
        act("lead.disposed", "2026-09-01T10:00", "bob", "L1"),
    )
    service.catch_up(NOW, "test")


def read(found: Result) -> Any:
    assert (found.exit_code, found.stderr) == (0, "")
    return json.loads(found.stdout)


def test_standings_as_json(cli: Cli) -> None:
    assert read(cli("standings", "2026-Q3", "--format", "json")) == {
        "period": "2026-Q3",
        "side": None,
        "standings": {
            "team": [
                {"rank": 1, "who": "North", "name": "North", "points": 30, "exceeded": 0, "met": 2},
                {"rank": 2, "who": "Events", "name": "Events", "points": 0, "exceeded": 0, "met": 0},
            ],
            "rep": [
                {"rank": 1, "who": "bob", "name": "Bob", "points": 20, "exceeded": 0, "met": 1},
                {"rank": 2, "who": "ann", "name": "Ann", "points": 15, "exceeded": 1, "met": 0},
                {"rank": 3, "who": "eve", "name": "Eve", "points": 0, "exceeded": 0, "met": 0},
            ],
        },
    }


def test_scores_as_json(cli: Cli) -> None:
    found = read(cli("scores", "2026-09", "--who", "ann", "--format", "json"))
    assert found == {
        "period": "2026-09",
        "scores": [
            {
                "board": "rep", "who": "ann", "month": "2026-09", "service_level": "calls",
                "value": 4.0, "target": 2.0, "attainment": "exceeded", "points": 15,
            },
            {
                "board": "rep", "who": "ann", "month": "2026-09", "service_level": "disposed",
                "value": None, "target": None, "attainment": "no_data", "points": 0,
            },
        ],
    }  # fmt: skip
    assert [type(one["value"]) for one in found["scores"]] == [float, type(None)]


def test_one_board_of_one_side(cli: Cli) -> None:
    found = read(cli("standings", "2026-09", "--board", "rep", "--side", "marketing", "--format", "json"))
    eve = {"rank": 1, "who": "eve", "name": "Eve", "points": 0, "exceeded": 0, "met": 0}
    assert found == {"period": "2026-09", "side": "marketing", "standings": {"rep": [eve]}}


def test_scores_of_a_team_over_a_year(cli: Cli) -> None:
    found = read(cli("scores", "2026", "--who", "North", "--format", "json"))["scores"]
    months = ["2026-07", "2026-08", "2026-09", "2026-10"]
    expected = [(one, level) for one in months for level in ("calls", "disposed")]
    assert [(one["month"], one["service_level"]) for one in found] == expected
    assert {(one["board"], one["who"]) for one in found} == {("team", "North")}


def test_standings_as_a_table(cli: Cli) -> None:
    found = cli("standings", "2026-09", "--board", "rep")
    assert (found.exit_code, found.stderr) == (0, "")
    assert found.stdout.splitlines() == [
        "2026-09, reps",
        "rank  name  points  exceeded  met",
        "   1  Bob       20         0    1",
        "   2  Ann       15         1    0",
        "   3  Eve        0         0    0",
    ]
    assert "2026-09, teams, sales\n" in cli("standings", "2026-09", "--side", "sales").stdout


def test_scores_as_a_table(cli: Cli) -> None:
    found = cli("scores", "2026-09", "--who", "North")
    assert found.stdout.splitlines() == [
        "board  who    month    service_level  value  target  attainment  points",
        "team   North  2026-09  calls              4       4  met             10",
        "team   North  2026-09  disposed           1     0.5  met             20",
    ]


def test_csv_has_no_formulas(cli: Cli) -> None:
    member("=cmd()", "+North")
    touch("2026-07")
    service.catch_up(NOW + 1, "test")
    rows = list(csv.reader(io.StringIO(cli("standings", "2026-09", "--format", "csv").stdout)))
    assert rows[0] == ["board", "rank", "who", "name", "points", "exceeded", "met"]
    assert rows[1] == ["team", "1", "North", "North", "30", "0", "2"]
    assert ["rep", "3", "'=cmd()", "'=Cmd()", "0", "0", "0"] in rows
    scores = list(csv.reader(io.StringIO(cli("scores", "2026-09", "--format", "csv").stdout)))
    assert scores[0][:4] == ["board", "who", "month", "service_level"]
    assert ["rep", "ann", "2026-09", "calls", "4.0", "2.0", "exceeded", "15"] in scores
    assert ["rep", "ann", "2026-09", "disposed", "", "", "no_data", "0"] in scores
    assert {row[1] for row in scores if row[0] == "team"} == {"'+North", "North", "Events"}


def test_nobody_has_a_score_in_it(cli: Cli) -> None:
    found = cli("standings", "2020-Q1", "--board", "rep")
    assert (found.exit_code, found.stdout) == (0, "2020-Q1, reps\n")
    assert found.stderr == "Nobody has a score in it.\n"
    assert read(cli("scores", "2027", "--format", "json")) == {"period": "2027", "scores": []}


@pytest.mark.parametrize(
    ("words", "code", "reason"),
    [
        (["standings", "2026-9"], 2, "'2026-9' is not a period: write 2017-05, 2017-Q2 or 2017"),
        (["standings", "2026", "--board", "all"], 2, "'all' is not one of"),
        (["standings", "2026", "--format", "xml"], 2, "'xml' is not one of"),
        (["standings"], 2, "Missing argument 'PERIOD'"),
        (
            ["standings", "2026", "--side", "legal"],
            1,
            "There is no side 'legal'; there are: marketing, sales.",
        ),
        (["scores", "2026", "--who", "zoe"], 1, "There is no rep or team 'zoe'."),
    ],
)
def test_what_cannot_be_shown(cli: Cli, words: list[str], code: int, reason: str) -> None:
    found = cli(*words)
    assert (found.exit_code, found.stdout) == (code, "")
    assert reason in found.stderr


def test_what_was_never_scored_is_scored_first(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    later = at("2026-11-20T12:00")
    monkeypatch.setattr(clock, "now", lambda: later)
    found = read(cli("standings", "2026-11", "--format", "json"))
    assert [line["who"] for line in found["standings"]["team"]] == ["Events", "North"]
    assert db.session.scalar(select(ScoredMonth.as_of).where(ScoredMonth.month == month("2026-11"))) == later


def test_what_awaits_scoring_is_said(cli: Cli) -> None:
    happened(*calls("bob", "2026-09-01", "2026-09-02"))
    found = cli("standings", "2026-09", "--format", "json")
    assert json.loads(found.stdout)["standings"]["rep"][0]["points"] == 20
    assert found.stderr == "Some activities or changes are not scored yet; run: flask score\n"
    cli("score")
    assert read(cli("standings", "2026-09", "--format", "json"))["standings"]["rep"][0]["points"] == 30


def test_a_rep_without_a_name_is_called_by_his_key(cli: Cli) -> None:
    member("zed", "North")
    touch("2026-07")
    service.catch_up(NOW + 1, "test")
    db.session.rollback()
    names = [
        line["name"] for line in read(cli("standings", "2026-09", "--format", "json"))["standings"]["rep"]
    ]
    assert "Zed" in names
