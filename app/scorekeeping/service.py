"""The scorekeeping service: facts in, scores and standings out, in one transaction, for whatever scope is asked.

Scoring twice changes nothing. The same code serves a batch of activities, a month and a rebuild of everything.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from flask import current_app
from sqlalchemy import BigInteger, bindparam, func, select, update

from app import clock, unnoticed
from app.agreement.queries import timeline
from app.agreement.service import add_holiday_years
from app.extensions import begin_snapshot, db
from app.models.quarters import QuarterClose
from app.models.scores import ScoredMonth, Stamp
from app.progress import Progress, quiet
from app.scorekeeping import freezing, soon
from app.scorekeeping.clockrun import ClockRun
from app.scorekeeping.finals import Finals, finals
from app.scorekeeping.judging import MonthJudge
from app.scorekeeping.months import drop_months, keep_fresh, set_as_of
from app.scorekeeping.notable import NO_NEWS, Course, Notable
from app.scorekeeping.queries import awaits_scoring
from app.scorekeeping.queue import (
    Queue,
    cause_of,
    hold_facts,
    leave,
    read_queue,
    reopen,
    settle,
    take_turn,
)
from app.scorekeeping.rebuilding import rebuild_all
from app.scorekeeping.rehearsing import copy_tables
from app.scorekeeping.roster import Roster, load_roster
from app.scorekeeping.scope import Scope, everybody_in, months_due, months_touched
from app.scorekeeping.soon import Soon
from app.scorekeeping.standings import rank_periods, renew_periods
from app.scorekeeping.touching import awaiting_scopes, clocks_as_of, recompute_clocks
from app.scorekeeping.writing import Change, moved_totals, write_scores
from scoring.periods import Period, month_of
from scoring.versions import Timeline

AFTERWARDS = "after scoring"
"""The name, among the extensions, of what is done each time scores were committed: see `app/happenings/`."""
SKEW = 60_000_000
"""Microseconds by which moments of two runs may differ that were read before their turns, or by other clocks."""
_month = ScoredMonth.__table__.c
_stamp: Any = Stamp.__table__
_MONTHS = select(_month.month, _month.as_of)
_MOVE = update(_stamp).values(
    number=_stamp.c.number + bindparam("by"),
    clocks_as_of=func.coalesce(bindparam("now", type_=BigInteger), _stamp.c.clocks_as_of),
)

T = TypeVar("T")


@dataclass(frozen=True)
class Scored:
    """What a run covered: its months, whether anything that is shown changed, and whether it left more to the next."""

    months: tuple[int, ...]
    changed: bool
    more: bool = False


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
    clocks = recompute_clocks(ClockRun(known, now, closed), progress)
    if months is not None:
        # What the clocks moved in the other months shows nowhere else afterwards.
        leave(months_touched(known, clocks.days, (), last) - asked, cause)
    changed = drop_months(known, closed, begun, None if months is None else asked, now)
    if months is None:
        changed |= renew_periods(known, closed.months.union(wanted), closed.months, known.day(now))
    changed |= score_scopes(known, closed, [Scope(wanted)], now, cause, progress)
    changed |= bool(clocks.changed)
    reopen(now)
    if months is None:
        _settle(queue, now)
    _move_stamp(now, changed=changed)
    db.session.commit()
    return Scored(wanted, changed)


def catch_up(now: int, cause: str, progress: Progress = quiet) -> Scored:
    """Score what awaits it – new activities, touched months, what time has decided – as of `now`, and commit."""
    take_turn()
    return _take(now, cause, progress)


def catch_up_now(cause: str = "", progress: Progress = quiet, *, short: bool = False) -> Scored:
    """Score what awaits it as of the moment at which it is its turn, and commit; without a `cause` for what it is.

    A `short` run leaves some of many activities to the next one, and so the database to others in between.
    """
    take_turn()
    return _take(clock.now(), cause, progress, short=short)


def catch_up_arrived() -> bool:
    """Score what arrived by a short run, unless somebody else did so; return whether it left more to the next."""
    if awaits_scoring(clock.now()):
        take_turn()
        if awaits_scoring(now := clock.now()):
            return _take(now, "", quiet, short=True).more
    db.session.rollback()
    return False


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


def afterwards() -> bool:
    """Do what follows once scores were committed, or a part of it; return whether more is left to the next time."""
    act: Callable[[int], bool] = current_app.extensions[AFTERWARDS]
    return act(clock.now())


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
        if differences:
            unnoticed.leave_all(live=False)
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


def score_scopes(
    known: Timeline,
    closed: Finals,
    scopes: Sequence[Scope],
    now: int,
    cause: str,
    progress: Progress = quiet,
    *,
    course: Course = NO_NEWS,
) -> bool:
    """Judge and write scopes beside the quarters that are final, and rank their months; part of the transaction.

    Return whether anything shown changed. `course` tells what brought it about.
    """
    scopes = [scope for scope in scopes if scope.months]
    if not scopes:
        return False
    judging = _Judging(known, closed, now, cause, progress, Notable(known, known.day(now), course))
    roster = load_roster(everybody_in(scopes))
    changes = [change for scope in scopes for change in judging.changes(scope, roster.of(scope.reps))]
    months = sorted({month for scope in scopes for month in scope.months})
    for month in months:
        set_as_of(month, now)
    moved = None if any(scope.reps is None for scope in scopes) else moved_totals(changes)
    ranked = moved != set() and rank_periods(known, months, known.day(now), moved)
    return bool(changes) or ranked


@dataclass(frozen=True)
class _Judging:
    """What all scopes of a run are judged by."""

    known: Timeline
    closed: Finals
    now: int
    cause: str
    progress: Progress
    notable: Notable

    def changes(self, scope: Scope, roster: Roster) -> Iterator[Change]:
        """Judge a scope, whose roster this is, write its scores and yield those that changed."""
        for number, month in enumerate(scope.months, 1):
            version = self.known.in_force(month)
            assert version is not None, "only months from the first version on are in a scope"
            levels = scope.levels(version.agreement)
            lines = MonthJudge(self.known, version, month, roster, self.now, levels, self.closed).lines()
            ids = [level.id for level in levels]
            only = None if scope.reps is None else ids
            changes = write_scores(month, roster, lines, self.now, self.cause, only)
            self.notable.leave(month, ids, changes, roster)
            yield from changes
            self.progress("months scored", number, len(scope.months))


def _take(now: int, cause: str, progress: Progress, *, short: bool = False) -> Scored:
    scored = _catch_up(_moment(now), cause, progress, short=short)
    db.session.commit()
    return scored


def _moment(now: int) -> int:
    """Return `now`, or what another run stood at just before: to go back on that would be to score everything anew."""
    as_of = clocks_as_of() or now
    return as_of if now < as_of < now + SKEW else now


def _catch_up(now: int, cause: str, progress: Progress, *, short: bool = False) -> Scored:
    """Score what awaits it; part of the caller's transaction, in which it is its turn."""
    known = _prepare(now)
    if known is None:
        return Scored((), changed=False)
    queue = read_queue(now, short=short)
    cause = cause or cause_of(queue, now)
    closed = finals()
    last = month_of(known.day(now))
    changed = drop_months(known, closed, range(known.first_month, last + 1), None, now)
    scopes, renewed, course = awaiting_scopes(ClockRun(known, now, closed), queue, last, progress)
    scored = dict(db.session.execute(_MONTHS).all())
    scored = {month: as_of for month, as_of in scored.items() if month not in closed.months}
    due = months_due(known, scored, now, last)
    due |= {month for scope in scopes if scope.reps is None for month in scope.months}
    due -= closed.months
    rest = {month for scope in scopes for month in scope.months} - due - closed.months
    changed |= score_scopes(known, closed, [Scope(tuple(sorted(due)))], now, cause, progress, course=course)
    some = [replace(scope, months=tuple(sorted(rest))) for scope in scopes if rest]
    changed |= score_scopes(known, closed, some, now, cause, progress, course=course)
    changed |= keep_fresh(known, scored, now)
    _settle(queue, now)
    _move_stamp(now, changed=changed or renewed)
    return Scored(tuple(sorted(due | rest)), changed or renewed, queue.more)


def _settle(queue: Queue, now: int) -> None:
    """Mark as scored what a run over all months found in the queue."""
    settle(queue, now)
    if any(touch.clocks for touch in queue.touches):
        # New terms may declare other badges for scores that stay as they are.
        unnoticed.leave_all(live=False)


def _prepare(now: int) -> Timeline | None:
    add_holiday_years(now)
    return timeline()


def _move_stamp(now: int | None, *, changed: bool) -> None:
    """Move the stamp if anything shown changed; `now` is the moment that the clocks stand at, if it is another."""
    db.session.execute(_MOVE, {"by": int(changed), "now": now})
