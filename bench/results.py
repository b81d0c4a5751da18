"""What was found, and the page that tells it: figures beside what they are measured against, missed goals included."""

import os
import platform
import sqlite3
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.measuring import ROOT
from bench.sizes import Size

PAGE = Path(__file__).with_name("RESULTS.md")
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "": "–"}

REACHED, SHORT, BELOW = "reached", "goal missed, above the floor", "**missed, below the floor**"


@dataclass(frozen=True)
class Finding:
    """A row of the table: what was measured, how often or in how much, and what it is held to.

    `figure` is compared with `goal` and `floor`; `falls` tells that less is better. Without a goal it orients.
    """

    what: str
    database: str
    measured: str
    against: str
    figure: float
    unit: str
    goal: float | None = None
    floor: float | None = None
    falls: bool = False

    def verdict(self) -> str:
        """Return whether the goal was reached, or at least the floor."""
        if self.goal is None:
            return "for orientation"
        if self._reaches(self.goal):
            return REACHED
        return SHORT if self.floor is not None and self._reaches(self.floor) else BELOW

    def _reaches(self, bound: float) -> bool:
        return self.figure <= bound if self.falls else self.figure >= bound

    def row(self) -> str:
        """Return it as a row of the table."""
        sign = "≤" if self.falls else "≥"
        bounds = [
            "–" if bound is None else f"{sign} {number(bound)} {self.unit}"
            for bound in (self.goal, self.floor)
        ]
        figure = f"{number(self.figure)} {self.unit}"
        cells = (
            self.what,
            NAMES[self.database],
            self.measured,
            self.against,
            figure,
            *bounds,
            self.verdict(),
        )
        return f"| {' | '.join(cells)} |"


@dataclass(frozen=True)
class Section:
    """The findings of one figure, and what has to be known to read them."""

    title: str
    note: str
    findings: list[Finding]


def number(value: float) -> str:
    """Return a figure with two or three digits that mean something."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def page(sections: list[Section], size: Size, took: float, load: tuple[float, float]) -> str:
    """Return the page of a run that took `took` seconds; `load` is the machine's load as it began and ended."""
    found = [finding for section in sections for finding in section.findings]
    missed = [one for one in found if one.verdict() in (SHORT, BELOW)]
    lines = [
        "# Results of the bench",
        "",
        "Written by `make bench`. What each figure is held to, and why, stands in the design's table of speeds;",
        "docs/decisions tell how it is measured. All ratios are of sides that took turns in this one run.",
        "",
        *set_up(size, took, load),
        "",
        f"{sum(one.goal is not None for one in found)} figures have a goal, {len(missed)} miss it.",
    ]
    for section in sections:
        lines += ["", f"## {section.title}", "", section.note, "", HEAD, RULE]
        lines += [finding.row() for finding in section.findings]
    return "\n".join(lines) + "\n"


HEAD = "| What | Database | Measured | Against, in this run | Figure | Goal | Floor | Verdict |"
RULE = "| --- | --- | --- | --- | ---: | ---: | ---: | --- |"


def set_up(size: Size, took: float, load: tuple[float, float]) -> list[str]:
    """Return what the figures were taken of, on and with."""
    moment = datetime.now(UTC)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    software = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, " + ", ".join(
        f"{name} {version(name)}" for name in ("flask", "sqlalchemy", "gunicorn", "psycopg", "duckdb")
    )
    machine = f"{processor()}, {os.cpu_count()} cores, {memory} GB"
    company = f"{size.reps:,} reps, {size.teams:,} teams, 6 service levels, one quarter"
    facts = f"{size.activities:,} activities of 6 kinds, {size.leads:,} clocks; a file of {size.rows:,} rows"
    return [
        f"- Commit: {commit()}",
        f"- Date: {moment:%Y-%m-%d %H:%M} UTC; it took {took / 60:.0f} minutes",
        f"- Machine: {machine}; load {load[0]:.1f} at the beginning, {load[1]:.1f} at the end",
        f"- Software: {software}; PostgreSQL with its settings as they come",
        f"- Size {size.name}: {company}, {facts}",
    ]


def commit() -> str:
    """Return the commit that was measured, and whether files differed from it."""
    head = _git("rev-parse", "--short", "HEAD")
    changed = _git(
        "status", "--porcelain", "--untracked-files=no", "--", "app", "scoring", "templates", "config.py"
    )
    return f"{head}{' with changes that are not committed' if changed else ''}" if head else "unknown"


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607 - as on the PATH
    return done.stdout.strip()


def processor() -> str:
    """Return the name of the processor."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
