"""Activities sent by programs, one in a request and a hundred in one, until they are scored; against hello."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import count
from statistics import median, quantiles

from app.clock import to_datetime
from app.extensions import db
from app.scorekeeping.queries import awaits_scoring
from app.tokens import service as tokens
from bench.measuring import in_turns, ratio
from bench.results import Finding, Section
from bench.serving import Server, served
from bench.sizes import NOW
from bench.stage import Stage, say

NOTE = """\
gunicorn with two workers of 8 threads, eight programs that send over a connection each. CPU time of the workers and of
the database for a request, all of its scoring included; the ratio is that of requests a second on a busy server.
Sent until scored: one program alone, from sending until the database says that no activity awaits scoring; the
server waits 50 ms for others to be scored together."""
PROGRAMS = 8
WORKERS = 2
PATIENCE = 60
FIRST_PATIENCE = 600
"""The figures before this one left clocks ahead of the moment that is measured at: everything is scored anew, once."""
TICK = 0.002
MOST_WAITS = 60
KINDS = ("call.made", "mail.sent", "lead.assigned", "deal.won", "meeting.held")


class Programs:
    """Programs that ask a server on `port`."""

    def __init__(self, port: int) -> None:
        self.port = port

    def connect(self) -> HTTPConnection:
        """Return a connection of a program."""
        return HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)


class Feed(Programs):
    """Programs that send activities which nobody sent before."""

    def __init__(self, stage: Stage, port: int, token: str, name: str = "sent") -> None:
        super().__init__(port)
        self.stage, self.name = stage, name
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.numbers = count(1)

    def send(self, connection: HTTPConnection, many: int, kind: str = "") -> str:
        """Send so many activities in one request, of one kind if given; return the id of the last."""
        activities = [self._activity(kind) for _ in range(many)]
        body = json.dumps({"activities": activities})
        connection.request("POST", "/api/v1/activities", body, self.headers)
        answer = connection.getresponse()
        told = answer.read()
        assert (answer.status, json.loads(told)["accepted"]) == (200, many), told
        return activities[-1]["id"]

    def _activity(self, kind: str) -> dict[str, str]:
        number = next(self.numbers)
        rep = number * 37 % self.stage.size.reps + 1
        kind = kind or KINDS[number % len(KINDS)]
        value = {"value": "100"} if kind in ("call.made", "deal.won") else {}
        at = to_datetime(NOW).isoformat()
        return {
            "id": f"{self.name}-{number}",
            "kind": kind,
            "at": at,
            "rep": f"rep-{rep:04}",
            "subject": f"s {number}",
            **value,
        }


def measure(stage: Stage) -> Section:
    """Measure single posts and batches under load, and how long one takes until it is scored."""
    with stage.scored_app():
        token = tokens.create_token("bench", ("ingest",), "bench", None, NOW)
    say(f"{stage.kind}: posts by programs")
    limits = {"API_REQUESTS_PER_MINUTE": "1000000", "DATABASE_URL": stage.url}
    with (
        served("bench.hello:app", stage.databases, WORKERS) as hello,
        served("bench.served:app", stage.databases, WORKERS, **limits) as server,
        stage.scored_app(),
    ):
        feed = Feed(stage, server.connection.port, token)
        calls = stage.size.calls
        # Each worker imports what it needs for the first request, and builds its statements for the first scores.
        feed.send(feed.connect(), 1)
        await_scores(FIRST_PATIENCE)
        cost(server, feed.connect, lambda one: feed.send(one, 1), PROGRAMS * 4)
        costs = in_turns(
            {
                "hello": lambda: cost(hello, Programs(hello.connection.port).connect, ask_hello, calls),
                "one": lambda: cost(server, feed.connect, lambda one: feed.send(one, 1), calls),
            },
            stage.size.rounds,
        )
        costs["hundred"] = [cost(server, feed.connect, lambda one: feed.send(one, 100), PROGRAMS)]
        waits = sorted(until_scored(feed) for _ in range(min(calls // 4, MOST_WAITS)))
    return Section("Posts by programs", NOTE, list(findings(stage.kind, costs, waits)))


def findings(kind: str, costs: dict[str, list[float]], waits: list[float]) -> Iterator[Finding]:
    """Yield the rows of the table."""
    hello, one, each = (median(costs[name]) for name in ("hello", "one", "hundred"))
    times = ratio(costs["hello"], costs["one"])
    yield Finding(
        "One activity a request", kind, f"{one:.0f} µs", f"hello {hello:.0f} µs", times, "×", 0.25, 0.15
    )
    figure = 1_000_000 / (each / 100)
    yield Finding("A hundred a request", kind, f"{each / 100:.0f} µs each", "–", figure, "a second of CPU")
    sent, late = f"{len(waits)} posts", quantiles(waits, n=100, method="inclusive")[98]
    yield Finding("Sent until scored: median", kind, sent, "–", median(waits), "ms")
    yield Finding("Sent until scored: 99 of 100", kind, sent, "–", late, "ms")


def ask_hello(connection: HTTPConnection) -> None:
    """Ask for hello."""
    connection.request("GET", "/")
    connection.getresponse().read()


def cost(
    server: Server, connect: Callable[[], HTTPConnection], ask: Callable[[HTTPConnection], None], calls: int
) -> float:
    """Return what one of many requests of several programs cost, in microseconds of CPU time."""
    each = max(calls // PROGRAMS, 1)

    def run(_number: int) -> None:
        connection = connect()
        try:
            for _ in range(each):
                ask(connection)
        finally:
            connection.close()

    before = server.cpu()
    with ThreadPoolExecutor(PROGRAMS) as pool:
        list(pool.map(run, range(PROGRAMS)))
    await_scores()
    return (server.cpu() - before) / (each * PROGRAMS) / 1000


def until_scored(feed: Feed) -> float:
    """Return how many milliseconds pass from sending an activity until it is scored."""
    connection = feed.connect()
    started = time.perf_counter_ns()
    feed.send(connection, 1)
    await_scores()
    connection.close()
    return (time.perf_counter_ns() - started) / 1_000_000


def await_scores(patience: int = PATIENCE) -> None:
    """Wait until nothing awaits scoring."""
    limit = time.monotonic() + patience
    while awaits_scoring(NOW):
        assert time.monotonic() < limit, "what was sent is scored"
        db.session.rollback()
        time.sleep(TICK)
    db.session.rollback()
