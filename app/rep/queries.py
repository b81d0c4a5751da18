"""Reads of a rep's page: his clocks that run, who is around him where money is at stake, his points as they changed."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, func, select, union

from app.among import Among
from app.extensions import db
from app.models.scores import ClockRow, PointsChange, Standing
from scoring.agreement import BonusPlan
from scoring.bonus import REP, TEAM, Standings
from scoring.clocks import HELD, OPEN
from scoring.periods import Period
from scoring.ranking import Placed, Total

LAST_PLACE = 2**31 - 1

_standing: Any = Standing.__table__.c
_LINES = select(
    *(_standing[name] for name in ("board", "side", "rank", "place", "who", "points", "exceeded", "met"))
)


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

    Each is looked up by its place or by whose it is: it costs as much in a small company as in a large one.
    """
    depths: dict[tuple[str, str], int] = {}
    for prize in plan.prizes:
        depths[prize.board, prize.side] = max(len(prize.places), depths.get((prize.board, prize.side), 0))
    asked: dict[str, Any] = {"period": period.label, "rep": rep_id, "teams": list(teams)}
    asked["sides"] = list({rule.side for rule in plan.rules})
    for number, ((board, side), depth) in enumerate(depths.items()):
        asked |= {f"board{number}": board, f"side{number}": side, f"depth{number}": depth}
    found: dict[tuple[str, str], list[Placed]] = {}
    for board, side, rank, place, who, *merit in db.session.execute(_stakes(len(depths)), asked):
        found.setdefault((board, side), []).append(Placed(rank, place, Total(who, "", "", *merit)))
    return found


@lru_cache
def _stakes(boards: int) -> Any:
    """Return the statement for what is at stake on so many boards with prizes; to make it takes longer than to ask."""
    mine = (_standing.board == REP) & (_standing.who == bindparam("rep"))
    ours = (_standing.board == TEAM) & Among(_standing.who, "teams")
    sides = Among(_standing.side, "sides")
    parts = [*(whose & sides for whose in (mine, ours)), *(_winners(number) for number in range(boards))]
    here = _standing.period == bindparam("period")
    return union(*(_LINES.where(here, part) for part in parts)).order_by("place")


def _winners(number: int) -> ColumnElement[bool]:
    """Return the condition of the lines of a board down to the place at which the ranks that win end."""
    other = Standing.__table__.alias().c
    board: Any = bindparam(f"board{number}")
    side: Any = bindparam(f"side{number}")
    there = (other.period == bindparam("period"), other.side == side, other.board == board)
    end = select(func.min(other.place)).where(*there, other.rank > bindparam(f"depth{number}"))
    within = _standing.place < func.coalesce(end.scalar_subquery(), LAST_PLACE)
    return and_(_standing.board == board, _standing.side == side, within)


def changes(rep_id: int, period: Period) -> list[Change]:
    """Return how the points of a rep in the months of `period` came about, in order of time."""
    columns = [getattr(PointsChange, name) for name in Change._fields]
    found = select(*columns).where(
        PointsChange.board == REP,
        PointsChange.who == rep_id,
        PointsChange.month.between(period.first, period.last),
    )
    return [Change(*row) for row in db.session.execute(found.order_by(PointsChange.id))]
