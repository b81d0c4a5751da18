"""How soon a server shows its first page on an existing database, and what memory its workers hold after some pages."""

import time
from statistics import median

from bench.databases import children_of
from bench.measuring import memory_of
from bench.results import Finding, Section
from bench.serving import Server, served
from bench.stage import Stage, say
from bench.visitors import BOARD, WALL, Headers

NOTE = """\
gunicorn as the README starts it, with two workers, on the database of this size: from its start to the log-
in page; then the memory of the larger worker (proportional set size) after boards, walls and the agreement
were shown."""
WORKERS = 2
PAGES = (BOARD, "/board", "/agreement", WALL)


def measure(stage: Stage) -> Section:
    """Start servers and look at them."""
    visitors = stage.visitors
    say(f"{stage.kind}: starts")
    starts, memory = zip(
        *(_start(stage, visitors.rep) for _ in range(min(stage.size.rounds, 3))), strict=True
    )
    seconds, largest = median(starts), max(memory)
    return Section(
        "Start",
        NOTE,
        [
            Finding("First page", stage.kind, f"{seconds:.1f} s", "–", seconds, "s", 3, 5, falls=True),
            Finding(
                "Memory of a worker", stage.kind, f"{largest} MB", "–", largest, "MB", 180, 220, falls=True
            ),
        ],
    )


def _start(stage: Stage, rep: Headers) -> tuple[float, int]:
    started = time.perf_counter()
    with served("bench.served:app", stage.databases, WORKERS, DATABASE_URL=stage.url) as server:
        seconds = time.perf_counter() - started
        _look_around(server, {"Cookie": rep["Cookie"]})
        return seconds, max(memory_of(worker) for worker in children_of(server.head))


def _look_around(server: Server, headers: Headers) -> None:
    """Ask for pages over many connections, so that every worker gets some."""
    for _ in range(4 * WORKERS):
        for page in PAGES:
            assert server.ask(page, headers)[0] == 200, f"{page} is shown"
        server.connection.close()
