"""A rep's own page and the proofs of his scores, beside the fresh piece of a board and beside a small company."""

from collections.abc import Iterator
from statistics import median

from bench.figures.boards import move_version
from bench.measuring import Turn, in_turns, ratio
from bench.results import Finding, Section
from bench.serving import Server, served
from bench.sizes import PERIOD, SIZES
from bench.stage import Stage, say
from bench.visitors import BOARD, ME, REP, Visitors

NOTE = """\
A rep opens his page and the proofs behind it: each is drawn for him alone and anew each time, so their price is that
of a page opened, not of a poll. CPU time of worker and database, as for boards. They say more than a board: about
eight things instead of one, a proof every record with its reason. They are therefore held to the board's fresh piece,
at most four times its cost, with a floor of eight; and to what they cost in a company of a hundredth of the reps and
the same work for each: more people must not make one's own page dearer. What a team's proof costs grows with the team:
at size L it has 20 members, at a hundredth 10."""
PROOF = f"/proof/{{whose}}?period={PERIOD}&month=2026-09&level={{level}}"
PAGES = {
    "A rep's own page": ME,
    "Proof of a rep's clocks": PROOF.format(whose=f"rep/rep-{REP:04}", level="disposition"),
    "Proof of a rep's records": PROOF.format(whose=f"rep/rep-{REP:04}", level="calls"),
}

TEAM, SMALL = "Proof of a team's records", ", at a hundredth"

Costs = dict[str, list[float]]


def measure(stage: Stage) -> Section:
    """Measure the pages in both companies."""
    say(f"{stage.kind}: pages of a rep")
    small, fewer = stage.small, stage.small_visitors
    with (
        stage.scored_app(),
        served("bench.hello:app", stage.databases) as hello,
        served("bench.served:app", stage.databases, DATABASE_URL=stage.url, STAMP_MEMO_MS="1") as server,
        served("bench.served:app", stage.databases, DATABASE_URL=small, STAMP_MEMO_MS="1") as other,
    ):
        beside = _fresh(stage, hello, server)
        grown = _opened(stage, (server, stage.visitors), (other, fewer))
    return Section("Pages of a rep", NOTE, [*_findings(stage, beside), *_growth(stage, grown)])


def _fresh(stage: Stage, hello: Server, server: Server) -> Costs:
    """Return what each page costs right after a change, with hello and the piece of a board in the same rhythm."""
    calls = stage.size.calls // 16
    rep = {"Cookie": stage.visitors.rep["Cookie"]}
    team = (REP - 1) % stage.size.teams + 1
    pages = {**PAGES, TEAM: PROOF.format(whose=f"team/Team%20{team:03}", level="calls")}

    def fresh(path: str) -> Turn:
        return lambda: server.cost_after(move_version, path, rep, calls)[0]

    return in_turns(
        {
            "hello": lambda: hello.cost_after(move_version, "/", {}, calls)[0],
            "board": lambda: server.cost_after(move_version, BOARD, stage.visitors.rep, calls)[0],
            **{name: fresh(path) for name, path in pages.items()},
        },
        stage.size.rounds,
    )


def _opened(stage: Stage, large: tuple[Server, Visitors], small: tuple[Server, Visitors]) -> Costs:
    """Return what each page costs in the large company and, under a longer name, in the small one."""
    calls = stage.size.calls // 16
    sides = {}
    for name, path in PAGES.items():
        for suffix, (server, visitors) in (("", large), (SMALL, small)):
            sides[name + suffix] = _turn(server, path, visitors, calls)
    return in_turns(sides, stage.size.rounds)


def _turn(server: Server, path: str, visitors: Visitors, calls: int) -> Turn:
    rep = {"Cookie": visitors.rep["Cookie"]}
    return lambda: server.cost(path, rep, 200, calls)


def _findings(stage: Stage, costs: Costs) -> Iterator[Finding]:
    board, hello = (median(costs[name]) for name in ("board", "hello"))
    for name in PAGES:
        took = f"{median(costs[name]):.0f} µs"
        times = ratio(costs[name], costs["board"])
        against = f"the board's piece {board:.0f} µs"
        yield Finding(name, stage.kind, took, against, times, "×", 4, 8, falls=True)
        times = ratio(costs["hello"], costs[name])
        yield Finding(f"{name}, beside hello", stage.kind, took, f"hello {hello:.0f} µs", times, "×")
    against, times = f"the board's piece {board:.0f} µs", ratio(costs[TEAM], costs["board"])
    yield Finding(TEAM, stage.kind, f"{median(costs[TEAM]):.0f} µs", against, times, "×")


def _growth(stage: Stage, costs: Costs) -> Iterator[Finding]:
    reps = f"{stage.size.reps // SIZES['S'].reps} times the reps"
    for name in PAGES:
        took, less = (median(costs[name + suffix]) for suffix in ("", SMALL))
        times = ratio(costs[name], costs[name + SMALL])
        against = f"at size S {less:.0f} µs"
        yield Finding(
            f"{name}, with {reps}", stage.kind, f"{took:.0f} µs", against, times, "×", 1.5, 2, falls=True
        )
