"""Writes of badges: the close of a quarter makes them facts, managers give them and take them back."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from app.badges import giving
from app.badges.earning import everybody
from app.badges.errors import BadgeError
from app.delivery import move_stamp
from app.extensions import begin_write, db
from app.models.badges import BadgeAward
from app.models.quarters import QuarterClose
from scoring.badges import Earned, judging
from scoring.periods import Period
from scoring.versions import Timeline

R = TypeVar("R")


def award(line: Timeline, quarter: Period, close: QuarterClose) -> None:
    """Make the badges that were earned in `quarter` facts, as a part of the transaction that closes it.

    What an earlier close awarded stays, and is not awarded again.
    """
    earned = everybody(line, quarter, line.day(close.closed_at))
    rows = [{"board": board, "who": who, **_row(line, one, close)} for board, who, one in earned]
    if rows:
        db.session.execute(giving.insert_into(BadgeAward).on_conflict_do_nothing(), rows)


def give(badge_id: str, rep: int, reason: str, by: int, now: int) -> int:
    """Give a rep a badge for a reason, and commit; return the award's id. Raises BadgeError."""
    return _committed(lambda: giving.give(badge_id, rep, reason, by, now))


def revoke(award_id: int, reason: str, by: int, now: int) -> None:
    """Take a badge back for a reason, and commit. Raises BadgeError."""
    _committed(lambda: giving.revoke(award_id, reason, by, now))


def _committed(act: Callable[[], R]) -> R:
    begin_write()
    try:
        found = act()
    except BadgeError:
        db.session.rollback()
        raise
    move_stamp()
    db.session.commit()
    return found


def _row(line: Timeline, one: Earned, close: QuarterClose) -> dict[str, Any]:
    version = judging(line, one.kind, one.month)
    badge = version.agreement.badge(one.badge) if version else None
    assert version, "what was earned is declared"
    assert badge, "by the version that it is judged by"
    return {
        "badge": one.badge,
        "kind": one.kind,
        "name": badge.name,
        "metal": one.metal,
        "span": one.span,
        "month": one.month,
        "version_id": version.id,
        "evidence": json.dumps(one.evidence, sort_keys=True),
        "awarded_at": close.closed_at,
        "close_id": close.id,
        "reason": "",
    }
