"""The bench works: a run at a hundredth of the size, without a bound on time, and how it judges."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench.results import BELOW, REACHED, SHORT, Finding, number
from tests.source import ROOT

TITLES = {
    "business-time": "Business time",
    "rebuild": "Rebuild of a quarter",
    "rescore": "Rescore of one rep-month",
    "load": "Load of a CSV file",
    "polls": "Polls",
    "boards": "Boards",
    "pages": "Pages of a rep",
    "ranks": "Ranks",
    "posts": "Posts by programs",
    "walls": "Walls",
    "start": "Start",
}


def finding(
    figure: float, *, falls: bool = False, goal: float | None = 4, floor: float | None = 8
) -> Finding:
    return Finding("Tallies", "sqlite", "1 s", "DuckDB 0.5 s", figure, "×", goal, floor, falls=falls)


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        # Each time some figures on either of them, at night all on both.
        ("sqlite", ["business-time", "rebuild", "rescore"]),
        pytest.param("postgresql", ["ranks"], marks=pytest.mark.postgres),
        pytest.param("sqlite", [*TITLES], marks=pytest.mark.nightly),
        pytest.param("postgresql", [*TITLES], marks=[pytest.mark.postgres, pytest.mark.nightly]),
    ],
)
def test_everything_can_be_measured(kind: str, names: list[str], tmp_path: Path) -> None:
    page = tmp_path / "RESULTS.md"
    command = [sys.executable, "-m", "bench", "--size", "S", "--database", kind, "--output", str(page)]
    command += ["--only", *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = page.read_text()
    assert [line[3:] for line in told.splitlines() if line.startswith("## ")] == [
        TITLES[name] for name in names
    ]
    assert "Size S: 50 reps" in told


@pytest.mark.parametrize(("figure", "verdict"), [(4, REACHED), (4.01, SHORT), (8, SHORT), (8.01, BELOW)])
def test_less_may_be_better(figure: float, verdict: str) -> None:
    assert finding(figure, falls=True).verdict() == verdict


@pytest.mark.parametrize(("figure", "verdict"), [(0.9, REACHED), (0.89, SHORT), (0.5, SHORT), (0.49, BELOW)])
def test_more_may_be_better(figure: float, verdict: str) -> None:
    assert finding(figure, goal=0.9, floor=0.5).verdict() == verdict


def test_a_goal_may_have_no_floor_and_a_figure_no_goal() -> None:
    assert finding(301, falls=True, goal=300, floor=None).verdict() == BELOW
    assert finding(1, goal=None, floor=None).verdict() == "for orientation"


def test_a_row_tells_everything() -> None:
    row = "| Tallies | SQLite | 1 s | DuckDB 0.5 s | 2.00 × | ≤ 4.00 × | ≤ 8.00 × | reached |"
    assert finding(2, falls=True).row() == row


@pytest.mark.parametrize(("value", "text"), [(0.4234, "0.42"), (12.34, "12.3"), (1234.5, "1,234")])
def test_figures_have_as_many_digits_as_mean_something(value: float, text: str) -> None:
    assert number(value) == text
