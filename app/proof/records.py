"""The activities behind a score: each with why it counts or does not, added up and a page at a time.

One relation tells of every activity that might count what became of it, so that what counts and what was left out are
the two parts of one whole.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
)

from app.extensions import db
from app.models.activities import Activity, Kind
from app.models.people import Rep
from app.proof.stretch import Stretch
from app.scorekeeping.telling import HALF, Ground, having, kind_ids
from scoring.agreement import Selector, ServiceLevel

_activity: Any = Activity.__table__.c

COUNTS, LATE, CORRECTED, AHEAD, ELSEWHERE = "", "late", "corrected", "ahead", "elsewhere"
UNLIKE, VALUELESS, NOTHING, WEEK, AGAIN = "unlike", "valueless", "nothing", "week", "again"
"""Why an activity is left out: it came after the close, was corrected, is not yet, was done in no team of that side,
does not match the conditions, has no value, is about nothing, is of another week, or its subject counts already.
"""


class Record(NamedTuple):
    """An activity behind a score; `above` and `below` tell on which side of a fraction it counts.

    `value` is in ten-thousandths, `bucket` the week or month that it is added up in, `reason` why it is left out.
    """

    id: int
    key: str
    kind: str
    at: int
    rep: str
    rep_id: int
    subject: str
    value: int | None
    attributes: str | None
    bucket: int
    above: int
    below: int
    reason: str


class Sums(NamedTuple):
    """What records of one bucket come to; those with one reason, if it is not for counting."""

    bucket: int
    reason: str
    size: int
    above: int
    below: int
    valued: int
    total: int


def relation(ground: Ground, level: ServiceLevel, stretch: Stretch) -> CTE:
    """Return every activity that the participant may have hoped to have counted under a level."""
    kinds = kind_ids([kind for one in (level.of, level.over) if one for kind in one.kinds])
    above, below = (_matching(one, kinds) if one else false() for one in (level.of, level.over))
    bucket = stretch.bucket_of(_activity.day, _activity.month)
    rows = select(
        *(_activity[name] for name in ("id", "key", "kind_id", "at", "subject", "value", "attributes")),
        ground.basis.rep.label("rep_id"),
        bucket.label("bucket"),
        cast(above, Integer).label("above"),
        cast(below, Integer).label("below"),
        _reason(ground, level, stretch, or_(above, below), bucket).label("reason"),
    ).where(
        ground.basis.of_reps(ground.reps),
        _activity.month.in_(stretch.months),
        _activity.day >= stretch.first,
        _activity.day < stretch.after,
        _activity.kind_id.in_(list(kinds.values())),
    )
    found = rows.cte("record")
    return _each_subject_once(found) if level.distinct else found


def _reason(
    ground: Ground, level: ServiceLevel, stretch: Stretch, matching: Any, bucket: Any
) -> ColumnElement[str]:
    late = [_activity.batch_id > ground.close.last_batch] if ground.close else []
    credited = ground.credited(ground.basis.rep, _activity.day, level.side)
    reasons = [
        *((one, LATE) for one in late),
        (not_(and_(*ground.basis.counted)), CORRECTED),
        (_activity.at > ground.now, AHEAD),
        (not_(credited), ELSEWHERE),
        (not_(matching), UNLIKE),
        *([(_activity.value.is_(None), VALUELESS)] if level.measure == "mean" else []),
        *([(_activity.subject == "", NOTHING)] if level.distinct else []),
        *([(bucket.not_in(stretch.counting), WEEK)] if stretch.weekly else []),
    ]
    return case(*((one, literal(word)) for one, word in reasons), else_=literal(COUNTS))


def _each_subject_once(found: CTE) -> CTE:
    """Let only the first of the activities about a subject count."""
    number = func.row_number().over(
        partition_by=(found.c.reason, found.c.bucket, found.c.subject), order_by=(found.c.at, found.c.id)
    )
    others = [column for column in found.c if column.name != "reason"]
    numbered = select(*others, found.c.reason, number.label("number")).cte("numbered")
    reason = case(
        (and_(numbered.c.reason == COUNTS, numbered.c.number > 1), literal(AGAIN)), else_=numbered.c.reason
    )
    columns = [column for column in numbered.c if column.name not in ("reason", "number")]
    return select(*columns, reason.label("reason")).cte("once")


def _matching(selector: Selector, kinds: Mapping[str, int]) -> ColumnElement[bool]:
    wanted = [kinds[kind] for kind in selector.kinds if kind in kinds]
    dialect = db.session.get_bind().dialect.name
    return and_(_activity.kind_id.in_(wanted), *having(dialect, selector.where))


def sums(found: CTE) -> list[Sums]:
    """Return what the records come to, by bucket and reason."""
    one = found.c
    low: Any = literal_column(str((1 << HALF) - 1))
    # In two parts, so that no database's whole numbers overflow.
    rows = db.session.execute(
        select(
            one.bucket, one.reason, func.count(), func.sum(one.above), func.sum(one.below), func.count(one.value),
            func.sum(one.value.op(">>")(literal_column(str(HALF)))), func.sum(one.value.op("&")(low)),
        ).group_by(one.bucket, one.reason)
    )  # fmt: skip
    return [
        Sums(where, reason, size, int(above), int(below), valued, (int(high or 0) << HALF) + int(less or 0))
        for where, reason, size, above, below, valued, high, less in rows
    ]


def page(found: CTE, places: range, *, counting: bool) -> list[Record]:
    """Return some `places` of the records that count, or of those that were left out, in order of time."""
    reason = found.c.reason
    query = _listed(found).where(reason == COUNTS if counting else reason != COUNTS)
    query = query.offset(places.start).limit(len(places))
    return [Record(*row) for row in db.session.execute(query)]


def one(found: CTE, activity_id: int) -> list[Record]:
    """Return the record of an activity, if it is among them."""
    return [Record(*row) for row in db.session.execute(_listed(found).where(found.c.id == activity_id))]


def _listed(found: CTE) -> Select[Any]:
    one = found.c
    columns = [column for column in one if column.name not in ("kind_id", "rep_id")]
    named = func.coalesce(func.nullif(Rep.name, ""), Rep.key).label("rep")
    told = {column.name: column for column in (*columns, one.rep_id, named)} | {"kind": Kind.name}
    return (
        select(*(told[name] for name in Record._fields))
        .join(Kind, Kind.id == one.kind_id)
        .join(Rep, Rep.id == one.rep_id)
        .order_by(one.at, one.id)
    )


def amount(rows: Iterable[Sums], bucket: int | None = None) -> Sums:
    """Return what the records that count come to, in one bucket if given."""
    counting = [one for one in rows if one.reason == COUNTS and bucket in (None, one.bucket)]
    added = (sum(getattr(one, name) for one in counting) for name in Sums._fields[2:])
    return Sums(bucket or 0, COUNTS, *added)
