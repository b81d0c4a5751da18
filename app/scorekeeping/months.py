"""Months that are scored, and the moments as of which they stand; part of the transaction of a run."""

from sqlalchemy import delete, select, text

from app import unnoticed
from app.extensions import db
from app.models.scores import ScoredMonth
from app.scorekeeping.finals import Finals
from app.scorekeeping.roster import load_roster
from app.scorekeeping.scope import running_months
from app.scorekeeping.standings import rank_periods
from app.scorekeeping.writing import moved_totals, write_scores
from scoring.versions import Timeline

_STORED = select(ScoredMonth.__table__.c.month)
_SET = text(
    "INSERT INTO scored_month (month, as_of) VALUES (:month, :now) "
    "ON CONFLICT (month) DO UPDATE SET as_of = excluded.as_of"
)


def keep_fresh(known: Timeline, scored: dict[int, int], now: int) -> bool:
    """Let what ran stand as of `now`; on a new day rank it anew. Return whether anything shown changed."""
    running = running_months(known, scored, now)
    for month in running:
        set_as_of(month, now)
    today = known.day(now)
    opened = [month for month in running if known.day(scored[month]) != today]
    return bool(opened) and rank_periods(known, opened, today)


def drop_months(known: Timeline, closed: Finals, begun: range, asked: set[int] | None, now: int) -> bool:
    """Forget the scores of those months `asked` for (none: all) that have not begun or precede the agreement."""
    stored = set(db.session.scalars(_STORED))
    gone = (stored if asked is None else stored & asked).difference(begun) - closed.months
    for month in sorted(gone):
        changes = write_scores(month, load_roster(None), (), now, "the month has not begun")
        unnoticed.leave(month, moved_totals(changes), live=False)
    if gone:
        db.session.execute(delete(ScoredMonth).where(ScoredMonth.month.in_(gone)))
        rank_periods(known, gone, known.day(now))
    return bool(gone)


def set_as_of(month: int, now: int) -> None:
    """Note the moment that the scores of `month` stand as of."""
    db.session.execute(_SET, {"month": month, "now": now})
