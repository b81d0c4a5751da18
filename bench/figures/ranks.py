"""One rank, one page and the lines around somebody: as statements in the store, and through the program's functions."""

from collections.abc import Callable
from itertools import count
from statistics import median

from app.agreement.queries import timeline
from app.extensions import db
from app.leaderboard import queries
from app.leaderboard.scope import Scope
from bench.measuring import in_turns, per_call
from bench.results import Finding, Section
from bench.sizes import PERIOD
from bench.stage import Stage, say

NOTE = """\
Ranks are stored, so that a board reads only its page. In the store: the statement by hand on the program's
own table, all rows fetched. Through the program: the function that pages call, with names, teams' sides and
the size of the board. The library `leaderboard` on Redis is not run here: its best figures are those that
the design quotes, 70, 394 and 449 µs."""
HERE = f"period = '{PERIOD}' AND side = '' AND board = 'rep'"
FIGURES = "who, place, rank, points, exceeded, met"
PLACE = f"(SELECT place FROM standing WHERE {HERE} AND who = {{who}})"
LINES = f"SELECT {FIGURES} FROM standing WHERE {HERE} AND place BETWEEN {{low}} AND {{high}} ORDER BY place"
STATEMENTS = {
    "Rank of one": f"SELECT rank, points FROM standing WHERE {HERE} AND who = {{who}}",
    "Page of 25": LINES.format(low="{who}", high="{who} + 24"),
    "Around one": LINES.format(low=f"{PLACE} - 12", high=f"{PLACE} + 12"),
}
REDIS = {"Rank of one": (70, 10), "Page of 25": (394, 20), "Around one": (449, 15)}
"""What Redis takes, in microseconds, and how many times faster we want to be."""
FLOOR = 5


def measure(stage: Stage) -> Section:
    """Measure the three questions."""
    with stage.scored_app():
        say(f"{stage.kind}: ranks")
        calls = stage.size.calls
        asked = {"nothing": _nothing(), **_in_store(stage), **_through_program(stage)}
        costs = in_turns({name: _turn(ask, calls) for name, ask in asked.items()}, stage.size.rounds)
        db.session.rollback()
    findings = []
    for name, (redis, goal) in REDIS.items():
        for where, bounds in (("in the store", (goal, FLOOR)), ("through the program", (None, None))):
            took = median(costs[f"{name}, {where}"])
            against = f"quoted: Redis {redis} µs; here, SELECT 1: {median(costs['nothing']):.0f} µs"
            what = f"{name}, {where}"
            findings.append(Finding(what, stage.kind, f"{took:.1f} µs", against, redis / took, "×", *bounds))
    return Section("Ranks", NOTE, findings)


def _turn(ask: Callable[[], object], calls: int) -> Callable[[], float]:
    def turn() -> float:
        ask()
        return per_call(ask, calls)

    return turn


def _nothing() -> Callable[[], object]:
    """Return the least that a question to the database takes."""
    cursor = db.session.connection().connection.cursor()
    return lambda: cursor.execute("SELECT 1") and cursor.fetchall()


def _in_store(stage: Stage) -> dict[str, Callable[[], object]]:
    cursor = db.session.connection().connection.cursor()
    number = count(1)

    def asker(statement: str) -> Callable[[], object]:
        # As many texts as there are people would be parsed each time; the program sends one with parameters.
        mark = "?" if stage.kind == "sqlite" else "%s"
        prepared, marks = statement.replace("{who}", mark), statement.count("{who}")

        def ask() -> object:
            one = next(number) * 37 % stage.size.reps + 1
            cursor.execute(prepared, (one,) * marks)
            return cursor.fetchall()

        return ask

    return {f"{name}, in the store": asker(statement) for name, statement in STATEMENTS.items()}


def _through_program(stage: Stage) -> dict[str, Callable[[], object]]:
    known = timeline()
    assert known
    board = queries.Board("rep", PERIOD, "")
    period = known.period(PERIOD)
    number = count(1)

    def one() -> int:
        return next(number) * 37 % stage.size.reps + 1

    def page() -> object:
        return queries.page_of(Scope("rep", period, "", "", one() // queries.LINES + 1))

    def around() -> object:
        line = queries.line_of(board, one())
        assert line
        return queries.around(board, line)

    where = "through the program"
    return {
        f"Rank of one, {where}": lambda: queries.line_of(board, one()),
        f"Page of 25, {where}": page,
        f"Around one, {where}": around,
    }
