"""What awaits scoring, batches of activities and touched months, and whose turn it is to score."""

from dataclasses import dataclass

from sqlalchemy import delete, func, select, update

from app.extensions import begin_write, db
from app.models.activities import Batch
from app.models.scores import Touched

TURN = 0x6261746F6E
"""The name of the lock in PostgreSQL: a number for this purpose alone."""


@dataclass(frozen=True)
class Touch:
    """Months, both included, that a change touched, and whether it may have moved clocks."""

    id: int
    first: int
    last: int
    clocks: bool


@dataclass(frozen=True)
class Queue:
    """What awaited scoring when a run began: what comes meanwhile is for the next one."""

    batches: list[int]
    touches: list[Touch]


def take_turn() -> None:
    """Start a transaction that scores; who else wants to score waits, for both would write the same rows."""
    begin_write()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(TURN)))


def read_queue() -> Queue:
    """Return what awaits scoring."""
    batches = db.session.scalars(select(Batch.id).where(Batch.scored_at.is_(None)).order_by(Batch.id))
    touches = db.session.execute(select(Touched.id, Touched.first, Touched.last, Touched.clocks))
    return Queue(list(batches), [Touch(*row) for row in touches])


def settle(queue: Queue, now: int) -> None:
    """Mark as scored what a run over all months found in the queue; part of the caller's transaction."""
    db.session.execute(delete(Touched).where(Touched.id.in_([touch.id for touch in queue.touches])))
    scored = update(Batch).where(Batch.id.in_(queue.batches), Batch.last_at <= now)
    db.session.execute(scored.values(scored_at=now))


def reopen(now: int) -> None:
    """Let batches wait again that were scored as of a moment after `now`; part of the caller's transaction."""
    later = (Batch.scored_at.is_not(None), Batch.last_at > now)
    db.session.execute(update(Batch).where(*later).values(scored_at=None))


def leave(first: int, last: int, cause: str) -> None:
    """Leave months to the next run, with all their clocks; part of the caller's transaction."""
    db.session.add(Touched(first=first, last=last, clocks=True, cause=cause))
