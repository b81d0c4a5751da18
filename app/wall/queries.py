"""Reads for walls: how the teams stand in the levels of a month, and which clocks are due soon."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import case, func, select

from app.extensions import db
from app.models.people import Membership, Team
from app.models.scores import ClockRow, Score
from scoring.clocks import OPEN


class Mark(NamedTuple):
    """The attainment of a team in one level."""

    team_id: int
    team: str
    level: str
    attainment: str


class Load(NamedTuple):
    """How many open clocks of a team's reps are due by the first of two instants, and how many after it."""

    team_id: int
    team: str
    soon: int
    later: int


def marks(month: int, side: str) -> list[Mark]:
    """Return the attainments of a side's teams in a month, by the teams' names."""
    rows = db.session.execute(
        select(Team.id, Team.name, Score.level, Score.attainment)
        .join(Team, Team.id == Score.who)
        .where(Score.board == "team", Score.month == month, Score.side == side)
        .order_by(Team.name)
    )
    return [Mark(*row) for row in rows]


def loads(chosen: Collection[str], day: int, soon: int, later: int) -> list[Load]:
    """Return the teams of some sides with clocks that are due up to `later`, by those due up to `soon`, most first.

    A clock is its rep's, and his team's of this `day`.
    """
    first = func.sum(case((ClockRow.deadline <= soon, 1), else_=0))
    every = func.count()
    rows = db.session.execute(
        select(Team.id, Team.name, first, every - first)
        .select_from(ClockRow)
        .join(Membership, Membership.rep_id == ClockRow.rep_id)
        .join(Team, Team.id == Membership.team_id)
        .where(ClockRow.state == OPEN, ClockRow.month.is_(None), ClockRow.deadline <= later)
        .where(Membership.starts <= day, Membership.ends > day, Team.side.in_(chosen))
        .group_by(Team.id, Team.name)
        .order_by(first.desc(), every.desc(), Team.name)
    )
    return [Load(*row) for row in rows]
