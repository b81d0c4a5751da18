"""What awaits scoring touches months, reps and service levels: found, with the clocks brought up to date."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select

from app.extensions import db
from app.models.activities import Activity, Kind
from app.models.scores import Stamp
from app.progress import Progress
from app.scorekeeping.clockrun import ClockRun
from app.scorekeeping.clocks import Rebuilt, rebuild_clocks, touched_subjects, update_clocks
from app.scorekeeping.notable import NO_NEWS, RECENT, Course
from app.scorekeeping.queue import CORRECTED, UNSCORED, Queue, Touch, in_chunks, reopen
from app.scorekeeping.scope import Scope, months_touched, narrowed
from app.scorekeeping.standings import renew_periods
from scoring.versions import Timeline

MANY_REPS = 200
"""From so many touched reps on it is quicker to score everyone than to ask for each."""

_activity, _kind, _stamp = (model.__table__.c for model in (Activity, Kind, Stamp))
_FACTS = select(_activity.rep_id, _activity.day, _kind.name).where(_kind.id == _activity.kind_id)
_ARRIVED, _CORRECTED = (_FACTS.where(*which).distinct() for which in (UNSCORED, CORRECTED))
_CLOCKS_AS_OF = select(_stamp.clocks_as_of)


class Awaiting(NamedTuple):
    """What a run covers, whether periods or clocks are others now, and what brought it about."""

    scopes: list[Scope]
    renewed: bool
    course: Course


class Touching(NamedTuple):
    """Months, number of reps, and scopes that activities and clocks touch; whether corrections are among them.

    `clocks` tells whether any clock is another now. Of `late` reps something is too old to be news.
    """

    months: set[int]
    reps: int
    scopes: list[Scope]
    clocks: bool
    corrected: bool
    late: frozenset[int]


def clocks_as_of() -> int | None:
    """Return the moment that the stored clocks stand at."""
    return db.session.scalar(_CLOCKS_AS_OF)


def recompute_clocks(run: ClockRun, progress: Progress) -> Rebuilt:
    """Compute all clocks anew."""
    done = 0

    def count(rows: int) -> None:
        nonlocal done
        done += rows
        progress("clocks run", done, 0)

    return rebuild_clocks(run, count)


def awaiting_scopes(run: ClockRun, queue: Queue, last: int, progress: Progress) -> Awaiting:
    """Bring the clocks up to date; return what they and the queue touch."""
    known, now = run.timeline, run.now
    months = _months_of_touches(known, queue.touches, last)
    stamp = clocks_as_of()
    if stamp is None or stamp > now or any(touch.clocks for touch in queue.touches):
        reopen(now)
        rebuilt = recompute_clocks(run, progress)
        months |= set(range(known.first_month, last + 1))
        renewed = renew_periods(known, months, run.finals.months, known.day(now)) or bool(rebuilt.changed)
        return Awaiting([Scope(tuple(sorted(months)))], renewed, NO_NEWS)
    found = _touched_by(run, queue, last)
    course = Course(not queue.touches and not found.corrected, found.late)
    if queue.touches or found.reps > MANY_REPS:
        return Awaiting([Scope(tuple(sorted(months | found.months)))], found.clocks, course)
    return Awaiting(found.scopes, found.clocks, course)


def _touched_by(run: ClockRun, queue: Queue, last: int) -> Touching:
    """Return what new activities and decided clocks touch; their clocks are brought up to date."""
    days: set[int] = set()
    decided: dict[str, set[int]] = defaultdict(set)
    did: dict[str, set[int]] = defaultdict(set)
    recent = run.timeline.day(run.now) - RECENT
    late: set[int] = set()
    decisions, clocks = update_clocks(run, touched_subjects(run, queue))
    for decision in decisions:
        days.add(decision.day)
        decided[decision.level].add(decision.rep)
    corrected = False
    for asked in in_chunks(queue.batches, run.now):
        arrived, taken = (db.session.execute(query, asked).all() for query in (_ARRIVED, _CORRECTED))
        corrected |= bool(taken)
        for rep, day, kind in (*arrived, *taken):
            days.add(day)
            did[kind].add(rep)
            if day < recent:
                late.add(rep)
    if late:  # it may have decided the clock of somebody else
        late.update(decision.rep for decision in decisions if decision.day < recent)
    months = months_touched(run.timeline, days, (), last)
    reps = set().union(*did.values(), *decided.values())
    scopes = narrowed(run.timeline, tuple(sorted(months)), did, decided)
    return Touching(months, len(reps), scopes, clocks, corrected, frozenset(late))


def _months_of_touches(known: Timeline, touches: Iterable[Touch], last: int) -> set[int]:
    months = {
        month
        for touch in touches
        for month in range(max(touch.first, known.first_month - 120) - 1, min(touch.last, last) + 2)
    }
    return months_touched(known, (), months, last)
