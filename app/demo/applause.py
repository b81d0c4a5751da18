"""The kudos of the demo: colleagues applaud what happened lately, some of it more than other."""

from app.demo.chance import chance
from app.demo.queries import reps_by_key
from app.happenings import queries, service

LATEST = 60
"""Happenings that anybody has looked at."""
MOST = {"streak": 8, "badge": 7, "leader": 6, "exceeded": 4, "month": 3}
"""Colleagues who applaud a happening of a kind, at most."""
MINUTE = 60_000_000


def give(now: int, seed: int) -> None:
    """Let colleagues give kudos, each within some hours."""
    reps = sorted(reps_by_key().values())
    for one in queries.page(None, None, LATEST):
        draw = chance(seed, "kudos", one.kind, one.board, one.who, one.month, sorted(one.detail.items()))
        for rep in draw.sample(reps, draw.randrange(MOST[one.kind] + 1)):
            if (one.board, one.who) != ("rep", rep):
                service.give(one.id, rep, min(now, one.at + draw.randrange(3, 300) * MINUTE))
