"""Reads of a rep's page: his clocks that run, who is around him where money is at stake, his points as they changed."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select, union
from sqlalchemy.orm import aliased

from app.extensions import db
from app.models.scores import ClockRow, PointsChange, Standing
from scoring.agreement import BonusPlan
from scoring.bonus import REP, TEAM, Standings
from scoring.clocks import HELD, OPEN
from scoring.periods import Period
from scoring.ranking import Placed, Total

LAST_PLACE = 2**31 - 1

_COLUMNS: tuple[Any, ...] = (
    *(Standing.board, Standing.side, Standing.rank, Standing.place, Standing.who),
    *(Standing.points, Standing.exceeded, Standing.met),
)
_LINES = select(*_COLUMNS)


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


def at_stake(period: Period, rep_id: int, teams: Collection[int], plan: BonusPlan) -> Standings:
    """Return the lines that decide what a rep would get by a plan: those that win its prizes, his own, his teams'.

    Each is looked up by its place or by whose it is: of how many others there are the costs know nothing.
    """
    mine = [(REP, Standing.who == rep_id), (TEAM, Standing.who.in_(teams))]
    sides = {rule.side for rule in plan.rules}
    parts = [_LINES.where(Standing.side.in_(sides), Standing.board == board, whose) for board, whose in mine]
    deepest: dict[tuple[str, str], int] = {}
    for prize in plan.prizes:
        deepest[prize.board, prize.side] = max(len(prize.places), deepest.get((prize.board, prize.side), 0))
    parts += [_winners(period, *board, ranks) for board, ranks in deepest.items()]
    lines = union(*(part.where(Standing.period == period.label) for part in parts))
    found: dict[tuple[str, str], list[Placed]] = {}
    for board, side, rank, place, who, *merit in db.session.execute(lines.order_by("place")):
        found.setdefault((board, side), []).append(Placed(rank, place, Total(who, "", "", *merit)))
    return found


def _winners(period: Period, board: str, side: str, ranks: int) -> Select[Any]:
    """Select the lines of a board that have one of the first `ranks`, down to the place at which these end."""
    other = aliased(Standing)
    here = (other.period == period.label, other.side == side, other.board == board, other.rank > ranks)
    end = select(func.min(other.place)).where(*here).scalar_subquery()
    within = Standing.place < func.coalesce(end, LAST_PLACE)
    return _LINES.where(Standing.side == side, Standing.board == board, within)


def changes(rep_id: int, period: Period) -> list[Change]:
    """Return how the points of a rep in the months of `period` came about, in order of time."""
    columns = [getattr(PointsChange, name) for name in Change._fields]
    found = select(*columns).where(
        PointsChange.board == REP,
        PointsChange.who == rep_id,
        PointsChange.month.between(period.first, period.last),
    )
    return [Change(*row) for row in db.session.execute(found.order_by(PointsChange.id))]
