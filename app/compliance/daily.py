"""Reads of a day's exceptions, and of what managers did about them."""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import Select, literal, select, union_all

from app.compliance.queries import Watch
from app.compliance.rows import Key
from app.extensions import db
from app.models.compliance import NUDGED, FollowUp, Nudge
from app.models.scores import ClockRow, PointsChange, Score
from app.models.users import User
from app.scoresheet.queries import Line
from scoring.attainment import MISSED
from scoring.clocks import BREACHED
from scoring.periods import month_of


class Breach(NamedTuple):
    """A clock that ran out: `at` its deadline."""

    rep_id: int
    level: str
    subject: str
    day: int
    at: int


class Step(NamedTuple):
    """What somebody did about an exception."""

    act: str
    by: str
    at: int
    text: str


def breaches(watch: Watch) -> list[Breach]:
    """Return the clocks of the members that ran out on the days watched, in order of time."""
    first, after = watch.days
    months = sorted({month_of(first), month_of(after - 1)})
    found = select(ClockRow.rep_id, ClockRow.level, ClockRow.subject, ClockRow.day, ClockRow.ended).where(
        ClockRow.month.in_(months),
        ClockRow.day >= first,
        ClockRow.day < after,
        ClockRow.state == BREACHED,
        watch.is_member(ClockRow.rep_id),
    )
    rows: Iterable[Any] = db.session.execute(found.order_by(ClockRow.ended, ClockRow.id))
    return [Breach(*row) for row in rows]


def lost_limits(
    watch: Watch, instants: tuple[int, int], month: int, levels: Collection[str]
) -> list[tuple[str, int, int, Line]]:
    """Return whose points for one of `levels` (with a limit) were lost between two instants, and are not back.

    Each is board, row id, the moment, and the score as it is now.
    """
    columns = [getattr(Score, name) for name in Line._fields]
    since, until = instants
    same = (
        (Score.board == PointsChange.board) & (Score.who == PointsChange.who) & (Score.level == PointsChange.level)
    )  # fmt: skip
    found = (
        select(Score.board, Score.who, PointsChange.at, *columns)
        .join(PointsChange, same & (Score.month == PointsChange.month))
        .where(Score.month == month, Score.level.in_(levels), Score.attainment == MISSED)
        .where(PointsChange.at >= since, PointsChange.at < until, PointsChange.before > 0)
        .where(PointsChange.after == 0, watch.is_watched(Score.board, Score.who))
    )
    rows = db.session.execute(found.order_by(PointsChange.at, PointsChange.id))
    return [(board, who, at, Line(*line)) for board, who, at, *line in rows]


def follow_ups(watch: Watch) -> dict[Key, list[Step]]:
    """Return what was done about the exceptions of the days watched, in order of time."""
    done = union_all(
        _done(FollowUp, FollowUp.act, FollowUp.text, watch), _done(Nudge, literal(NUDGED), literal(""), watch)
    ).subquery()
    columns = [done.c[name] for name in (*Key._fields, "act")]
    rows = db.session.execute(
        select(*columns, User.email, done.c.at, done.c.text)
        .join(User, User.id == done.c.by)
        .order_by(done.c.at, done.c.id)
    )
    found: dict[Key, list[Step]] = {}
    for row in rows:
        key, step = row[: len(Key._fields)], row[len(Key._fields) :]
        found.setdefault(Key(*key), []).append(Step(*step))
    return found


def _done(table: type[FollowUp | Nudge], act: Any, text: Any, watch: Watch) -> Select[Any]:
    first, after = watch.days
    columns = [getattr(table, name) for name in (*Key._fields, "id", "at", "by")]
    return select(*columns, act.label("act"), text.label("text")).where(
        table.day >= first, table.day < after, watch.is_watched(table.board, table.who)
    )


def nudged(number: int) -> tuple[Key, str] | None:
    """Return the exception that a rep is to be reminded of by a message, and who had him reminded."""
    key = [getattr(Nudge, name) for name in Key._fields]
    row = db.session.execute(
        select(*key, User.email).join(User, User.id == Nudge.by).where(Nudge.id == number)
    ).first()
    return (Key(*row[:-1]), row[-1]) if row else None
