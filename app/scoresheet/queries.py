"""Reads of score sheets: the scores of one participant, and who is beside him."""

from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import literal, select

from app.extensions import db
from app.models.people import Membership, Rep, Team
from app.models.scores import Score, Standing
from scoring.periods import Period, days_of_month


class Line(NamedTuple):
    """A score as it is stored, of one participant; see `app.models.scores.Score`."""

    month: int
    level: str
    side: str
    numerator: Fraction | None
    denominator: Fraction | None
    value: Fraction | None
    target: Fraction | None
    exceed: Fraction | None
    attainment: str
    points: int


class Member(NamedTuple):
    """Someone who was in a team in a period: points and rank among all reps, empty for who has no score."""

    id: int
    key: str
    name: str
    points: int | None
    rank: int | None


def lines(board: str, who: int, period: Period) -> list[Line]:
    """Return the scores of a rep or a team in a period."""
    columns = [getattr(Score, name) for name in Line._fields]
    rows = db.session.execute(
        select(*columns).where(
            Score.board == board, Score.who == who, Score.month.between(period.first, period.last)
        )
    )
    return [Line(*row) for row in rows]


def members(team_id: int, period: Period) -> list[Member]:
    """Return who was in a team in a period, most points first."""
    first, after = days(period)
    here = (Standing.period == period.label) & (Standing.side == "") & (Standing.board == "rep")
    rows = db.session.execute(
        select(Rep.id, Rep.key, Rep.name, Standing.points, Standing.rank)
        .join(Membership, Membership.rep_id == Rep.id)
        .outerjoin(Standing, here & (Standing.who == Rep.id))
        .where(Membership.team_id == team_id, Membership.starts < after, Membership.ends > first)
        .distinct()
    )
    found = [Member(*row) for row in rows]
    return sorted(found, key=lambda one: (one.rank is None, one.rank or 0, one.name))


def teams_of(rep_id: int, period: Period) -> list[tuple[int, str, str]]:
    """Return the teams, id, name and side, that a rep was in during a period, in order of time."""
    first, after = days(period)
    rows = db.session.execute(
        select(Team.id, Team.name, Team.side)
        .join(Membership, Membership.team_id == Team.id)
        .where(Membership.rep_id == rep_id, Membership.starts < after, Membership.ends > first)
        .order_by(Membership.starts)
    )
    return list(dict.fromkeys(rows))


def teams(among: frozenset[int] | None) -> list[tuple[int, str, str]]:
    """Return teams by name with id and side: all of them, or those `among` some."""
    chosen = literal(True) if among is None else Team.id.in_(among)
    rows = db.session.execute(
        select(Team.id, Team.name, Team.side).where(chosen).order_by(Team.side, Team.name)
    )
    return list(rows)


def days(period: Period) -> tuple[int, int]:
    """Return the days of a period as a half-open range."""
    return days_of_month(period.first)[0], days_of_month(period.last)[1]
