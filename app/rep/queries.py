"""Reads of a rep's page: his clocks that run, who is around him where money is at stake, his points as they changed."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select

from app.extensions import db
from app.models.scores import ClockRow, PointsChange, Standing
from scoring.bonus import REP, TEAM, Standings
from scoring.clocks import HELD, OPEN
from scoring.periods import Period
from scoring.ranking import Placed, Total


class RunningClock(NamedTuple):
    """A clock that is not decided; instants and `used` in microseconds, no `deadline` on hold."""

    level: str
    subject: str
    version_id: int
    started: int
    used: int
    deadline: int | None


class Change(NamedTuple):
    """A line of the points history: the points of one level in one month, before and after, and why."""

    at: int
    month: int
    level: str
    before: int
    after: int
    cause: str


def running_clocks(rep_id: int, state: str, limit: int) -> tuple[list[RunningClock], int]:
    """Return the clocks of a rep that run (open), or are on hold, by deadline, then age; and how many there are."""
    columns = [getattr(ClockRow, name) for name in RunningClock._fields]
    found = select(*columns, func.count().over()).where(
        ClockRow.rep_id == rep_id, ClockRow.month.is_(None), ClockRow.state == state
    )
    order = {OPEN: ClockRow.deadline, HELD: ClockRow.started}[state]
    rows = db.session.execute(found.order_by(order, ClockRow.started, ClockRow.id).limit(limit)).all()
    return [RunningClock(*row[:-1]) for row in rows], rows[0][-1] if rows else 0


def at_stake(period: Period, rep_id: int, teams: Collection[int], deepest: int) -> Standings:
    """Return the lines that decide what a rep would get: those of ranks down to `deepest`, his own, his teams'."""
    figures = (Standing.points, Standing.exceeded, Standing.met)
    lines = select(Standing.board, Standing.side, Standing.rank, Standing.place, Standing.who, *figures)
    mine = or_(
        and_(Standing.board == REP, Standing.who == rep_id),
        and_(Standing.board == TEAM, Standing.who.in_(teams)),
    )
    here = lines.where(Standing.period == period.label, or_(Standing.rank <= deepest, mine))
    found: dict[tuple[str, str], list[Placed]] = {}
    for board, side, rank, place, who, *merit in db.session.execute(here.order_by(Standing.place)):
        found.setdefault((board, side), []).append(Placed(rank, place, Total(who, "", "", *merit)))
    return found


def changes(rep_id: int, period: Period) -> list[Change]:
    """Return how the points of a rep in the months of `period` came about, in order of time."""
    columns = [getattr(PointsChange, name) for name in Change._fields]
    found = select(*columns).where(
        PointsChange.board == REP,
        PointsChange.who == rep_id,
        PointsChange.month.between(period.first, period.last),
    )
    return [Change(*row) for row in db.session.execute(found.order_by(PointsChange.id))]
