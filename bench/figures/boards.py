"""Pieces of pages, drawn anew and as they were drawn, against Flask's smallest page; and beside CTFd's scoreboard."""

import json
import time
from statistics import median

from sqlalchemy import text

from app.agreement.queries import timeline
from app.extensions import db
from app.scorekeeping import queries
from bench.measuring import in_turns, per_call, ratio
from bench.results import Finding, Section
from bench.serving import served
from bench.sizes import PERIOD
from bench.stage import Stage, say
from bench.visitors import BOARD, WALL

NOTE = """\
Fresh: the version moved just before, so that stamp, log-in and lines are read and the piece is drawn. As
drawn: the version is the one it was drawn in, but the asker has another. CPU time of worker and database;
hello is asked in the same rhythm. CTFd 3.8 is not run here: its figures are those that the design quotes
for 5,000 people in 250 teams, on a machine of this kind, and ours are the time that a client waited."""
BOUNDS = {"sqlite": (0.15, 0.10), "postgresql": (0.10, 0.06)}
CTFD_PAGE, CTFD_JSON, CTFD_WARM = 530.0, 608.0, 44.0
"""After a change its page takes 530 ms at best, all as JSON 608 ms; unchanged it answers 44 pages a second."""


def measure(stage: Stage) -> Section:
    """Measure the pieces of wall and board."""
    visitors = stage.visitors
    say(f"{stage.kind}: boards")
    waited: list[float] = []
    calls = stage.size.calls // 8
    with (
        stage.scored_app(),
        served("bench.hello:app", stage.databases) as hello,
        # It looks at the stamp on each request: usually a process does so four times a second.
        served("bench.served:app", stage.databases, DATABASE_URL=stage.url, STAMP_MEMO_MS="1") as fresh,
        served("bench.served:app", stage.databases, DATABASE_URL=stage.url) as server,
    ):

        def board() -> float:
            used, took = fresh.cost_after(move_version, BOARD, visitors.rep, calls)
            waited.append(took / 1000)
            return used

        server.ask(WALL, visitors.screen), server.ask(BOARD, visitors.rep)
        many = stage.size.calls
        costs = in_turns(
            {
                "hello": lambda: hello.cost_after(move_version, "/", {}, calls)[0],
                "board": board,
                "wall": lambda: fresh.cost_after(move_version, WALL, visitors.screen, calls)[0],
                "hello, many": lambda: hello.cost("/", {}, 200, many),
                "wall, drawn": lambda: server.cost(WALL, visitors.screen, 200, many),
                "board, drawn": lambda: server.cost(BOARD, visitors.rep, 200, many),
            },
            stage.size.rounds,
        )
        dumped = median(as_json() for _ in range(stage.size.rounds))
    rows = _rows(stage, costs)
    return Section(
        "Boards", NOTE, [*rows, *_beside_ctfd(stage, median(waited), dumped, median(costs["board, drawn"]))]
    )


def move_version() -> None:
    """Move the version, as whatever changes a board does."""
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE stamp SET number = number + 1"))
    time.sleep(0.002)


def as_json() -> float:
    """Return how many milliseconds all lines of the quarter's reps take as JSON."""
    known = timeline()
    assert known
    period = known.period(PERIOD)

    def dump() -> str:
        return json.dumps([line._asdict() for line in queries.standings(period, "", "rep")])

    return per_call(dump, 1) / 1000


def _rows(stage: Stage, costs: dict[str, list[float]]) -> list[Finding]:
    def row(what: str, side: str, to: str, goal: float | None = None, floor: float | None = None) -> Finding:
        against = f"hello {median(costs[to]):.0f} µs"
        times = ratio(costs[to], costs[side])
        return Finding(what, stage.kind, f"{median(costs[side]):.0f} µs", against, times, "×", goal, floor)

    people = f"25 of {stage.size.reps:,}"
    return [
        row(f"Board of {people}, fresh, logged in", "board", "hello", *BOUNDS[stage.kind]),
        row("Wall, fresh", "wall", "hello"),
        row("Wall, as drawn", "wall, drawn", "hello, many", 0.7, 0.4),
        row(f"Board of {people}, as drawn, logged in", "board, drawn", "hello, many"),
    ]


def _beside_ctfd(stage: Stage, fresh: float, dumped: float, drawn: float) -> list[Finding]:
    """Return figures beside CTFd's: milliseconds after a change, and what a worker answers when nothing changed."""
    answers = 1_000_000 / drawn
    return [
        Finding("Board after a change, beside CTFd's page", stage.kind, f"{fresh:.1f} ms", "quoted: 530 ms",
                CTFD_PAGE / fresh, "×", 100, 30),
        Finding("All reps as JSON, beside CTFd's API", stage.kind, f"{dumped:.1f} ms", "quoted: 608 ms",
                CTFD_JSON / dumped, "×", 20, 10),
        Finding("Board as drawn, beside CTFd's page", stage.kind, f"{answers:,.0f} a second", "quoted: 44 a second",
                answers / CTFD_WARM, "×", 10, 5),
    ]  # fmt: skip
