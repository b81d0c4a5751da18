"""Reads of what managers watch: who is in their teams, how they stand this month, and which clocks run."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from app.auth.access import ADMIN, MANAGER
from app.auth.queries import Viewer
from app.extensions import db
from app.models.people import Membership, Rep
from app.models.scores import ClockRow, Score
from app.models.users import ManagedTeam, User
from app.scoresheet import queries as sheets
from app.scoresheet.queries import Line
from scoring.clocks import BREACHED, HELD, OPEN

Participant = tuple[str, int]
"""Board, rep or team, and row id."""


class Member(NamedTuple):
    """A rep who is in a team that is watched."""

    id: int
    key: str
    name: str
    team_id: int


class Team(NamedTuple):
    """A team that is watched."""

    id: int
    name: str
    side: str


@dataclass(frozen=True)
class Watch:
    """Teams, and the days (from, up to and not including) on which who is in them is watched with them."""

    teams: Sequence[Team]
    days: tuple[int, int]

    @property
    def members(self) -> list[ColumnElement[bool]]:
        """Return the conditions by which a membership is one of them."""
        first, after = self.days
        among = Membership.team_id.in_([team.id for team in self.teams])
        return [among, Membership.starts < after, Membership.ends > first]

    def is_member(self, column: Any) -> ColumnElement[bool]:
        """Return the condition by which a rep's id is that of one of their members."""
        found: ColumnElement[bool] = column.in_(select(Membership.rep_id).where(*self.members))
        return found

    def is_watched(self, board: Any, who: Any) -> ColumnElement[bool]:
        """Return the condition by which a participant is one of the teams or of their members."""
        teams = who.in_([team.id for team in self.teams])
        return or_(and_(board == "team", teams), and_(board == "rep", self.is_member(who)))


class Running(NamedTuple):
    """A clock that is not decided; instants and `used` in microseconds, no `deadline` on hold."""

    rep_id: int
    level: str
    subject: str
    version_id: int
    started: int
    used: int
    deadline: int | None


class Tally(NamedTuple):
    """How many clocks of a rep run, ran out though they are open, are on hold, and were breached this month."""

    rep_id: int
    running: int
    overdue: int
    held: int
    breached: int


def teams_of(viewer: Viewer) -> list[Team]:
    """Return the teams that a manager watches: his own; an admin all."""
    among = None if viewer.role == ADMIN else viewer.managed_team_ids
    return [Team(*row) for row in sheets.teams(among)]


def members(watch: Watch) -> list[Member]:
    """Return who is in the teams, by name."""
    found = select(Rep.id, Rep.key, Rep.name, Membership.team_id).join(Membership).where(*watch.members)
    rows = db.session.execute(found.order_by(Rep.name, Rep.key, Membership.starts))
    return list(dict.fromkeys(Member(*row) for row in rows))


def lines(watch: Watch, month: int, levels: Collection[str]) -> dict[Participant, list[Line]]:
    """Return the scores of the teams and their members in `month` by these levels."""
    columns = [getattr(Score, name) for name in Line._fields]
    rows = db.session.execute(
        select(Score.board, Score.who, *columns).where(
            Score.month == month, Score.level.in_(levels), watch.is_watched(Score.board, Score.who)
        )
    )
    found: dict[Participant, list[Line]] = {}
    for board, who, *line in rows:
        found.setdefault((board, who), []).append(Line(*line))
    return found


def running(watch: Watch, state: str, limit: int) -> list[Running]:
    """Return clocks that run (open), the next deadline first, or that are on hold, the oldest first."""
    columns = [getattr(ClockRow, name) for name in Running._fields]
    order = {OPEN: ClockRow.deadline, HELD: ClockRow.started}[state]
    found = select(*columns).where(
        ClockRow.month.is_(None), ClockRow.state == state, watch.is_member(ClockRow.rep_id)
    )
    rows = db.session.execute(found.order_by(order, ClockRow.started, ClockRow.id).limit(limit))
    return [Running(*row) for row in rows]


def clock_tallies(watch: Watch, month: int, now: int) -> list[Tally]:
    """Return how the clocks of each member stand, who has any: most overdue first, then most breached, then most."""
    open_, held, breached = (ClockRow.state == one for one in (OPEN, HELD, BREACHED))
    sums = [
        func.sum(case((one, 1), else_=0))
        for one in (open_, and_(open_, ClockRow.deadline < now), held, breached)
    ]
    undecided = and_(ClockRow.month.is_(None), ClockRow.state.in_((OPEN, HELD)))
    found = select(ClockRow.rep_id, *sums).where(
        or_(undecided, and_(ClockRow.month == month, breached)), watch.is_member(ClockRow.rep_id)
    )
    rows = [Tally(*row) for row in db.session.execute(found.group_by(ClockRow.rep_id))]
    return sorted(rows, key=lambda one: (-one.overdue, -one.breached, -one.running, -one.held, one.rep_id))


def teams_led(user_id: int) -> list[Team]:
    """Return the teams of a user who is a manager."""
    led = select(ManagedTeam.team_id).join(User, User.id == ManagedTeam.user_id)
    mine = led.where(User.id == user_id, User.role == MANAGER)
    return [Team(*row) for row in sheets.teams(frozenset(db.session.scalars(mine)))]


def teams_with(rep_id: int, days: tuple[int, int]) -> list[Team]:
    """Return the teams that a rep was in on some of these days."""
    first, after = days
    here = (Membership.rep_id == rep_id, Membership.starts < after, Membership.ends > first)
    found = db.session.scalars(select(Membership.team_id).where(*here))
    return [Team(*row) for row in sheets.teams(frozenset(found))]


def users_of(reps: Collection[int]) -> dict[int, int]:
    """Return which user each of these reps is, who may log in."""
    same = and_(User.email == Rep.email, User.disabled_at.is_(None))
    rows = db.session.execute(select(Rep.id, User.id).join(User, same).where(Rep.id.in_(reps)))
    return {rep: user for rep, user in rows}  # noqa: C416 - rows are no pairs to a type checker
