"""Telling how a score came about: what it rests on, today's facts or those of a close, and how its clocks ran."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, or_, select, true

from app.agreement.queries import timeline, timeline_of
from app.extensions import db
from app.models.people import Membership
from app.models.quarters import FINAL, Quarter, QuarterClose
from app.models.scores import ScoredMonth
from app.scorekeeping.basis import AS_IT_STANDS, Basis, basis_of
from app.scorekeeping.clockrun import ClockRun
from app.scorekeeping.clocks import told
from app.scorekeeping.counting import kind_ids
from app.scorekeeping.finals import Finals
from app.scorekeeping.recounting import load_roster_of
from app.scorekeeping.roster import Roster, load_roster
from app.scorekeeping.selects import HALF, having
from scoring.clocks import Clock
from scoring.versions import Timeline

__all__ = ["HALF", "Ground", "ground_of", "having", "kind_ids", "told_clocks"]

PORTION = 200
"""Stays that are asked for in one breath."""


@dataclass(frozen=True)
class Ground:
    """The agreement, the moment, the memberships of one participant, the activities; and the close, if it is final."""

    known: Timeline
    now: int
    board: str
    who: int
    roster: Roster
    basis: Basis
    close: QuarterClose | None

    @property
    def reps(self) -> list[int]:
        """Return the rep, or everyone who is or was in the team."""
        return sorted({member.rep for member in self.roster.members.values()})

    def credited(self, rep: Any, day: Any, side: str) -> ColumnElement[bool]:
        """Return the condition that what a rep did, or got, on a day is credited to the participant on `side` (R4)."""
        stays: dict[tuple[int, int], set[int]] = defaultdict(set)
        for member in self.roster.members.values():
            if member.side == side:
                stays[member.starts, member.ends].add(member.rep)
        return any_of(
            [and_(rep.in_(sorted(reps)), day >= starts, day < ends) for (starts, ends), reps in stays.items()]
        )


def any_of(conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    """Return the condition that one of many holds, in portions that SQLite takes: none may be a thousand deep."""
    portions = [
        or_(false(), *conditions[first : first + PORTION])
        for first in range(0, len(conditions) or 1, PORTION)
    ]
    return case(*((portion, true()) for portion in portions), else_=false()) if portions[1:] else portions[0]


def ground_of(board: str, who: int, month: int, now: int) -> Ground | None:
    """Return what the scores of a rep or a team in `month` rest on; `now` if it was never scored."""
    close = db.session.scalar(
        select(QuarterClose)
        .join(Quarter, Quarter.close_id == QuarterClose.id)
        .where(Quarter.state == FINAL, Quarter.first <= month, Quarter.last >= month)
    )
    if close:
        roster = _of(load_roster_of(close), board, who)
        then = timeline_of(json.loads(close.versions))
        return Ground(then, close.closed_at, board, who, roster, basis_of(close), close)
    known = timeline()
    as_of = db.session.scalar(select(ScoredMonth.as_of).where(ScoredMonth.month == month))
    roster = _of(load_roster(_reps(board, who)), board, who)
    return Ground(known, as_of or now, board, who, roster, AS_IT_STANDS, None) if known else None


def told_clocks(ground: Ground, level_id: str, subjects: Iterable[str]) -> list[tuple[str, Clock]]:
    """Return the clocks of `subjects` under a service level, with their legs, run over what a score rests on."""
    # On which day they count does not matter to how they ran: no final quarter is looked at.
    run = ClockRun(ground.known, ground.now, Finals(), ground.basis, telling=True)
    return list(told(run, level_id, subjects))


def _reps(board: str, who: int) -> frozenset[int]:
    if board == "rep":
        return frozenset({who})
    return frozenset(db.session.scalars(select(Membership.rep_id).where(Membership.team_id == who)))


def _of(roster: Roster, board: str, who: int) -> Roster:
    """Return the part of a roster that makes the share of one participant, and what is credited to him."""
    members = {
        key: member
        for key, member in roster.members.items()
        if who == (member.team if board == "team" else member.rep)
    }
    return Roster(members, roster.absences, None)
