"""The statements of the tallies, each built once for its shape: what changes from one scope to the next are parameters.

An activity is credited to the membership that its rep had on its day, a clock to that of the day on which he got it.
"""

from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Executable,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB

from app.among import Among
from app.models.activities import Activity
from app.models.people import Membership, Team
from app.models.scores import ClockRow
from scoring.clocks import DECIDED, MET

HALF = 24
"""Sums are taken in two parts, above and below this bit, so that no database's whole numbers overflow."""

Where = tuple[tuple[str, tuple[str, ...]], ...]
"""Attributes, each with the values that it may have; a missing one is the empty text."""

# Tables, not mapped classes: what the ORM does to a statement costs more than to run it for one rep.
_activity, _member, _clock, _team = (model.__table__.c for model in (Activity, Membership, ClockRow, Team))


class Shape(NamedTuple):
    """A month or its weeks; with the day of scoring in it or over; of some members or of all; on which database."""

    weekly: bool
    running: bool
    some: bool
    dialect: str


@lru_cache(maxsize=256)
def activities(shape: Shape, values: tuple[bool, ...], where: Where) -> Executable:
    """Select membership, kind, week, count, and count and sum (in two parts) of values, 0 where they are not wanted.

    There is a pass for each of `values`, over the kinds of parameter `plain` or `valued`; all are answered in one go.
    """
    value = _activity.value
    sums = (
        func.count(value),
        func.sum(value.op(">>")(literal_column(str(HALF)))),
        func.sum(value.op("&")(literal_column(str((1 << HALF) - 1)))),
    )
    nothing: tuple[Any, ...] = (literal_column("0"),) * 3
    week = _week(shape, _activity.day)
    passes = []
    for with_values in values:
        kinds = Among(_activity.kind_id, "valued" if with_values else "plain")
        for happened in _happened(shape):
            counted = [
                ~_activity.corrected,
                *_in_stretch(shape, _activity),
                *happened,
                *having(shape.dialect, where),
                kinds,
            ]
            columns = (_member.id, _activity.kind_id, *(week or nothing[:1]), func.count())
            query = _of_members(
                shape, Activity, _activity.day, counted, (*columns, *(sums if with_values else nothing))
            )
            passes.append(query.group_by(_member.id, _activity.kind_id, *week))
    return union_all(*passes) if len(passes) > 1 else passes[0]


@lru_cache(maxsize=32)
def clocks(shape: Shape, passes: tuple[str, ...]) -> Executable:
    """Select membership, level, week, clocks decided and clocks met, of the levels of parameter `levels`.

    There is a pass for each of `passes`: clocks by the day of their decision, all of them (`true`) or those that count
    on it (`due`), and those that count on another day by that (`moved`).
    """
    queries = []
    for one in passes:
        if one == "moved":
            day, which = _clock.counts_on, _between(_clock.counts_on)
        else:
            day, which = _clock.day, _in_stretch(shape, _clock)
            which += [_clock.counts_on.is_(None)] if one == "due" else []
        week = _week(shape, day)
        counted = [
            *which,
            Among(_clock.level, "levels"),
            _clock.state.in_(DECIDED),
        ]
        met = func.count().filter(_clock.state == MET)
        columns = (_member.id, _clock.level, *(week or [literal_column("0")]), func.count(), met)
        query = _of_members(shape, ClockRow, _clock.got_day, counted, columns)
        queries.append(query.group_by(_member.id, _clock.level, *week))
    return union_all(*queries) if len(queries) > 1 else queries[0]


@lru_cache(maxsize=256)
def subjects(shape: Shape, board: str, where: Where) -> Executable:
    """Select rep or team on parameter `side`, week, and its number of different subjects of the kinds of `plain`."""
    who = _member.team_id if board == "team" else _member.rep_id
    week = _week(shape, _activity.day)
    counted = [~_activity.corrected, *_in_stretch(shape, _activity), _activity.subject != ""]
    counted += having(shape.dialect, where)
    if shape.running:
        counted.append(_activity.at <= bindparam("now"))
    counted.append(Among(_activity.kind_id, "plain"))
    columns = (who, *(week or [literal_column("0")]), func.count(_activity.subject.distinct()))
    of_side = _member.team_id.in_(select(_team.id).where(_team.side == bindparam("side")))
    return _of_members(shape, Activity, _activity.day, counted, columns).where(of_side).group_by(who, *week)


def _of_members(
    shape: Shape, model: type[Activity | ClockRow], day: Any, counted: list[ColumnElement[bool]], columns: Any
) -> Select[Any]:
    """Select from memberships and what is credited to them.

    By an outer join, though nobody wants members who have nothing: it makes SQLite go from each member into an index,
    which answers in the order of the groups, instead of reading a whole month and sorting it.
    """
    rep: Any = model.__table__.c.rep_id
    credit = and_(rep == _member.rep_id, day >= _member.starts, day < _member.ends, *counted)
    if shape.some and shape.dialect == "postgresql":
        credit = and_(credit, Among(rep, "reps"))
    query = select(*columns).select_from(Membership.__table__.outerjoin(model.__table__, credit))
    return query.where(Among(_member.id, "members")) if shape.some else query


def _week(shape: Shape, day: Any) -> list[Any]:
    return [(day - literal_column("1", Integer)) // literal_column("7", Integer)] if shape.weekly else []


def _in_stretch(shape: Shape, table: Any) -> list[ColumnElement[bool]]:
    if not shape.weekly:
        return [table.month == bindparam("month")]
    return [Among(table.month, "months"), *_between(table.day)]


def _between(day: Any) -> list[ColumnElement[bool]]:
    return [day >= bindparam("first"), day < bindparam("after")]


def _happened(shape: Shape) -> list[list[ColumnElement[bool]]]:
    """Keep the day of scoring by itself: only its activities need their instant, the others are in the index."""
    if not shape.running:
        return [[]]
    today: Any = bindparam("today")
    return [[_activity.day < today], [_activity.day == today, _activity.at <= bindparam("now")]]


def having(dialect: str, where: Where) -> list[ColumnElement[bool]]:
    """Return the conditions that an activity has these attributes."""
    return [func.coalesce(_attribute(dialect, name), "").in_(values) for name, values in where]


def _attribute(dialect: str, name: str) -> Any:
    if dialect == "postgresql":
        return cast(_activity.attributes, JSONB).op("->>", return_type=String())(name)
    # SQLite's own operator takes names with dots, brackets, digits or a dollar for paths.
    each = func.json_each(_activity.attributes).table_valued("key", "value")
    return select(each.c.value).where(each.c.key == name).correlate(Activity.__table__).scalar_subquery()
