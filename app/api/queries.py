"""Reads of the API, a page at a time."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, case, func, or_, select

from app.credit import rep_meant
from app.extensions import db
from app.models.people import Absence, Membership, Rep, Team
from app.models.scores import ClockRow, Score, Standing
from scoring.periods import Period

LINES = 100
"""Lines of a page of standings."""
SCORES = 500
"""Scores of a page."""
MOST_MEMBERS = 10_000


class Clock(NamedTuple):
    """A clock with the key of its owner, as it is stored; instants and `used` in microseconds."""

    id: int
    service_level: str
    subject: str
    who: str
    state: str
    started: int
    got: int
    deadline: int | None
    ended: int | None
    used: int


def pages_of(size: int, length: int) -> int:
    """Return how many pages `size` lines make; an empty list has one page."""
    return max(-(-size // length), 1)


def longest_board(period: Period, side: str, boards: Sequence[str]) -> int:
    """Return how many lines the longest of `boards` has."""
    found = select(func.max(Standing.place)).where(
        Standing.period == period.label, Standing.side == side, Standing.board.in_(boards)
    )
    return db.session.scalar(found) or 0


def page_of_scores(period: Period, who: str | None, page: int) -> tuple[list[Any], int]:
    """Return a page of the scores of `period`, of `who` only if given, and how many pages there are.

    A row is board, key, month, level, value, target, attainment and points.
    """
    key = case((Score.board == "rep", Rep.key), else_=Team.name)
    joined = (
        select(Score.board, key, Score.month, Score.level, Score.value, Score.target, Score.attainment)
        .add_columns(Score.points)
        .outerjoin(Rep, and_(Score.board == "rep", Rep.id == Score.who))
        .outerjoin(Team, and_(Score.board == "team", Team.id == Score.who))
        .where(Score.month.between(period.first, period.last))
    )
    if who is not None:
        joined = joined.where(or_(Rep.id == rep_meant(who), Team.name == who))
    size = db.session.scalar(select(func.count()).select_from(joined.subquery())) or 0
    ordered = joined.order_by(Score.board, Score.who, Score.month, Score.level)
    rows = db.session.execute(ordered.limit(SCORES).offset((page - 1) * SCORES)).all()
    return list(rows), pages_of(size, SCORES)


def rep_called(key: str) -> tuple[int, str, str] | None:
    """Return id, key and name of a rep who is or was in a team, or is away; he may be called by an alias."""
    known = or_(Rep.memberships.any(), select(Absence.id).where(Absence.rep_id == Rep.id).exists())
    called = select(Rep.id, Rep.key, Rep.name).where(Rep.id == rep_meant(key), known)
    row = db.session.execute(called).first()
    return (row[0], row[1], row[2] or row[1]) if row else None


def team_called(name: str) -> tuple[int, str, str] | None:
    """Return id, name and side of a team."""
    row = db.session.execute(select(Team.id, Team.name, Team.side).where(Team.name == name)).first()
    return (row[0], row[1], row[2]) if row else None


def memberships(rep_id: int) -> list[Any]:
    """Return team, side, first day and end of a rep's memberships, in order of time."""
    found = select(Team.name, Team.side, Membership.starts, Membership.ends).join(Membership.team)
    rows = db.session.execute(found.where(Membership.rep_id == rep_id).order_by(Membership.starts))
    return list(rows)


def absences(rep_id: int) -> list[Any]:
    """Return first day and end of a rep's absences, in order of time, also of those told under an alias."""
    found = select(Absence.starts, Absence.ends).join(Rep, Rep.id == Absence.rep_id)
    found = found.where(or_(Rep.id == rep_id, Rep.alias_of == rep_id))
    return list(db.session.execute(found.order_by(Absence.starts, Absence.ends)))


def members(team_id: int) -> list[Any]:
    """Return key, name, first day and end of a team's memberships of all times, by key."""
    found = select(Rep.key, Rep.name, Membership.starts, Membership.ends).join(Membership.rep)
    ordered = found.where(Membership.team_id == team_id).order_by(Rep.key, Membership.starts)
    return list(db.session.execute(ordered.limit(MOST_MEMBERS)))


def standings_of(board: str, who: int, labels: Sequence[str]) -> list[Any]:
    """Return period, side, rank, points, exceeded and met of somebody in the periods called `labels`."""
    figures = (Standing.rank, Standing.points, Standing.exceeded, Standing.met)
    here = (Standing.board == board, Standing.who == who, Standing.period.in_(labels))
    found = select(Standing.period, Standing.side, *figures).where(*here)
    return list(db.session.execute(found.order_by(Standing.period, Standing.side)))


def clocks(state: str, after: int, limit: int) -> list[Clock]:
    """Return clocks in a state in the order in which they were stored, those behind the one with id `after`."""
    columns: tuple[Any, ...] = (
        *(ClockRow.id, ClockRow.level, ClockRow.subject, Rep.key, ClockRow.state, ClockRow.started),
        *(ClockRow.got, ClockRow.deadline, ClockRow.ended, ClockRow.used),
    )
    found = select(*columns).join(Rep, Rep.id == ClockRow.rep_id)
    here = found.where(ClockRow.state == state, ClockRow.id > after)
    return [Clock(*row) for row in db.session.execute(here.order_by(ClockRow.id).limit(limit))]
