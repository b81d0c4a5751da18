"""Invariants: what must hold of the stored facts and figures whatever happened."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from sqlalchemy import func, select

from app.agreement.queries import timeline
from app.credit import miscredited
from app.extensions import db
from app.ledger import queries as ledger
from app.models.activities import Activity
from app.models.people import Membership, Rep
from app.models.quarters import QuarterClose
from app.models.scores import PointsChange, Score, Standing
from app.scorekeeping.freezing import signed_again
from app.scorekeeping.uncredited import uncredited
from scoring.attainment import EXCEEDED, MET
from scoring.periods import a_month, month_label, month_of
from scoring.versions import Timeline

MOST_LINES = 20
_MONTH = re.compile(r"\d{4}-\d\d")
CHUNK = 50_000


@dataclass
class Result:
    """A check's name, its faults (none: it holds) and what is worth knowing beside them."""

    name: str
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def run_checks() -> Iterator[Result]:
    """Run every check, one after the other."""
    known = timeline()
    for name, check in CHECKS.items():
        yield Result(name, _shortened(check(known)))
    yield Result("credited to nobody", notes=list(uncredited(known)))


def _shortened(faults: Iterator[str]) -> list[str]:
    listed = list(faults)
    more = len(listed) - MOST_LINES
    return [*listed[:MOST_LINES], f"and {more} more"] if more > 0 else listed


def _memberships(_known: Timeline | None) -> Iterator[str]:
    rows = db.session.execute(
        select(Rep.key, Membership.starts, Membership.ends)
        .join(Membership, Membership.rep_id == Rep.id)
        .order_by(Rep.key, Membership.starts)
    )
    for (rep, _, ends), (other, starts, _) in pairwise(rows):
        if rep == other and starts < ends:
            yield f"memberships of {rep} overlap"


def _days(known: Timeline | None) -> Iterator[str]:
    last = 0
    columns = (Activity.id, Activity.key, Activity.at, Activity.day, Activity.month)
    while known:
        query = select(*columns).where(Activity.id > last).order_by(Activity.id).limit(CHUNK)
        rows = db.session.execute(query).all()
        if not rows:
            return
        last = rows[-1][0]
        for _, key, at, day, month in rows:
            if day != known.day(at) or month != month_of(day):
                yield f"activity {key} is stamped with another day than the agreement's zone gives"


def _credits(_known: Timeline | None) -> Iterator[str]:
    return (line for _owner, line in miscredited())


def _points(known: Timeline | None) -> Iterator[str]:
    rows = db.session.execute(select(Score.month, Score.level, Score.attainment, Score.points).distinct())
    for month, level_id, attainment, points in rows:
        version = known.in_force(month) if known else None
        level = version.agreement.level(level_id) if version else None
        owed = {MET: level.points_met, EXCEEDED: level.points_exceeded}.get(attainment, 0) if level else None
        if points != owed:
            yield f"{month_label(month)} {level_id}: {attainment} has {points} points, the agreement gives {owed}"


def _totals(_known: Timeline | None) -> Iterator[str]:
    by_month = select(Score.month, Score.board, Score.who, func.sum(Score.points)).group_by(
        Score.month, Score.board, Score.who
    )
    scored = {
        (a_month(month).label, board, who): int(points)
        for month, board, who, points in db.session.execute(by_month)
    }
    rows = db.session.execute(
        select(Standing.period, Standing.board, Standing.who, Standing.points).where(Standing.side == "")
    )
    months = {(label, board, who): points for label, board, who, points in rows if _MONTH.fullmatch(label)}
    for key in sorted({*scored, *months}):
        if scored.get(key) != months.get(key):
            yield f"{key}: scores add up to {scored.get(key)}, the standing says {months.get(key)}"


def _history(_known: Timeline | None) -> Iterator[str]:
    changes = select(
        PointsChange.month,
        PointsChange.board,
        PointsChange.who,
        func.sum(PointsChange.after - PointsChange.before),
    ).group_by(PointsChange.month, PointsChange.board, PointsChange.who)
    scores = select(Score.month, Score.board, Score.who, func.sum(Score.points)).group_by(
        Score.month, Score.board, Score.who
    )
    told, stand = (
        {
            (month, board, who): int(points)
            for month, board, who, points in db.session.execute(query)
            if points
        }
        for query in (changes, scores)
    )
    for month, board, who in sorted({*told, *stand}):
        key = (month, board, who)
        if told.get(key) != stand.get(key):
            yield f"{month_label(month)} {board} {who}: history {told.get(key)}, scores {stand.get(key)}"


def _money(_known: Timeline | None) -> Iterator[str]:
    yield from ledger.verify()


def _closes(_known: Timeline | None) -> Iterator[str]:
    for close in db.session.scalars(select(QuarterClose).order_by(QuarterClose.id)):
        if signed_again(close) != close.digest:
            yield f"{close.label} version {close.version} is not what was signed when it was made final"


CHECKS: dict[str, Callable[[Timeline | None], Iterator[str]]] = {
    "memberships of a rep do not overlap": _memberships,
    "activities have the day of the agreement's zone": _days,
    "activities are credited as aliases were decided": _credits,
    "points are those of the agreement in force": _points,
    "standings add up to the scores": _totals,
    "the points history adds up to the scores": _history,
    "what was made final is as it was signed": _closes,
    "the ledger is whole, and tells what bonuses, batches and statements tell": _money,
}
