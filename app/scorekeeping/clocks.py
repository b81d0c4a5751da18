"""Clocks are kept as rows: read a subject's activities, let the rules run, write what became of its clocks."""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, bindparam, delete, literal_column, or_, select

from app.among import Among
from app.bulk import insert_rows, look_anew
from app.credit import sent_under
from app.extensions import db
from app.models.activities import Activity, Kind, Source
from app.models.scores import ClockRow
from app.scorekeeping.clockrun import COLUMNS, COUNTS_ON, DAY, LEVEL, REP, SUBJECT, ClockRun, Row, of_subject
from app.scorekeeping.counting import kind_ids
from app.scorekeeping.queue import CORRECTED, UNSCORED, Queue, in_chunks
from scoring.clocks import BREACHED, OPEN, Clock, Event

# Tables, not mapped classes: what the ORM does to each row would cost a tenth of a rebuild.
_activity, _clock, _kind = (model.__table__.c for model in (Activity, ClockRow, Kind))

CHUNK = 20_000
SUBJECTS = 500
MANY_CHANGED = 1_000
"""So many clocks changed, or more, make what the database knows of their number useless until it looks anew."""

OfSubjects = Callable[[Any], list[ColumnElement[bool]]]
"""Gives the conditions by which a column of subjects is one of those at work."""


class Rebuilt(NamedTuple):
    """All clocks, computed anew: the days of the decisions that changed, before and after; how many clocks did."""

    days: set[int]
    changed: int


def rebuild_clocks(run: ClockRun, progress: Callable[[int], None]) -> Rebuilt:
    """Compute all clocks anew, a stretch of subjects at a time in flat memory; part of the caller's transaction."""
    days: set[int] = set()
    changed = 0
    last: str | None = ""
    while last is not None:
        after, until = last, _end_of_stretch(last)

        def of_stretch(
            subject: Any, after: str = after, until: str | None = until
        ) -> list[ColumnElement[bool]]:
            return [subject > after, *([] if until is None else [subject <= until])]

        before, now = _renew(run, of_stretch)
        differing = set(before) ^ set(now)
        days |= {day for row in differing for day in (row[DAY], row[COUNTS_ON]) if day is not None}
        changed += len(differing)
        progress(len(now))
        last = until
    if changed >= MANY_CHANGED:
        look_anew(ClockRow)
    return Rebuilt(days, changed)


class Decision(NamedTuple):
    """The day on which a clock was decided, or counts, its rep and its service level."""

    day: int
    rep: int
    level: str


class Updated(NamedTuple):
    """Clocks that were brought up to date: the decisions that changed, before and after; whether any clock did."""

    decisions: set[Decision]
    changed: bool


def update_clocks(run: ClockRun, subjects: Iterable[str]) -> Updated:
    """Compute the clocks of `subjects` anew."""
    found: set[Decision] = set()
    changed = False
    wanted = sorted(subjects)
    for start in range(0, len(wanted), SUBJECTS):
        chunk = wanted[start : start + SUBJECTS]
        before, now = _renew(run, lambda subject, chunk=chunk: [subject.in_(chunk)])  # type: ignore[misc]
        for row in set(before) ^ set(now):
            changed = True
            found |= {
                Decision(day, row[REP], row[LEVEL]) for day in (row[DAY], row[COUNTS_ON]) if day is not None
            }
    return Updated(found, changed)


# States are literals: SQLite takes an index of some rows for a parameter only after it planned the statement again.
_STATES = {state: literal_column(f"'{state}'", String) for state in (BREACHED, OPEN)}
_BREACHED = select(_clock.id).where(_clock.subject == _activity.subject, _clock.state == _STATES[BREACHED])
_SUBJECTS = (
    select(_activity.subject)
    .join_from(Activity.__table__, Kind.__table__, _kind.id == _activity.kind_id)
    .where(
        _activity.subject != "",
        or_(Among(_kind.name, "kinds"), _BREACHED.exists()),
    )
    .distinct()
)
_ARRIVED, _CORRECTED = (_SUBJECTS.where(*which) for which in (UNSCORED, CORRECTED))
_OWNED = (
    select(Activity.subject)
    .join(Kind, Kind.id == Activity.kind_id)
    .where(Activity.subject != "", Among(Kind.name, "kinds"))
    .where(sent_under(bindparam("owners", expanding=True)))
    .distinct()
)
_LATE = select(_clock.subject).where(_clock.state == _STATES[OPEN], _clock.deadline < bindparam("now"))


def touched_subjects(run: ClockRun, queue: Queue) -> set[str]:
    """Return the subjects whose clocks the `queue` may change, or that time has run out for.

    An activity that plays no role may still bring it to light that a clock is overdue.
    """
    if not run.kinds:
        return set()
    touched = set(db.session.scalars(_LATE, {"now": run.now}))
    if queue.owners:
        touched.update(db.session.scalars(_OWNED, {"owners": list(queue.owners), "kinds": list(run.kinds)}))
    for asked in in_chunks(queue.batches, run.now):
        for query in (_ARRIVED, _CORRECTED):
            touched.update(db.session.scalars(query, {**asked, "kinds": list(run.kinds)}))
    return touched


def told(run: ClockRun, level_id: str, subjects: Iterable[str]) -> Iterator[tuple[str, Clock]]:
    """Yield the clocks of `subjects` under a service level, run once more, each with its subject."""
    wanted = list(subjects)
    for subject, events in _subjects(run, lambda column: [column.in_(wanted)]):
        for of_level, clock in run.clocks(subject, events):
            if of_level == level_id:
                yield subject, clock


def _end_of_stretch(last: str) -> str | None:
    """Return the last subject of the stretch that begins after `last`, or None if nothing comes after the stretch."""
    return db.session.scalar(
        select(Activity.subject)
        .where(Activity.subject > last, Activity.subject != "")
        .order_by(Activity.subject)
        .offset(CHUNK)
        .limit(1)
    )


def _renew(run: ClockRun, of_subjects: OfSubjects) -> tuple[list[Row], list[Row]]:
    """Write the clocks of the subjects at work that are not what is stored; return all of them, before and now."""
    stored = db.session.execute(
        select(*(_clock[name] for name in COLUMNS))
        .where(*of_subjects(_clock.subject))
        .order_by(_clock.subject, _clock.id)
    )
    before = {subject: [tuple(row) for row in rows] for subject, rows in groupby(stored, itemgetter(SUBJECT))}
    counted = run.finals.counted(of_subjects)
    now = {
        subject: list(run.rows(subject, events, counted.get(subject, {})))
        for subject, events in _subjects(run, of_subjects)
    }
    gone = [subject for subject, rows in before.items() if rows != now.get(subject)]
    for start in range(0, len(gone), SUBJECTS):
        db.session.execute(delete(ClockRow).where(ClockRow.subject.in_(gone[start : start + SUBJECTS])))
    new = [row for subject, rows in now.items() if rows != before.get(subject) for row in rows]
    insert_rows(ClockRow, COLUMNS, new)
    return [row for rows in before.values() for row in rows], [row for rows in now.values() for row in rows]


def _subjects(run: ClockRun, of_subjects: OfSubjects) -> Iterator[tuple[str, list[Event]]]:
    """Yield the subjects at work with those of their activities that play a role.

    All that is read is in the index of subjects, but for attributes, and ids and sources, which only order ties.
    """
    kinds = {key: name for name, key in kind_ids(run.kinds).items()}
    columns: list[Any] = [_activity.subject, _activity.at, _activity.kind_id, run.basis.rep]
    if run.with_attributes:
        columns.append(_activity.attributes)
    rows = db.session.execute(
        select(*columns)
        .where(*of_subjects(_activity.subject), _activity.subject != "")
        .where(_activity.kind_id.in_(kinds), _activity.at <= run.now, *run.basis.counted)
        .order_by(_activity.subject, _activity.at)
    )
    for subject, group in groupby(rows, itemgetter(0)):
        events = [Event(at, kinds[kind], rep, "", "", _read(*more)) for _, at, kind, rep, *more in group]
        tie = any(one.at == other.at for one, other in pairwise(events))
        yield subject, list(_in_full(run, subject)) if tie else events


def _in_full(run: ClockRun, subject: str) -> Iterator[Event]:
    rows = db.session.execute(
        select(Activity.at, Kind.name, run.basis.rep, Activity.key, Source.name, Activity.attributes)
        .join(Kind, Kind.id == Activity.kind_id)
        .join(Source, Source.id == Activity.source_id)
        .where(*of_subject(subject))
        .where(Kind.name.in_(run.kinds), Activity.at <= run.now, *run.basis.counted)
    )
    for at, kind, rep, key, source, attributes in rows:
        yield Event(at, kind, rep, key, source, _read(attributes))


def _read(attributes: str | None = None) -> dict[str, str]:
    return json.loads(attributes) if attributes else {}
