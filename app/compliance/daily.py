"""Reads of a day's exceptions, and of what managers did about them."""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import select

from app.compliance.queries import Watch
from app.compliance.rows import Key
from app.extensions import db
from app.models.compliance import FollowUp
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
    first, after = watch.days
    key = [getattr(FollowUp, name) for name in Key._fields]
    rows = db.session.execute(
        select(*key, FollowUp.act, User.email, FollowUp.at, FollowUp.text)
        .join(User, User.id == FollowUp.by)
        .where(FollowUp.day >= first, FollowUp.day < after, watch.is_watched(FollowUp.board, FollowUp.who))
        .order_by(FollowUp.id)
    )
    found: dict[Key, list[Step]] = {}
    for row in rows:
        found.setdefault(Key(*row[: len(key)]), []).append(Step(*row[len(key) :]))
    return found
