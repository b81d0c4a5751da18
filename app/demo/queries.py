"""What the trickle looks at before each step: who is there, how the month stands, and what waits to be done."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from app.agreement.queries import timeline
from app.demo.cast import REPS, SALES
from app.extensions import db
from app.models.activities import Activity, Kind
from app.models.people import Absence, Membership, Rep, Team
from app.models.scores import ClockRow, Score
from scoring.agreement import Agreement
from scoring.clocks import OPEN
from scoring.periods import month_of


class Colleague(NamedTuple):
    """A rep of the demo who is there today."""

    id: int
    key: str
    team_id: int
    side: str


class Standing(NamedTuple):
    """How a service level stands for somebody in the month that runs; the target is empty under no data."""

    made: Fraction
    whole: int | None
    target: Fraction | None
    exceed: Fraction | None
    attainment: str


@dataclass(frozen=True)
class Glance:
    """The company at a moment.

    `standings` are by board, participant and level; `today` counts by rep and kind what was done, `ever` by kind alone.
    """

    agreement: Agreement
    colleagues: list[Colleague]
    standings: dict[tuple[str, int, str], Standing]
    today: Counter[tuple[str, str]]
    ever: Counter[str]

    @property
    def salespeople(self) -> list[Colleague]:
        """Return the colleagues in sales."""
        return [one for one in self.colleagues if one.side == SALES]


def reps_by_key() -> dict[str, int]:
    """Return the row ids of the demo's reps."""
    return dict(db.session.execute(select(Rep.key, Rep.id)).all())


def glance(now: int) -> Glance | None:
    """Return the company at `now`; nothing if there is no agreement any more."""
    line = timeline()
    if line is None:
        return None
    day = line.day(now)
    version = line.terms_of(month_of(day))
    month = month_of(day)
    return Glance(version.agreement, _colleagues(day), _standings(month), _done_on(day), _done_ever())


def _colleagues(day: int) -> list[Colleague]:
    away = exists().where(Absence.rep_id == Rep.id, Absence.starts <= day, Absence.ends > day)
    own = Rep.key.in_([person.key for person in REPS])
    rows = db.session.execute(
        select(Rep.id, Rep.key, Team.id, Team.side)
        .join(Membership, Membership.rep_id == Rep.id)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.starts <= day, Membership.ends > day, ~away, own)
        .order_by(Rep.key)
    )
    return [Colleague(*row) for row in rows]


def _standings(month: int) -> dict[tuple[str, int, str], Standing]:
    columns = (Score.numerator, Score.denominator, Score.target, Score.exceed, Score.attainment)
    rows = db.session.execute(
        select(Score.board, Score.who, Score.level, *columns).where(Score.month == month)
    )
    return {
        (board, who, level): Standing(
            made or Fraction(0), None if whole is None else int(whole), target, exceed, attainment
        )
        for board, who, level, made, whole, target, exceed, attainment in rows
    }


def _done_on(day: int) -> Counter[tuple[str, str]]:
    rows = db.session.execute(
        select(Rep.key, Kind.name, func.count())
        .join(Activity, Activity.rep_id == Rep.id)
        .join(Kind, Kind.id == Activity.kind_id)
        .where(Activity.month == month_of(day), Activity.day == day)
        .group_by(Rep.key, Kind.name)
    )
    return Counter({(rep, kind): count for rep, kind, count in rows})


def _done_ever() -> Counter[str]:
    rows = db.session.execute(
        select(Kind.name, func.count()).join(Activity, Activity.kind_id == Kind.id).group_by(Kind.name)
    )
    return Counter(dict(rows.all()))


def waiting(level_id: str, rep: Colleague) -> str | None:
    """Return the subject whose clock has run longest for `rep`, if any runs."""
    return db.session.scalar(
        select(ClockRow.subject)
        .where(ClockRow.level == level_id, ClockRow.rep_id == rep.id, ClockRow.state == OPEN)
        .order_by(ClockRow.started)
        .limit(1)
    )


def unfinished(rep: Colleague, opening: str, closing: str) -> str | None:
    """Return the newest subject of an `opening` activity of `rep` that no `closing` one is about."""
    kinds = dict(db.session.execute(select(Kind.name, Kind.id)).all())
    later = aliased(Activity)
    # Of subjects that are not empty there is an index.
    closed = exists().where(
        later.subject == Activity.subject, later.subject != "", later.kind_id == kinds.get(closing, 0)
    )
    return db.session.scalar(
        select(Activity.subject)
        .where(Activity.rep_id == rep.id, Activity.kind_id == kinds.get(opening, 0), ~closed)
        .order_by(Activity.at.desc())
        .limit(1)
    )
