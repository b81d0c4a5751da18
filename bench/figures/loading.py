"""A file of activities under random ids, stored and stored again, against the csv module and against SQL by hand."""

import csv
import random
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import data
from bench.measuring import run_job
from bench.results import Finding, Section
from bench.sizes import Size
from bench.stage import Stage, say

NOTE = """\
One CSV file in the program's own format; every row is parsed, checked, placed in the agreement's days and
stored once, with all indexes, in batches of 30,000 that survive a power cut. Scoring is not in it. By hand:
the csv module reading the same file; and its texts as they are put into a bare table with no index but that
of ids, sorted by id in the same batches. Each once, in a process of its own whose peak of memory is given."""
GOALS = {"sqlite": (50, 25), "postgresql": (60, 30)}
COLUMNS = ("id", "kind", "at", "rep", "subject", "value")


def measure(stage: Stage) -> Section:
    """Measure a first and a second load."""
    path = stage.databases.shared / "activities.csv"
    if not path.exists():
        say(f"writing {stage.size.rows:,} rows of CSV")
        write(path, stage.size)
    url = stage.fresh()
    say(f"{stage.kind}: loading {stage.size.rows:,} rows")
    first = run_job("jobs", "load", url, path)
    again = run_job("jobs", "load", url, path)
    assert (first.returned, again.returned) == (stage.size.rows, 0), "each row is stored once"
    say(f"{stage.kind}: the same by hand")
    hand, read = run_job("by_hand", "insert", path, url), run_job("by_hand", "read", path)
    stage.databases.drop(url)
    speed, raw, parsed = (stage.size.rows / job.seconds / 1000 for job in (first, hand, read))
    against = f"bare table by hand {raw:.0f} k/s, csv module {parsed:,.0f} k/s"
    goal, floor = GOALS[stage.kind]
    faster = first.seconds / again.seconds
    peak = max(first.peak, again.peak)
    return Section(
        "Load of a CSV file",
        NOTE,
        [
            Finding(
                "Rows per second", stage.kind, f"{first.seconds:.1f} s", against, speed, "k/s", goal, floor
            ),
            Finding("Again", stage.kind, f"{again.seconds:.1f} s", "the first load", faster, "×", 1.4),
            Finding(
                "Memory", stage.kind, f"{peak} MB", f"by hand {hand.peak} MB", peak, "MB", 200, falls=True
            ),
        ],
    )


def write(path: Path, size: Size) -> None:
    """Write a file of `size.rows` activities of the quarter, their ids scattered."""
    chance = random.Random(data.SEED)
    smaller = Size("", size.reps, size.teams, size.rows, 0, 0, 0)
    with sqlite3.connect(":memory:") as made, path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in made.execute(data.select_activities(smaller, "sqlite")):
            writer.writerow(_cells(chance, row))


def _cells(chance: random.Random, row: tuple[Any, ...]) -> tuple[Any, ...]:
    _id, _source, _key, kind, at, _day, _month, rep, subject, value, _batch = row
    moment = datetime.fromtimestamp(at // 1_000_000, UTC).isoformat()
    amount = "" if value is None else f"{value // 10_000}"
    return f"{chance.getrandbits(80):020x}", data.KINDS[kind - 1], moment, f"rep-{rep:04}", subject, amount
