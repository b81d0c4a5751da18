"""The clocks behind a score: each with why it counts or does not; and the legs of some, as the rules tell them."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    not_,
    or_,
    select,
    union_all,
)

from app.extensions import db
from app.models.people import Rep
from app.models.quarters import FinalClock
from app.models.scores import ClockRow
from app.proof.records import COUNTS, ELSEWHERE, Sums
from app.proof.stretch import Stretch
from app.scorekeeping.telling import Ground, told_clocks
from scoring.agreement import ServiceLevel
from scoring.clocks import DECIDED, MET, Leg

_clock, _final = (model.__table__.c for model in (ClockRow, FinalClock))

OTHER_TIME = "other"
"""It counts in another month or week than it might have: the other reasons are the states of clocks."""
LATEST = 3
"""Months after the one of a proof in which a clock may be decided that began in it, and is told of."""


class Run(NamedTuple):
    """A clock behind a score; `counts_on` is the day on which it counts, `reason` why it is left out."""

    subject: str
    rep: str
    rep_id: int
    state: str
    started: int
    ended: int | None
    used: int
    deadline: int | None
    counts_on: int | None
    bucket: int | None
    reason: str


def relation(ground: Ground, level: ServiceLevel, stretch: Stretch) -> CTE:
    """Return every clock of the participant under a level that began, or counts, in the stretch."""
    rows = _rows(ground, level, stretch)
    if ground.close is None:
        return rows.cte("run")
    current = rows.subquery()
    left_out = select(*current.c).where(current.c.reason != COUNTS)
    return union_all(_final_rows(ground, level, stretch), left_out).cte("run")


def _rows(ground: Ground, level: ServiceLevel, stretch: Stretch) -> Select[Any]:
    counts_on = func.coalesce(_clock.counts_on, _clock.day)
    bucket = stretch.bucket_of(counts_on, literal(0))
    moved = _clock.counts_on >= stretch.first, _clock.counts_on < stretch.after
    near = _clock.month.between(stretch.months[0], stretch.months[-1] + LATEST)
    within = and_(counts_on >= stretch.first, counts_on < stretch.after)
    began = and_(_clock.got_day >= stretch.first, _clock.got_day < stretch.after)
    credited = ground.credited(_clock.rep_id, _clock.got_day, level.side)
    reason = case(
        (_clock.state.not_in(DECIDED), _clock.state),
        (not_(_counts(stretch, within, bucket)), literal(OTHER_TIME)),
        (not_(credited), literal(ELSEWHERE)),
        else_=literal(COUNTS),
    )
    return select(
        *_columns(_clock), counts_on.label("counts_on"), bucket.label("bucket"), reason.label("reason")
    ).where(
        _clock.rep_id.in_(ground.reps),
        _clock.level == level.id,
        or_(near, _clock.month.is_(None), and_(*moved)),
        or_(within, began),
    )


def _final_rows(ground: Ground, level: ServiceLevel, stretch: Stretch) -> Select[Any]:
    assert ground.close, "only a close has counted clocks for good"
    bucket = stretch.bucket_of(_final.day, literal(0))
    within = and_(_final.day >= stretch.first, _final.day < stretch.after)
    return select(
        *_columns(_final),
        _final.day.label("counts_on"),
        bucket.label("bucket"),
        literal(COUNTS).label("reason"),
    ).where(
        _final.close_id == ground.close.id,
        _final.rep_id.in_(ground.reps),
        _final.level == level.id,
        _counts(stretch, within, bucket),
        ground.credited(_final.rep_id, _final.got_day, level.side),
    )


def _columns(table: Any) -> list[Any]:
    return [table[name] for name in ("subject", "rep_id", "state", "started", "ended", "used", "deadline")]


def _counts(stretch: Stretch, within: Any, bucket: Any) -> ColumnElement[bool]:
    result: ColumnElement[bool] = bucket.in_(stretch.counting) if stretch.weekly else within
    return result


def sums(found: CTE) -> list[Sums]:
    """Return how many clocks there are by bucket and reason; those decided are below, those met above the line."""
    one = found.c
    met = func.sum(cast(one.state == MET, Integer))
    bucket = func.coalesce(one.bucket, 0)
    rows = db.session.execute(select(bucket, one.reason, func.count(), met).group_by(bucket, one.reason))
    return [Sums(where, reason, count, int(above), count, 0, 0) for where, reason, count, above in rows]


def past_sums(ground: Ground, level: ServiceLevel, stretch: Stretch) -> list[Sums]:
    """Return the clocks decided in earlier months by their true days, month by month, as a baseline takes them."""
    met = func.sum(cast(_clock.state == MET, Integer))
    rows = db.session.execute(
        select(_clock.month, func.count(), met)
        .where(
            _clock.rep_id.in_(ground.reps),
            _clock.month.in_(stretch.months),
            _clock.level == level.id,
            _clock.state.in_(DECIDED),
            ground.credited(_clock.rep_id, _clock.got_day, level.side),
        )
        .group_by(_clock.month)
    )
    return [Sums(month, COUNTS, count, int(above), count, 0, 0) for month, count, above in rows]


def page(found: CTE, places: range, *, counting: bool) -> list[Run]:
    """Return some `places` of the clocks that count, or of those that were left out, in order of time."""
    reason = found.c.reason
    query = _listed(found).where(reason == COUNTS if counting else reason != COUNTS)
    query = query.offset(places.start).limit(len(places))
    return [Run(*row) for row in db.session.execute(query)]


def one(found: CTE, subject: str, started: int) -> list[Run]:
    """Return the clocks of a subject that started at an instant: of one that was handed over there may be several."""
    query = _listed(found).where(found.c.subject == subject, found.c.started == started)
    return [Run(*row) for row in db.session.execute(query)]


def _listed(found: CTE) -> Select[Any]:
    one = found.c
    named = func.coalesce(func.nullif(Rep.name, ""), Rep.key).label("rep")
    return (
        select(*(named if name == "rep" else one[name] for name in Run._fields))
        .join(Rep, Rep.id == one.rep_id)
        .order_by(one.counts_on, func.coalesce(one.ended, one.started), one.subject, one.started)
    )


Legs = dict[tuple[str, int, int, int | None], tuple[Leg, ...]]
"""Legs by subject, rep, start and end of a clock."""


def legs(ground: Ground, level: ServiceLevel, runs: Iterable[Run]) -> Legs:
    """Return the legs of some clocks, as the rules add them up over what the score rests on."""
    subjects = {run.subject for run in runs}
    if not subjects:
        return {}
    return {
        (subject, clock.rep, clock.started, clock.ended): clock.legs
        for subject, clock in told_clocks(ground, level.id, subjects)
    }


def names(reps: Iterable[int]) -> dict[int, str]:
    """Return the names of reps by their row ids."""
    named = func.coalesce(func.nullif(Rep.name, ""), Rep.key)
    return dict(db.session.execute(select(Rep.id, named).where(Rep.id.in_(list(reps)))).all())
