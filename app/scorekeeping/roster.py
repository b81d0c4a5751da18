"""Who was in which team when, and away when: the roster that shares and credit follow from."""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import select, union_all

from app.among import Among
from app.extensions import db
from app.models.people import Absence, Membership, Rep, Team
from scoring.calendar import BusinessTime
from scoring.shares import Span, days_owed, share


class Member(NamedTuple):
    """A membership: rep and team by row id, days half-open."""

    id: int
    rep: int
    team: int
    side: str
    starts: int
    ends: int


@dataclass(frozen=True)
class Shares:
    """The shares of a range of days: of reps by (rep, side), of teams by team; who has none is not in it."""

    working: list[int]
    reps: dict[tuple[int, str], Fraction]
    teams: dict[int, Fraction]

    def of(self, board: str, who: int, side: str) -> Fraction:
        """Return the share of a rep or a team on `side`."""
        found = self.teams.get(who) if board == "team" else self.reps.get((who, side))
        return found or Fraction(0)


@dataclass(frozen=True)
class Roster:
    """Members of the scope and their absences; `reps` are those to be scored, or none to score everyone."""

    members: dict[int, Member]
    absences: dict[int, list[Span]]
    reps: frozenset[int] | None

    def of(self, reps: frozenset[int] | None) -> "Roster":
        """Return the roster of these of the reps on it: the whole teams that they are or were in."""
        if reps is None or reps == self.reps:
            return self
        teams = {one.team for one in self.members.values() if one.rep in reps}
        members = {key: one for key, one in self.members.items() if one.team in teams}
        there = {one.rep for one in members.values()}
        return Roster(members, {rep: spans for rep, spans in self.absences.items() if rep in there}, reps)

    @cached_property
    def teams(self) -> frozenset[int]:
        """Return the teams that the reps to be scored are or were in."""
        members = self.members.values()
        return frozenset(one.team for one in members if self.reps is None or one.rep in self.reps)

    @cached_property
    def sides(self) -> dict[int, str]:
        """Return the side of each team."""
        return {member.team: member.side for member in self.members.values()}

    def shares(self, calendar: BusinessTime, first: int, after: int) -> Shares:
        """Return everyone's share of the days from `first` up to, not including, `after` (R5)."""
        working = calendar.working_days(first, after)
        reps: dict[tuple[int, str], int] = defaultdict(int)
        teams: dict[int, int] = defaultdict(int)
        for member in self.members.values():
            if member.starts < after and member.ends > first:
                span = (member.starts, member.ends)
                owed = days_owed(working, (span,), self.absences.get(member.rep, ()))
                if owed:
                    reps[member.rep, member.side] += owed
                    teams[member.team] += owed
        return Shares(
            working,
            {key: share(owed, working) for key, owed in reps.items()},
            {key: share(owed, working) for key, owed in teams.items()},
        )

    def parts(self, calendar: BusinessTime, first: int, after: int) -> dict[int, dict[int, Fraction]]:
        """Return, by team and rep, the share of the days from `first` to `after` that each was in each team (R5)."""
        working = calendar.working_days(first, after)
        owed: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for one in self.members.values():
            span = (one.starts, one.ends)
            owed[one.team][one.rep] += days_owed(working, (span,), self.absences.get(one.rep, ()))
        return {
            team: {rep: share(days, working) for rep, days in reps.items() if days}
            for team, reps in owed.items()
        }


def load_roster(reps: frozenset[int] | None) -> Roster:
    """Return everyone, or the whole teams that `reps` are or were in: a team is scored on all its members."""
    members, absences = _queries(some=reps is not None)
    asked = {} if reps is None else {"reps": list(reps)}
    away: dict[int, list[Span]] = defaultdict(list)
    for rep, starts, ends in db.session.execute(absences, asked):
        away[rep].append((starts, ends))
    found = db.session.execute(members, asked)
    return Roster({row[0]: Member(*row) for row in found}, dict(away), reps)


@lru_cache
def _queries(*, some: bool) -> tuple[Any, Any]:
    """Return the statements, built once: for a single activity, to build them would cost more than to run them."""
    member, team, away, rep = (model.__table__.c for model in (Membership, Team, Absence, Rep))
    members = (
        select(member.id, member.rep_id, member.team_id, team.side, member.starts, member.ends)
        .where(team.id == member.team_id)
        .order_by(member.id)
    )
    own = select(away.rep_id, away.starts, away.ends)
    of_aliases = select(rep.alias_of, away.starts, away.ends).where(
        rep.id == away.rep_id, rep.alias_of.is_not(None)
    )
    if some:
        inner = Membership.__table__.alias().c
        concerned = member.team_id.in_(select(inner.team_id).where(Among(inner.rep_id, "reps")))
        members = members.where(concerned)
        them = select(member.rep_id).where(concerned)
        own, of_aliases = own.where(away.rep_id.in_(them)), of_aliases.where(rep.alias_of.in_(them))
    return members, union_all(own, of_aliases)
