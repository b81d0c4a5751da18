"""What awaits scoring, batches of activities and touched months, and whose turn it is to score."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, delete, func, or_, select, update

from app.extensions import begin_write, db
from app.models.activities import Activity, Batch
from app.models.scores import Touched

TURN = 0x6261746F6E
"""The name of the lock in PostgreSQL: a number for this purpose alone."""
CHUNK = 5_000
"""Batches settled in one statement."""


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


def read_queue(now: int) -> Queue:
    """Return what awaits scoring as of `now`."""
    batches = db.session.scalars(select(Batch.id).where(Batch.next_at <= now).order_by(Batch.id))
    touches = db.session.execute(select(Touched.id, Touched.first, Touched.last, Touched.clocks))
    return Queue(list(batches), [Touch(*row) for row in touches])


def unscored(now: int) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that an activity, joined with its batch, has happened and no score rests on it yet."""
    later = or_(Batch.scored_at.is_(None), Activity.at > Batch.scored_at)
    return Batch.next_at <= now, Activity.at <= now, later


def settle(queue: Queue, now: int) -> None:
    """Mark as scored as of `now` what a run over all months found in the queue; part of the caller's transaction."""
    db.session.execute(delete(Touched).where(Touched.id.in_([touch.id for touch in queue.touches])))
    for start in range(0, len(queue.batches), CHUNK):
        chunk = queue.batches[start : start + CHUNK]
        db.session.execute(update(Batch).where(Batch.id.in_(chunk)).values(scored_at=now, next_at=_next(now)))


def reopen(now: int) -> None:
    """Let batches wait again that were scored as of a moment after `now`; part of the caller's transaction."""
    later = (Batch.scored_at > now, Batch.last_at > now)
    db.session.execute(update(Batch).where(*later).values(scored_at=now, next_at=_next(now)))


def _next(now: int) -> Any:
    """Return the moment of a batch's first activity after `now`, or nothing if there is none."""
    first = select(func.min(Activity.at)).where(Activity.batch_id == Batch.id, Activity.at > now)
    return case((Batch.last_at > now, first.scalar_subquery()))


def leave(months: Collection[int], cause: str) -> None:
    """Leave months to the next run, if there are any; part of the caller's transaction."""
    if months:
        db.session.add(Touched(first=min(months), last=max(months), clocks=False, cause=cause))
