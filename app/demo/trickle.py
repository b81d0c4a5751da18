"""Activities that trickle in while the demo runs, by a process of their own, as a CRM would deliver them."""

import random
import time
from collections.abc import Callable

from sqlalchemy.exc import OperationalError

from app import clock
from app.activities import service as activities
from app.demo import queries
from app.demo.chance import chance
from app.demo.rows import activities as as_rows
from app.demo.scenes import Moment
from app.demo.service import SOURCE
from app.demo.steering import choose
from app.extensions import db
from app.logs import log
from app.patience import patiently
from app.scorekeeping.service import catch_up

PACE = ((120, 3), (600, 6), (3600, 20))
"""Up to so many seconds after the start, a scene every so many seconds: lively first, and believable after a day."""
SLOW = 90
"""Seconds between scenes from then on."""
TRIES = 8


def run(wait: Callable[[int], bool]) -> None:
    """Play scenes until `wait`, which is given seconds, says that it is time to end."""
    draw = chance("trickle", clock.now())
    began = time.monotonic_ns()
    while not wait(_pause((time.monotonic_ns() - began) // 1_000_000_000)):
        try:
            play(clock.now(), draw)
        except OperationalError as error:
            # The database is busy or being restarted: the next scene finds it again.
            log.warning("trickle", error=str(error.orig).splitlines()[0])
        finally:
            db.session.remove()


def _pause(running: int) -> int:
    return next((seconds for until, seconds in PACE if running < until), SLOW)


def play(now: int, draw: random.Random) -> int:
    """Let something happen at `now`, and score it; return how many activities that were."""
    seen = queries.glance(now)
    if seen is None or not seen.colleagues:
        return 0
    for choice in choose(seen, draw)[:TRIES]:
        if facts := choice.scene.play(Moment(now, choice.rep, seen, draw)):
            told = [(f"live-{now}-{number}", fact) for number, fact in enumerate(facts, 1)]
            activities.store(as_rows(told), SOURCE, now)
            patiently(lambda: catch_up(now, SOURCE))
            return len(facts)
    return 0
