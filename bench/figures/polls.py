"""Polls that find nothing new, against Flask's smallest page: on a server each, and in this process."""

import time
from collections.abc import Callable
from statistics import median
from wsgiref.types import WSGIApplication

from werkzeug.test import EnvironBuilder

from bench.hello import app as hello_app
from bench.measuring import in_turns, ratio
from bench.results import Finding, Section
from bench.serving import served
from bench.stage import Stage, say
from bench.visitors import BOARD, ME, WALL, Headers, having

NOTE = """\
CPU time of the worker, and of the database where it is another process, for one request of many over one
connection; gunicorn with one worker of 8 threads on both sides. The ratio is that of requests a second on a
busy server. In process: the WSGI application called directly."""


def measure(stage: Stage) -> Section:
    """Measure the polls of a wall and of a board."""
    visitors = stage.visitors
    say(f"{stage.kind}: polls")
    with (
        served("bench.hello:app", stage.databases) as hello,
        served("bench.served:app", stage.databases, DATABASE_URL=stage.url) as server,
    ):
        asked = ((WALL, visitors.screen), (BOARD, visitors.rep), (ME, visitors.rep))
        wall, rep, own = (having(who, server.ask(path, who)[1]["HX-PTag"]) for path, who in asked)
        calls = stage.size.calls * 2
        costs = in_turns(
            {
                "hello": lambda: hello.cost("/", {}, 200, calls),
                "wall": lambda: server.cost(WALL, wall, 304, calls),
                "board": lambda: server.cost(BOARD, rep, 304, calls),
                "me": lambda: server.cost(ME, own, 304, calls),
            },
            stage.size.rounds,
        )
    direct = _in_process(stage, wall, rep)

    def row(
        what: str,
        side: str,
        costs: dict[str, list[float]],
        goal: float | None = None,
        floor: float | None = None,
    ) -> Finding:
        against = f"hello {median(costs['hello']):.0f} µs"
        measured = f"{median(costs[side]):.0f} µs"
        times = ratio(costs["hello"], costs[side])
        return Finding(what, stage.kind, measured, against, times, "×", goal, floor)

    findings = [
        row("Wall's poll, nothing new", "wall", costs, 0.9, 0.5),
        row("A logged-in board's poll, nothing new", "board", costs, 0.25, 0.15),
        row("A rep's own page's poll, nothing new", "me", costs),
        row("Wall's poll, in process", "wall", direct),
        row("A logged-in board's poll, in process", "board", direct),
    ]
    return Section("Polls", NOTE, findings)


def _in_process(stage: Stage, wall: Headers, rep: Headers) -> dict[str, list[float]]:
    with stage.scored_app() as app:
        calls = stage.size.calls
        return in_turns(
            {
                "hello": caller(hello_app, "/", {}, "200", calls),
                "wall": caller(app, WALL, wall, "304", calls),
                "board": caller(app, BOARD, rep, "304", calls),
            },
            stage.size.rounds,
        )


def caller(app: WSGIApplication, path: str, headers: Headers, status: str, calls: int) -> Callable[[], float]:
    """Return a turn that asks `app` many times; it costs microseconds of this process's CPU time."""
    environ = EnvironBuilder(path, headers=list(headers.items())).get_environ()
    answers: list[str] = []

    def start_response(line: str, _headers: object, _error: object = None) -> Callable[[bytes], object]:
        answers.append(line)
        return len

    def ask() -> None:
        body = app(dict(environ), start_response)
        b"".join(body)
        close = getattr(body, "close", None)
        if close:
            close()

    def turn() -> float:
        ask()
        answers.clear()
        started = time.process_time_ns()
        for _ in range(calls):
            ask()
        used = time.process_time_ns() - started
        assert all(line.startswith(status) for line in answers), f"{path} answers {answers[0]}"
        return used / calls / 1000

    return turn
