"""What awaits scoring, batches of activities and touched months, and whose turn it is to score."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, bindparam, case, delete, func, select, text, update

from app.extensions import begin_write, db
from app.models.activities import Activity, Batch, Correction, Source
from app.models.scores import Touched

TURN = 0x6261746F6E
"""The name of the lock in PostgreSQL: a number for this purpose alone."""
RESTED_ON = ("batch", "membership", "absence", "alias", "agreement_version")
"""The tables into which facts that scores rest on are written, or with which they come."""
EVER = -(2**62)
"""An instant before every date there is."""
CHUNK = 5_000
"""Batches named in one statement."""

# Statements are built once: for a single activity, to build them would cost more than to run them.
_NOW: Any = bindparam("now", type_=BigInteger)
# In no order of the statement's: SQLite would go through all batches in that order instead of the few that wait.
_BATCHES = select(Batch.id).where(Batch.next_at <= _NOW)
_TOUCHES = select(Touched.id, Touched.first, Touched.last, Touched.clocks, Touched.cause, Touched.owner_id)

_THESE: Any = bindparam("batches", expanding=True)
_SCORED = select(func.coalesce(Batch.scored_at, EVER)).where(Batch.id == Activity.batch_id).scalar_subquery()
# The batches are named by their ids: databases are bad at guessing how few of all activities belong to those that wait.
UNSCORED = (Activity.batch_id.in_(_THESE), Activity.at <= _NOW, Activity.at > _SCORED)
"""Conditions that an activity of parameter `batches` has happened by `now`, and no score rests on it yet."""
CORRECTED = (
    Activity.id.in_(select(Correction.activity_id).where(Correction.batch_id.in_(_THESE))),
    Activity.at <= _NOW,
)
"""Conditions that an activity has happened by `now`, and corrections that came in `batches` took it away."""

_NEXT = (
    select(func.min(Activity.at)).where(Activity.batch_id == Batch.id, Activity.at > _NOW).scalar_subquery()
)
_SCORE = update(Batch).values(scored_at=_NOW, next_at=case((Batch.last_at > _NOW, _NEXT)))
_SOURCES = select(Source.name).where(Source.id.in_(select(Batch.source_id).where(Batch.id.in_(_THESE))))
_SETTLE = _SCORE.where(Batch.id.in_(_THESE))
_REOPEN = _SCORE.where(Batch.scored_at > _NOW, Batch.last_at > _NOW)


@dataclass(frozen=True)
class Touch:
    """Months, both included, that a change touched, whether it may have moved clocks, and what it was.

    The activities of an `owner`, if there is one, are credited to somebody else.
    """

    id: int
    first: int
    last: int
    clocks: bool
    cause: str
    owner: int | None


@dataclass(frozen=True)
class Queue:
    """What awaited scoring when a run began: what comes meanwhile is for the next one."""

    batches: list[int]
    touches: list[Touch]

    @property
    def owners(self) -> set[int]:
        """Return the owners whose activities are credited to somebody else."""
        return {touch.owner for touch in self.touches if touch.owner is not None}


def take_turn() -> None:
    """Start a transaction that scores; who else wants to score waits, for both would write the same rows."""
    begin_write()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(TURN)))


def hold_facts() -> None:
    """Let nobody write what scores rest on before this transaction ends; on SQLite nobody else writes anyway.

    Whoever is at it has committed before this returns.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text(f"LOCK TABLE {', '.join(RESTED_ON)} IN SHARE MODE"))


def read_queue(now: int) -> Queue:
    """Return what awaits scoring as of `now`."""
    touches = db.session.execute(_TOUCHES)
    return Queue(sorted(db.session.scalars(_BATCHES, {"now": now})), [Touch(*row) for row in touches])


def cause_of(queue: Queue, now: int) -> str:
    """Return what brings about a run over `queue`: where activities came from, what touched months, or time alone."""
    chunks = in_chunks(queue.batches, now)
    sources = {
        name for asked in chunks for name in db.session.scalars(_SOURCES, {"batches": asked["batches"]})
    }
    causes = {f"activities of {name}" for name in sources} | {touch.cause for touch in queue.touches}
    return ", ".join(sorted(causes)) or "time"


def in_chunks(batches: Sequence[int], now: int) -> Iterator[dict[str, Any]]:
    """Yield parameters `batches` and `now`, no more batches at a time than a database takes."""
    for start in range(0, len(batches), CHUNK):
        yield {"batches": list(batches[start : start + CHUNK]), "now": now}


def settle(queue: Queue, now: int) -> None:
    """Mark as scored as of `now` what a run over all months found in the queue; part of the caller's transaction."""
    if queue.touches:
        db.session.execute(delete(Touched).where(Touched.id.in_([touch.id for touch in queue.touches])))
    for asked in in_chunks(queue.batches, now):
        db.session.execute(_SETTLE, asked)


def reopen(now: int) -> None:
    """Let batches wait again that were scored as of a moment after `now`; part of the caller's transaction."""
    db.session.execute(_REOPEN, {"now": now})


def leave(months: Collection[int], cause: str) -> None:
    """Leave months to the next run, if there are any; part of the caller's transaction."""
    if months:
        db.session.add(Touched(first=min(months), last=max(months), clocks=False, cause=cause))
