"""Short ways to write down what somebody achieved month by month, and to read the badges that it earns."""

from collections.abc import Sequence

from scoring.agreement_format import parse_agreement
from scoring.attainment import EXCEEDED, MET, MISSED, NO_DATA
from scoring.badges import Case, Earned, Key, Result, personal
from scoring.periods import month_ends
from scoring.versions import Timeline, Version
from tests.scoring.making import business, month, written

LETTERS = {"x": MISSED, "m": MET, "e": EXCEEDED, "-": NO_DATA}
JANUARY = month("2026-01")

CALLS = """
[[service_level]]
id = "calls"
side = "sales"
measure = "count"
of = { kind = "call.made" }
target = 10
exceed = 20
points = { met = 10, exceeded = 20 }
"""
DEALS = CALLS.replace("calls", "deals").replace("exceed = 20\n", "").replace("exceeded = 20", "exceeded = 10")
EVENTS = CALLS.replace("calls", "events").replace("sales", "marketing")


def line(*badges: str, starts: str = "2026-01", then: Sequence[tuple[str, Sequence[str]]] = ()) -> Timeline:
    """Return an agreement of three levels with these badges, and `then` others from a month on."""
    versions = []
    for number, (first, declared) in enumerate([(starts, badges), *then], 1):
        text = written(CALLS, DEALS, EVENTS, *declared).replace("2026-07", first)
        versions.append(Version(number, parse_agreement(text, lambda _code: ""), business()))
    return Timeline(versions)


def badge(kind: str, **terms: object) -> str:
    """Return a badge called like its kind, of these terms."""
    named = {"id": kind, "kind": kind, **terms}
    lines = [f"{key} = {value if isinstance(value, int) else repr(value)}" for key, value in named.items()]
    return "\n[[badge]]\n" + "\n".join(lines) + "\n"


def results(first: str = "2026-01", **levels: str) -> dict[int, list[Result]]:
    """Return scores of levels, a letter for each month from `first` on: `calls="mxe-"`; a blank is no score.

    A met call is 12 calls, an exceeded one 24, a missed one 6.
    """
    made = {"x": 6, "m": 12, "e": 24}
    found: dict[int, list[Result]] = {}
    for level, letters in levels.items():
        side = "marketing" if level == "events" else "sales"
        for number, letter in enumerate(letters, month(first)):
            if letter != " ":
                value = str(made[letter]) if letter in made else None
                found.setdefault(number, []).append(Result(level, side, LETTERS[letter], value, value))
    return found


def earned(
    known: Timeline, scores: dict[int, list[Result]], today: int = month_ends(month("2030-01")),
    taken: Sequence[Key] = (), board: str = "rep",
) -> list[Earned]:  # fmt: skip
    """Return the badges that these scores earn, in order."""
    return personal(known, board, scores, scores, today, taken)


def told(found: Sequence[Earned]) -> list[tuple[str, str]]:
    """Return month and metal of badges."""
    return [(f"{one.month % 12 + 1:02}", one.metal) for one in found]


def case(known: Timeline, scores: dict[int, list[Result]], number: int) -> Case:
    """Return the only badge that is declared, to be judged in a month."""
    version = known.in_force(number)
    assert version
    return Case(known, "rep", scores, version.agreement.badges[0], number)
