"""The scorekeeping service: facts in, scores and standings out, in one transaction, for whatever scope is asked.

Scoring twice changes nothing. The same code serves a batch of activities, a month and a rebuild of everything.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from flask import current_app
from sqlalchemy import select, update

from app import clock
from app.agreement.queries import timeline
from app.agreement.service import add_holiday_years
from app.extensions import begin_snapshot, db
from app.models.activities import Activity, Kind
from app.models.quarters import QuarterClose
from app.models.scores import ScoredMonth, Stamp
from app.progress import Progress, quiet
from app.scorekeeping import freezing, soon
from app.scorekeeping.clockrun import ClockRun
from app.scorekeeping.clocks import rebuild_clocks, touched_subjects, update_clocks
from app.scorekeeping.finals import Finals, finals
from app.scorekeeping.judging import MonthJudge
from app.scorekeeping.months import drop_months, keep_fresh, set_as_of
from app.scorekeeping.queue import (
    CORRECTED,
    UNSCORED,
    Queue,
    Touch,
    cause_of,
    hold_facts,
    in_chunks,
    leave,
    read_queue,
    reopen,
    settle,
    take_turn,
)
from app.scorekeeping.rebuilding import rebuild_all
from app.scorekeeping.rehearsing import copy_tables
from app.scorekeeping.roster import load_roster
from app.scorekeeping.scope import Scope, months_due, months_touched
from app.scorekeeping.soon import Soon
from app.scorekeeping.standings import rank_periods, renew_periods
from app.scorekeeping.writing import Change, moved_totals, write_scores
from scoring.periods import Period, month_of
from scoring.versions import Timeline

MANY_REPS = 200
"""From so many touched reps on it is quicker to score everyone than to ask for each."""
SKEW = 60_000_000
"""Microseconds by which moments of two runs may differ that were read before their turns, or by other clocks."""
NOBODY: frozenset[Any] = frozenset()

_FACTS = select(Activity.rep_id, Activity.day, Kind.name).join(Kind, Kind.id == Activity.kind_id)
_ARRIVED, _CORRECTED = (_FACTS.where(*which).distinct() for which in (UNSCORED, CORRECTED))

T = TypeVar("T")


@dataclass(frozen=True)
class Scored:
    """What a run covered: its months, and whether anything that is shown changed."""

    months: tuple[int, ...]
    changed: bool


def score(months: Iterable[int] | None, now: int, cause: str, progress: Progress = quiet) -> Scored:
    """Score `months` (none: all that have begun) of everyone anew, as of `now`, with all clocks, and commit."""
    take_turn()
    known = _prepare(now)
    if known is None:
        db.session.rollback()
        return Scored((), changed=False)
    queue = read_queue(now)
    closed = finals()
    last = month_of(known.day(now))
    begun = range(known.first_month, last + 1)
    asked = set(begun if months is None else months)
    wanted = tuple(sorted(asked.intersection(begun) - closed.months))
    decided = _recompute_clocks(ClockRun(known, now, closed), progress)
    if months is not None:
        # What the clocks moved in the other months shows nowhere else afterwards.
        leave(months_touched(known, decided, (), last) - asked, cause)
    changed = drop_months(known, closed, begun, None if months is None else asked, now)
    if months is None:
        changed |= renew_periods(known, closed.months.union(wanted), closed.months, known.day(now))
    changed |= score_scope(known, closed, Scope(wanted), now, cause, progress)
    reopen(now)
    if months is None:
        settle(queue, now)
    _move_stamp(now, changed=changed)
    db.session.commit()
    return Scored(wanted, changed)


def catch_up(now: int, cause: str, progress: Progress = quiet) -> Scored:
    """Score what awaits it – new activities, touched months, what time has decided – as of `now`, and commit."""
    take_turn()
    return _take(now, cause, progress)


def catch_up_now(cause: str = "", progress: Progress = quiet) -> Scored:
    """Score what awaits it as of the moment at which it is its turn, and commit; without a `cause` for what it is."""
    take_turn()
    return _take(clock.now(), cause, progress)


def rehearse(
    change: Callable[[], object], read: Callable[[], T], *, of_activities: bool = False
) -> tuple[T, T]:
    """Return what `read` gives before `change` and after it was scored; nothing of either stays.

    What awaits scoring is scored first, in earnest. From there on nobody waits for it: it works on copies, as of the
    moment that is scored. A change `of_activities` holds those that it writes, on SQLite all that anybody writes.
    """
    catch_up_now()
    begin_snapshot(writes=of_activities)
    try:
        now = db.session.scalar(select(Stamp.clocks_as_of)) or clock.now()
        copy_tables(clocks=of_activities)
        before = read()
        change()
        _catch_up(now, "", quiet)
        return before, read()
    finally:
        db.session.rollback()


def score_soon() -> None:
    """Have scored what the request just stored, together with what others store at this moment."""
    ready: Soon = current_app.extensions[soon.NAME]
    ready.ask()


def rebuild(*, keep: bool, now: int, progress: Progress = quiet) -> list[str]:
    """Rebuild everything that is scored from the facts; return how it differed from what was stored.

    With `keep` the rebuilt scores are stored, without it nothing is changed.
    """
    take_turn()
    differences = rebuild_all(now, progress)
    if keep:
        _move_stamp(None, changed=bool(differences))
        db.session.commit()
    else:
        db.session.rollback()
    return differences


def begin_close() -> int:
    """Begin a transaction in which all that came is scored, and no more comes; return the moment it is as of."""
    take_turn()
    hold_facts()
    now = _moment(clock.now())
    _catch_up(now, "", quiet)
    return now


def freeze(known: Timeline, quarter: Period, version: int, now: int, by: int | None) -> QuarterClose:
    """Store the figures of `quarter` as a version of what is final; part of the transaction of its close."""
    return freezing.freeze(known, finals(), quarter, version, now, by)


def score_scope(
    known: Timeline, closed: Finals, scope: Scope, now: int, cause: str, progress: Progress = quiet
) -> bool:
    """Judge, write and rank a scope beside the quarters that are final; part of the caller's transaction.

    Return whether anything shown changed.
    """
    if not scope.months:
        return False
    roster = load_roster(scope.reps)
    changes: list[Change] = []
    for number, month in enumerate(scope.months):
        progress("months scored", number, len(scope.months))
        version = known.in_force(month)
        assert version is not None, "only months from the first version on are in a scope"
        levels = scope.levels(version.agreement)
        lines = MonthJudge(known, version, month, roster, now, levels, closed).lines()
        only = None if scope.reps is None else [level.id for level in levels]
        changes += write_scores(month, roster, lines, now, cause, only)
        set_as_of(month, now)
    progress("months scored", len(scope.months), len(scope.months))
    moved = None if scope.reps is None else moved_totals(changes)
    ranked = moved != set() and rank_periods(known, scope.months, known.day(now), moved)
    return bool(changes) or ranked


def _take(now: int, cause: str, progress: Progress) -> Scored:
    scored = _catch_up(_moment(now), cause, progress)
    db.session.commit()
    return scored


def _moment(now: int) -> int:
    """Return `now`, or what another run stood at just before: to go back on that would be to score everything anew."""
    as_of = db.session.scalar(select(Stamp.clocks_as_of)) or now
    return as_of if now < as_of < now + SKEW else now


def _catch_up(now: int, cause: str, progress: Progress) -> Scored:
    """Score what awaits it; part of the caller's transaction, in which it is its turn."""
    known = _prepare(now)
    if known is None:
        return Scored((), changed=False)
    queue = read_queue(now)
    cause = cause or cause_of(queue, now)
    closed = finals()
    last = month_of(known.day(now))
    changed = drop_months(known, closed, range(known.first_month, last + 1), None, now)
    scope, renewed = _awaiting(ClockRun(known, now, closed), queue, last, progress)
    scored = dict(db.session.execute(select(ScoredMonth.month, ScoredMonth.as_of)).all())
    scored = {month: as_of for month, as_of in scored.items() if month not in closed.months}
    due = months_due(known, scored, now, last) | set(scope.months if scope.reps is None else ())
    due -= closed.months
    rest = tuple(month for month in scope.months if month not in due | closed.months)
    changed |= score_scope(known, closed, Scope(tuple(sorted(due))), now, cause, progress)
    changed |= score_scope(known, closed, replace(scope, months=rest), now, cause, progress)
    changed |= keep_fresh(known, scored, now)
    settle(queue, now)
    _move_stamp(now, changed=changed or renewed)
    return Scored(tuple(sorted({*due, *rest})), changed or renewed)


def _prepare(now: int) -> Timeline | None:
    add_holiday_years(now)
    return timeline()


def _recompute_clocks(run: ClockRun, progress: Progress) -> set[int]:
    """Compute all clocks anew; return the days of the decisions that changed, before and after."""
    done = 0

    def count(rows: int) -> None:
        nonlocal done
        done += rows
        progress("clocks run", done, 0)

    return rebuild_clocks(run, count)


def _awaiting(run: ClockRun, queue: Queue, last: int, progress: Progress) -> tuple[Scope, bool]:
    """Bring the clocks up to date; return what they and the queue touch, and whether periods were renewed."""
    known, now = run.timeline, run.now
    months = _months_of_touches(known, queue.touches, last)
    stamp = db.session.scalar(select(Stamp.clocks_as_of))
    if stamp is None or stamp > now or any(touch.clocks for touch in queue.touches):
        reopen(now)
        _recompute_clocks(run, progress)
        months |= set(range(known.first_month, last + 1))
        renewed = renew_periods(known, months, run.finals.months, known.day(now))
        return Scope(tuple(sorted(months))), renewed
    touched = _touched_by(run, queue, last)
    months |= set(touched.months)
    if queue.touches or len(touched.reps or ()) > MANY_REPS:
        return Scope(tuple(sorted(months))), False
    return touched, False


def _touched_by(run: ClockRun, queue: Queue, last: int) -> Scope:
    """Return what new activities and decided clocks touch; their clocks are brought up to date."""
    clocks = update_clocks(run, touched_subjects(run, queue))
    rows = [
        row
        for asked in in_chunks(queue.batches, run.now)
        for query in (_ARRIVED, _CORRECTED)
        for row in db.session.execute(query, asked)
    ]
    reps, days, kinds = (frozenset(column) for column in zip(*rows, strict=True)) if rows else (NOBODY,) * 3
    months = months_touched(run.timeline, clocks.days | days, (), last)
    return Scope(tuple(sorted(months)), reps | clocks.reps, kinds, clocks.levels)


def _months_of_touches(known: Timeline, touches: Iterable[Touch], last: int) -> set[int]:
    months = {
        month
        for touch in touches
        for month in range(max(touch.first, known.first_month - 120) - 1, min(touch.last, last) + 2)
    }
    return months_touched(known, (), months, last)


def _move_stamp(now: int | None, *, changed: bool) -> None:
    """Move the stamp if anything shown changed; `now` is the moment that the clocks stand at, if it is another."""
    moved = Stamp.number + 1 if changed else Stamp.number
    clocks_as_of = Stamp.clocks_as_of if now is None else now
    db.session.execute(update(Stamp).where(Stamp.id == 1).values(number=moved, clocks_as_of=clocks_as_of))
