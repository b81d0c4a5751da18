"""A quarter's tallies, against DuckDB asked by hand; and all scores from nothing, with clocks, judging and ranks."""

import csv
import tempfile
from collections.abc import Callable
from statistics import median

import duckdb
from sqlalchemy import text

from app.agreement.queries import timeline
from app.extensions import db
from app.scorekeeping.counting import Stretch
from app.scorekeeping.roster import load_roster
from app.scorekeeping.tallies import TRUE_DAYS, LevelTally, tally_levels
from bench import data
from bench.measuring import in_turns, per_call, ratio, run_job
from bench.results import Finding, Section
from bench.sizes import MONTHS, NOW
from bench.stage import Stage, say

NOTE = """\
Tallies: every number that judging needs – the quarter's activities and clocks by rep and team, month and
week, credited to the team of the day. DuckDB is asked for the same sums by membership with the same rows in
its own tables, all fetched into Python. Whole rebuild: `flask score --all` on a database without scores,
then `flask rebuild --check`, each once, in a process of its own whose peak of memory is given."""
MONTHS_BY_HAND = """
    SELECT m.id, month, kind_id, count(*), count(value), sum(value) FROM membership m JOIN activity a
    ON a.rep_id = m.rep_id AND day >= starts AND day < ends WHERE kind_id IN (1, 3, 5, 6) GROUP BY ALL"""
WEEKS_BY_HAND = """
    SELECT m.id, (day - 1) // 7, count(*) FROM membership m JOIN activity a
    ON a.rep_id = m.rep_id AND day >= starts AND day < ends WHERE kind_id = 4 GROUP BY ALL"""
CLOCKS_BY_HAND = """
    SELECT m.id, month, count(*), count(*) FILTER (state = 'met') FROM membership m JOIN clock c
    ON c.rep_id = m.rep_id AND got_day >= starts AND got_day < ends
    WHERE state IN ('met', 'breached') GROUP BY ALL"""
CALLS = data.KINDS.index("call.made") + 1
BOUNDS = {"sqlite": (4, 8), "postgresql": (8, 15)}


def measure(stage: Stage) -> Section:
    """Measure tallies and rebuilds."""
    scored = stage.scored
    say(f"{stage.kind}: rebuilding beside what is stored")
    rebuilt = run_job("jobs", "rebuild", stage.url)
    assert rebuilt.returned == 0, "a rebuild gives what is stored"
    small = stage.scored_small.peak
    findings = [_tallies(stage)]
    for what, job in (("All scores from nothing", scored), ("Rebuild beside what is stored", rebuilt)):
        took = f"{job.seconds:.1f} s"
        findings.append(Finding(what, stage.kind, took, "–", job.seconds, "s", 30, 90, falls=True))
        flat = f"at a hundredth: {small} MB"
        findings.append(
            Finding(f"{what}: memory", stage.kind, f"{job.peak} MB", flat, job.peak, "MB", 300, falls=True)
        )
    return Section("Rebuild of a quarter", NOTE, findings)


def _tallies(stage: Stage) -> Finding:
    goal, floor = BOUNDS[stage.kind]
    with stage.scored_app(), duckdb.connect() as duck:
        say(f"{stage.kind}: the same rows in DuckDB")
        _fill(duck, stage)
        assert _calls(tally()) == _calls_by_hand(duck), "both sides count alike"
        say(f"{stage.kind}: tallies")
        costs = in_turns(
            {"ours": lambda: seconds(tally), "duck": lambda: seconds(lambda: by_hand(duck))},
            stage.size.rounds,
        )
    ours, theirs = median(costs["ours"]), median(costs["duck"])
    times = ratio(costs["ours"], costs["duck"])
    return Finding(
        "Tallies", stage.kind, f"{ours:.2f} s", f"DuckDB {theirs:.2f} s", times, "×", goal, floor, falls=True
    )


def tally() -> list[dict[str, LevelTally]]:
    """Return the quarter's tallies, as scoring takes them."""
    known = timeline()
    assert known
    roster, today = load_roster(None), (known.day(NOW), NOW)
    levels = known.versions[0].agreement.levels
    found = []
    for month in MONTHS:
        by_month = [level for level in levels if not level.weekly]
        found.append(tally_levels(by_month, Stretch.of_month(month), roster, today, TRUE_DAYS))
        found.append(
            tally_levels(
                [level for level in levels if level.weekly], Stretch.of_weeks(month), roster, today, TRUE_DAYS
            )
        )
    return found


def by_hand(duck: duckdb.DuckDBPyConnection) -> list[list[tuple[int, ...]]]:
    """Return the same sums from DuckDB."""
    return [duck.execute(query).fetchall() for query in (MONTHS_BY_HAND, WEEKS_BY_HAND, CLOCKS_BY_HAND)]


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes."""
    return per_call(work, 1) / 1_000_000


def _calls(tallies: list[dict[str, LevelTally]]) -> int:
    counted = [
        amount.count for found in tallies if "calls" in found for amount in found["calls"].found.reps.values()
    ]
    return sum(counted)


def _calls_by_hand(duck: duckdb.DuckDBPyConnection) -> int:
    return sum(row[3] for row in by_hand(duck)[0] if row[2] == CALLS)


def _fill(duck: duckdb.DuckDBPyConnection, stage: Stage) -> None:
    """Give DuckDB the same activities, memberships and clocks, in as many columns as it needs."""
    made = data.select_activities(stage.size, "duckdb")
    columns = ", ".join(f"CAST({name} AS int) AS {name}" for name in ("rep_id", "month", "kind_id", "day"))
    duck.execute(f"CREATE TABLE activity AS SELECT {columns}, value FROM ({made})")
    for table, names in (
        ("membership", "id, rep_id, starts, ends"),
        ("clock", "rep_id, month, got_day, state"),
    ):
        with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="") as file:
            rows = db.session.execute(text(f"SELECT {names} FROM {table}"))
            csv.writer(file).writerows([names.split(", "), *rows])
            file.flush()
            duck.execute(f"CREATE TABLE {table} AS SELECT * FROM read_csv('{file.name}')")
    db.session.rollback()
