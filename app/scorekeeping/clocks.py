"""Clocks are kept as rows: read a subject's activities, let the rules run, write what became of its clocks."""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, union

from app.extensions import db
from app.models.activities import Activity, Batch, Kind, Source
from app.models.scores import ClockRow
from scoring.agreement import ClockTerms
from scoring.calendar import NEVER, WallTime
from scoring.clocks import BREACHED, DECIDED, OPEN, Clock, Event, RunningTerms, TermsAt, run_clocks
from scoring.periods import month_of
from scoring.versions import Timeline, Version

CHUNK = 20_000
SUBJECTS = 500

Row = dict[str, Any]


class ClockRun:
    """The clock terms of all versions, ready to run subjects as of a moment."""

    def __init__(self, timeline: Timeline, now: int) -> None:
        """Prepare the service levels that any version measures by clocks."""
        self.timeline, self.now = timeline, now
        levels = [level for version in timeline.versions for level in version.agreement.levels if level.clock]
        self._levels = [
            (key, self._kinds(key), self._terms_at(key)) for key in dict.fromkeys(one.id for one in levels)
        ]
        self.kinds = frozenset().union(*(kinds for _, kinds, _ in self._levels))
        self._with_attributes = any(level.clock.where for level in levels if level.clock)

    def _clock(self, version: Version, level_id: str) -> ClockTerms | None:
        level = version.agreement.level(level_id)
        return level.clock if level else None

    def _kinds(self, level_id: str) -> frozenset[str]:
        clocks = [clock for version in self.timeline.versions if (clock := self._clock(version, level_id))]
        return frozenset().union(*(one.start + one.stop + one.pause + one.resume for one in clocks))

    def _terms_at(self, level_id: str) -> TermsAt:
        """Return the terms of `level_id` by instant: those of the version in force on its day (R17)."""
        terms: dict[int, RunningTerms | None] = {}
        for version in self.timeline.versions:
            clock = self._clock(version, level_id)
            calendar = version.business if clock and clock.business else WallTime()
            terms[version.id] = RunningTerms.of(version.id, clock, calendar) if clock else None
        if len(terms) == 1:
            only = next(iter(terms.values()))
            return lambda _instant: only
        timeline = self.timeline
        return lambda instant: terms[timeline.terms_of(month_of(timeline.day(instant))).id]

    def rows(self, subject: str, events: list[Event]) -> Iterator[Row]:
        """Yield the clock rows of `subject` from its activities."""

        def last_before(at: int) -> int | None:
            return db.session.scalar(
                select(func.max(Activity.at)).where(Activity.subject == subject, Activity.at < at)
            )

        for level_id, kinds, terms_at in self._levels:
            playing = [one for one in events if one.kind in kinds]
            for clock in run_clocks(playing, terms_at, self.now, last_before):
                yield self._row(level_id, subject, clock)

    def _row(self, level_id: str, subject: str, clock: Clock) -> Row:
        day = self.timeline.day(clock.ended) if clock.ended is not None and clock.state in DECIDED else None
        return {
            "level": level_id,
            "subject": subject,
            "rep_id": clock.rep,
            "version_id": clock.version,
            "state": clock.state,
            "started": clock.started,
            "got": clock.got,
            "got_day": self.timeline.day(clock.got),
            "ended": clock.ended,
            "used": clock.used,
            "deadline": None if clock.deadline is None or clock.deadline >= NEVER - 1 else clock.deadline,
            "day": day,
            "month": None if day is None else month_of(day),
        }

    def event(self, row: Any) -> Event:
        """Return a selected activity as the rules read it."""
        at, kind, rep, key, source, attributes = row
        known = json.loads(attributes) if attributes and self._with_attributes else {}
        return Event(at, kind, rep, key, source, known)


def rebuild_clocks(run: ClockRun, progress: Callable[[int], None]) -> None:
    """Compute all clocks anew, subject by subject in flat memory; part of the caller's transaction."""
    db.session.execute(delete(ClockRow))
    rows: list[Row] = []
    for subject, events in _all_subjects(run):
        rows.extend(run.rows(subject, events))
        if len(rows) >= CHUNK:
            db.session.execute(insert(ClockRow), rows)
            progress(len(rows))
            rows = []
    if rows:
        db.session.execute(insert(ClockRow), rows)
        progress(len(rows))


def update_clocks(run: ClockRun, subjects: Iterable[str]) -> tuple[set[int], set[int]]:
    """Compute the clocks of `subjects` anew; return the days of their decisions and their reps, before and after."""
    days: set[int] = set()
    reps: set[int] = set()
    wanted = sorted(subjects)
    for start in range(0, len(wanted), SUBJECTS):
        chunk = wanted[start : start + SUBJECTS]
        of_chunk = ClockRow.subject.in_(chunk)
        before = db.session.execute(select(ClockRow.rep_id, ClockRow.day).where(of_chunk)).all()
        db.session.execute(delete(ClockRow).where(of_chunk))
        rows = [
            row
            for subject, events in _grouped(run, _events(run).where(Activity.subject.in_(chunk)))
            for row in run.rows(subject, events)
        ]
        if rows:
            db.session.execute(insert(ClockRow), rows)
        touched = [*before, *((row["rep_id"], row["day"]) for row in rows)]
        reps |= {rep for rep, _ in touched}
        days |= {day for _, day in touched if day is not None}
    return days, reps


def touched_subjects(run: ClockRun, batches: list[int]) -> set[str]:
    """Return the subjects whose clocks `batches` may change, or that time has run out for.

    An activity that plays no role may still bring it to light that a clock is overdue.
    """
    if not run.kinds:
        return set()
    breached = select(ClockRow.id).where(ClockRow.subject == Activity.subject, ClockRow.state == BREACHED)
    arrived = (
        select(Activity.subject)
        .join(Kind, Kind.id == Activity.kind_id)
        .where(
            Activity.batch_id.in_(batches),
            Activity.subject != "",
            or_(Kind.name.in_(run.kinds), breached.exists()),
        )
    )
    late = select(ClockRow.subject).where(ClockRow.state == OPEN, ClockRow.deadline < run.now)
    return set(db.session.scalars(union(arrived, late)))


def _events(run: ClockRun) -> Any:
    return (
        select(
            Activity.subject,
            Activity.at,
            Kind.name,
            Activity.rep_id,
            Activity.key,
            Source.name,
            Activity.attributes,
        )
        .join(Kind, Kind.id == Activity.kind_id)
        .join(Source, Source.id == Activity.source_id)
        .where(Activity.at <= run.now, Kind.name.in_(run.kinds))
        .order_by(Activity.subject)
    )


def _grouped(run: ClockRun, query: Any) -> Iterator[tuple[str, list[Event]]]:
    rows = db.session.execute(query.execution_options(yield_per=CHUNK))
    for subject, group in groupby(rows, key=itemgetter(0)):
        yield subject, [run.event(row[1:]) for row in group]


def _all_subjects(run: ClockRun) -> Iterator[tuple[str, list[Event]]]:
    """Yield every subject with its activities; read in stretches of subjects, as the connection writes in between."""
    last = ""
    while run.kinds:
        bound = db.session.scalar(
            select(Activity.subject)
            .where(Activity.subject > last)
            .order_by(Activity.subject)
            .offset(CHUNK)
            .limit(1)
        )
        query = _events(run).where(Activity.subject > last)
        if bound is not None:
            query = query.where(Activity.subject <= bound)
        yield from list(_grouped(run, query))
        if bound is None:
            return
        last = bound


def pending_batches() -> list[tuple[int, int]]:
    """Return the batches whose scores are not committed, each with the instant of its last activity."""
    rows = db.session.execute(
        select(Batch.id, Batch.last_at).where(Batch.scored_at.is_(None)).order_by(Batch.id)
    )
    return [(key, last_at) for key, last_at in rows]
