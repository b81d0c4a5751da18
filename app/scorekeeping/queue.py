"""What awaits scoring, batches of activities and touched months, and whose turn it is to score."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from sqlalchemy import BigInteger, bindparam, case, delete, func, select, text, update

from app.among import Among
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
SOME, MANY = 100, 500
"""Activities that a short run takes, so that others get their turn; of as many as MANY all, which is quicker."""

# Statements are of tables and built once: for a single activity, to build them would cost more than to run them.
_activity, _correction, _source = (model.__table__.c for model in (Activity, Correction, Source))
_batches: Any = Batch.__table__
_batch, _touched = _batches.c, Touched.__table__.c
_NOW: Any = bindparam("now", type_=BigInteger)
# In no order of the statement's: SQLite would go through all batches in that order instead of the few that wait.
_BATCHES = select(_batch.id, _batch.size).where(_batch.next_at <= _NOW)
_TOUCHES = select(
    *(_touched.id, _touched.first, _touched.last, _touched.clocks, _touched.cause, _touched.owner_id)
)

_SCORED = (
    select(func.coalesce(_batch.scored_at, EVER)).where(_batch.id == _activity.batch_id).scalar_subquery()
)
# The batches are named by their ids: databases are bad at guessing how few of all activities belong to those that wait.
UNSCORED = (Among(_activity.batch_id, "batches"), _activity.at <= _NOW, _activity.at > _SCORED)
"""Conditions that an activity of parameter `batches` has happened by `now`, and no score rests on it yet."""
CORRECTED = (
    _activity.id.in_(select(_correction.activity_id).where(Among(_correction.batch_id, "batches"))),
    _activity.at <= _NOW,
)
"""Conditions that an activity has happened by `now`, and corrections that came in `batches` took it away."""

_NEXT = (
    select(func.min(_activity.at))
    .where(_activity.batch_id == _batch.id, _activity.at > _NOW)
    .scalar_subquery()
)
_SCORE = update(_batches).values(scored_at=_NOW, next_at=case((_batch.last_at > _NOW, _NEXT)))
_SOURCES = select(_source.name).where(
    _source.id.in_(select(_batch.source_id).where(Among(_batch.id, "batches")))
)
_SETTLE = _SCORE.where(Among(_batch.id, "batches"))
_REOPEN = _SCORE.where(_batch.scored_at > _NOW, _batch.last_at > _NOW)
_TURN = select(func.pg_advisory_xact_lock(TURN))


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
    """What awaited scoring when a run began, or what it takes of it; what comes meanwhile is for the next one."""

    batches: list[int]
    touches: list[Touch]
    more: bool

    @property
    def owners(self) -> set[int]:
        """Return the owners whose activities are credited to somebody else."""
        return {touch.owner for touch in self.touches if touch.owner is not None}


def take_turn() -> None:
    """Start a transaction that scores; who else wants to score waits, for both would write the same rows."""
    begin_write()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(_TURN)


def hold_facts() -> None:
    """Let nobody write what scores rest on before this transaction ends; on SQLite nobody else writes anyway.

    Whoever is at it has committed before this returns.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text(f"LOCK TABLE {', '.join(RESTED_ON)} IN SHARE MODE"))


def read_queue(now: int, *, short: bool = False) -> Queue:
    """Return what awaits scoring as of `now`; of many small batches, for a `short` run, those that came first."""
    touches = [Touch(*row) for row in db.session.execute(_TOUCHES)]
    waiting = sorted(tuple(row) for row in db.session.execute(_BATCHES, {"now": now}))
    taken = len(waiting)
    if short and sum(size for _, size in waiting) < MANY:
        taken = max(bisect_right(list(accumulate(size for _, size in waiting)), SOME), 1)
    return Queue([batch for batch, _ in waiting[:taken]], touches, taken < len(waiting))


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
