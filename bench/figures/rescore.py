"""One rep's month scored anew, against the SQL of one measure written by hand; and one activity until it is scored."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from statistics import median, quantiles
from typing import Any

from app.activities import service as activities
from app.agreement.queries import timeline
from app.extensions import begin_write, db
from app.scorekeeping import service as scorekeeping
from app.scorekeeping.finals import Finals
from app.scorekeeping.judging import MonthJudge
from app.scorekeeping.roster import Roster, load_roster
from app.scorekeeping.scope import Scope
from bench.measuring import in_turns, per_call
from bench.results import Finding, Section
from bench.sizes import MONTHS, NOW
from bench.stage import Stage, say
from scoring.calendar import MINUTE

NOTE = """\
A rep has about 650 activities a month. Alone: tallies and judging of all 6 levels, without his team. With
his teams: the program's whole scope of one rep and month – roster, tallies of about 20 members, judging,
comparing with what is stored. Posting: one activity stored by the service that loads use, then scored and
committed, one after the other, a minute of the program's clock apart."""
BY_HAND = "SELECT count(*), sum(value) FROM activity WHERE rep_id = {rep} AND month = {month} AND kind_id = 3"
BOUNDS = {"sqlite": (1, 3), "postgresql": (3, 9)}
POSTS = 60
PATIENCE = 60
"""Seconds after which no more activities are posted."""


def measure(stage: Stage) -> Section:
    """Measure rescores of the running month, and posts."""
    findings = []
    with stage.scored_app():
        say(f"{stage.kind}: rescores")
        begin_write()
        findings += _rescores(stage)
        db.session.rollback()
        say(f"{stage.kind}: posts")
        findings += _posts(stage)
    return Section("Rescore of one rep-month", NOTE, findings)


def _rescores(stage: Stage) -> list[Finding]:
    known = timeline()
    assert known
    version, month, calls = known.versions[0], MONTHS[-1], stage.size.calls // 4
    reps = count(1)

    def alone() -> float:
        rosters = iter([_alone(next(reps) % stage.size.reps + 1) for _ in range(calls)])
        judge = partial(
            MonthJudge, known, version, month, now=NOW, levels=version.agreement.levels, finals=Finals()
        )
        return per_call(lambda: list(judge(next(rosters)).lines()), calls)

    def with_teams() -> float:
        terms = version.agreement
        levels = frozenset(level.id for level in terms.levels)
        who = (frozenset([next(reps) % stage.size.reps + 1]) for _ in range(calls))
        scopes = ([Scope((month,), reps, levels)] for reps in who)
        return per_call(lambda: scorekeeping.score_scopes(known, Finals(), next(scopes), NOW, "bench"), calls)

    costs = in_turns(
        {"alone": alone, "teams": with_teams, "hand": lambda: per_call(_by_hand(next(reps), month), calls)},
        stage.size.rounds,
    )
    one, teams, hand = (median(costs[name]) / 1000 for name in ("alone", "teams", "hand"))
    goal, floor = BOUNDS[stage.kind]
    against = f"one measure by hand {hand * 1000:.0f} µs"
    return [
        Finding(
            "Alone, all levels", stage.kind, f"{one:.2f} ms", against, one, "ms", goal, floor, falls=True
        ),
        Finding(
            "With his teams, compared with what is stored", stage.kind, f"{teams:.1f} ms", "–", teams, "ms"
        ),
    ]


def _alone(rep: int) -> Roster:
    """Return the roster of one rep without the others in his teams."""
    whole = load_roster(frozenset([rep]))
    members = {key: member for key, member in whole.members.items() if member.rep == rep}
    return Roster(members, {rep: whole.absences.get(rep, [])}, whole.reps)


def _by_hand(rep: int, month: int) -> Callable[[], Any]:
    """Return one measure of a rep-month, asked of the driver itself."""
    query = BY_HAND.format(rep=rep, month=month)
    cursor = db.session.connection().connection.cursor()
    return lambda: cursor.execute(query) and cursor.fetchone()


def _posts(stage: Stage) -> list[Finding]:
    costs = sorted(_post_all(stage))
    middle, worst = median(costs), quantiles(costs, n=100, method="inclusive")[98]
    measured = f"{len(costs)} posts"
    return [
        Finding("Post until scored: median", stage.kind, measured, "–", middle, "ms", 10, 20, falls=True),
        Finding("Post until scored: 99 of 100", stage.kind, measured, "–", worst, "ms", 40, 80, falls=True),
    ]


def _post_all(stage: Stage) -> Iterator[float]:
    """Yield how many milliseconds each post took."""
    limit = time.monotonic() + PATIENCE
    kinds = ("call.made", "mail.sent", "lead.assigned", "deal.won", "meeting.held")
    for number in range(POSTS if stage.size.rounds > 1 else 5):
        now = NOW + number * MINUTE
        rep, kind = number * 37 % stage.size.reps + 1, kinds[number % len(kinds)]
        value = 1_000_000 if kind in ("call.made", "deal.won") else None
        row = (f"post-{number}", kind, now, None, f"rep-{rep:04}", f"post {number}", value, None)
        started = time.perf_counter_ns()
        activities.store([row], "default", now)
        scorekeeping.catch_up(now, "bench")
        yield (time.perf_counter_ns() - started) / 1_000_000
        if time.monotonic() > limit:
            return
