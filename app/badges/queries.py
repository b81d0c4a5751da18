"""Reads of badges: what somebody has, what is nearest, and what was awarded lately."""

import json
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased

from app.badges import earning
from app.extensions import db
from app.models.badges import BadgeAward, BadgeRevocation
from app.models.users import User
from app.scorekeeping.queries import PARTICIPANTS
from app.stamp import Reading
from scoring.agreement import Badge
from scoring.badges import OF_QUARTERS, Earned, Evidence, judging
from scoring.bonus import Holder
from scoring.nearest import Next, concerning, nexts
from scoring.periods import Period, month_of
from scoring.versions import Timeline

LATEST = 4
"""Badges on a shelf."""


class Revoked(NamedTuple):
    """Who took a badge back, when, and why."""

    by: str
    at: int
    reason: str


class Held(NamedTuple):
    """A badge that a rep or a team has; provisional, and then without `id` and `at`, until its quarter is final.

    `by` is who gave it, empty if it was earned.
    """

    id: int | None
    badge: str
    kind: str
    name: str
    metal: str
    span: str
    month: int
    evidence: Evidence
    at: int | None
    by: str
    reason: str
    revoked: Revoked | None


class Cabinet(NamedTuple):
    """What somebody has, also what was revoked, the newest first; what is next, the nearest first; what he can have."""

    held: list[Held]
    nexts: list[Next]
    open: list[Badge]


class Award(NamedTuple):
    """A badge that is a fact, with whose it is."""

    board: str
    who: int
    held: Held


_GIVER, _REVOKER = aliased(User), aliased(User)
_AWARDS = (
    select(BadgeAward, _GIVER.email, _REVOKER.email, BadgeRevocation.at, BadgeRevocation.reason)
    .outerjoin(_GIVER, _GIVER.id == BadgeAward.given_by)
    .outerjoin(BadgeRevocation, BadgeRevocation.award_id == BadgeAward.id)
    .outerjoin(_REVOKER, _REVOKER.id == BadgeRevocation.by)
)


def cabinet(board: str, who: int, now: Reading) -> Cabinet:
    """Return all badges of a rep or a team, and what is missing for the next ones."""
    final = _awarded(board, [who]).get(who, [])
    if now.timeline is None:
        return Cabinet(final, [], [])
    scores = earning.histories(board, [who]).get(who, {})
    taken = {(one.badge, one.metal, one.span) for one in final}
    earned = earning.provisional(now, board, who, scores, taken)
    taken.update(one.key for one in earned)
    held = final + [_provisional(one, now.line) for one in earned]
    held.sort(key=lambda one: (one.month, one.at or 0, one.id or 0), reverse=True)
    month = month_of(now.day)
    return Cabinet(
        held,
        nexts(now.line, board, scores, month, taken),
        concerning(now.line, board, scores, month),
    )


def alone(board: str, who: Collection[int], now: Reading) -> dict[int, list[Held]]:
    """Return the badges that reps or teams earned by themselves, or were given, and that were not taken back."""
    awarded, histories = _awarded(board, who), earning.histories(board, who)
    found: dict[int, list[Held]] = {}
    for one in who:
        final = awarded.get(one, [])
        taken = {(held.badge, held.metal, held.span) for held in final}
        earned = earning.alone(now, board, histories.get(one, {}), taken)
        own = [held for held in standing(final) if held.kind not in OF_QUARTERS]
        found[one] = own + [_provisional(badge, now.line) for badge in earned]
    return found


def among_all(board: str, quarter: Period, now: Reading) -> list[tuple[int, Held]]:
    """Return who has which badges of `quarter` for which everybody on a board is compared, but what was taken back."""
    rows = db.session.execute(
        _AWARDS.where(
            BadgeAward.board == board,
            BadgeAward.kind.in_(OF_QUARTERS),
            BadgeAward.month.between(quarter.first, quarter.last),
            BadgeRevocation.award_id.is_(None),
        )
    )
    final = [(row[0].who, _held(row)) for row in rows]
    earned = earning.among_all(now, board, quarter)
    return final + [(who, _provisional(one, now.line)) for who, one in earned]


def latest(board: str, who: int, now: Reading) -> list[Held]:
    """Return the newest badges of a rep or a team that were not taken back."""
    return standing(cabinet(board, who, now).held)[:LATEST]


def nearest(board: str, who: int, now: Reading) -> Next | None:
    """Return the badge that a rep or a team is nearest to, if there is one to work for."""
    return next(iter(cabinet(board, who, now).nexts), None)


def standing(held: Iterable[Held]) -> list[Held]:
    """Return the badges that were not taken back."""
    return [one for one in held if one.revoked is None]


def award(number: int) -> Award | None:
    """Return a badge that is a fact."""
    row = db.session.execute(_AWARDS.where(BadgeAward.id == number)).first()
    return Award(row[0].board, row[0].who, _held(row)) if row else None


def awarded_since(at: int, limit: int) -> list[Award]:
    """Return the badges that became facts from an instant on and were not taken back, the newest first."""
    found = _AWARDS.where(BadgeAward.awarded_at >= at, BadgeRevocation.award_id.is_(None))
    rows = db.session.execute(found.order_by(BadgeAward.awarded_at.desc(), BadgeAward.id.desc()).limit(limit))
    return [Award(row[0].board, row[0].who, _held(row)) for row in rows]


def holders(quarter: Period) -> dict[str, list[Holder]]:
    """Return who earned which badges in a quarter that is closed; what was given, or taken back, does not count."""
    found: dict[str, list[Holder]] = {}
    for board, (table, key, name) in PARTICIPANTS.items():
        rows = db.session.execute(
            select(BadgeAward.badge, table.id, key, name, func.count())
            .join(table, table.id == BadgeAward.who)
            .outerjoin(BadgeRevocation, BadgeRevocation.award_id == BadgeAward.id)
            .where(BadgeAward.board == board, BadgeAward.month.between(quarter.first, quarter.last))
            .where(BadgeAward.close_id.is_not(None), BadgeRevocation.award_id.is_(None))
            .group_by(BadgeAward.badge, table.id, key, name)
            .order_by(table.id)
        )
        for badge, who, text, shown, times in rows:
            found.setdefault(badge, []).append(Holder(board, who, text, shown or text, times))
    return found


def named(board: str, who: int) -> tuple[str, str]:
    """Return key and name of a rep or a team."""
    return _names(board, [who])[board, who]


def names_of(awards: Collection[Award]) -> dict[tuple[str, int], tuple[str, str]]:
    """Return key and name of those who have these badges, by board and who."""
    found: dict[tuple[str, int], tuple[str, str]] = {}
    for board in PARTICIPANTS:
        found |= _names(board, {one.who for one in awards if one.board == board})
    return found


def _names(board: str, who: Collection[int]) -> dict[tuple[str, int], tuple[str, str]]:
    table, key, name = PARTICIPANTS[board]
    rows = db.session.execute(select(table.id, key, name).where(table.id.in_(who)))
    return {(board, one): (text, shown or text) for one, text, shown in rows}


def given_in(month: int, by: int) -> dict[str, int]:
    """Return how often somebody gave each badge in a month."""
    query = select(BadgeAward.badge, func.count()).where(BadgeAward.given_by == by, BadgeAward.month == month)
    return dict(db.session.execute(query.group_by(BadgeAward.badge)).all())


def _awarded(board: str, who: Collection[int]) -> dict[int, list[Held]]:
    found: dict[int, list[Held]] = {}
    for row in db.session.execute(_AWARDS.where(BadgeAward.board == board, BadgeAward.who.in_(who))):
        found.setdefault(row[0].who, []).append(_held(row))
    return found


def _held(row: Row[*tuple[Any, ...]]) -> Held:
    one, giver, revoker, at, reason = row
    return Held(
        id=one.id,
        badge=one.badge,
        kind=one.kind,
        name=one.name,
        metal=one.metal,
        span=one.span,
        month=one.month,
        evidence=json.loads(one.evidence),
        at=one.awarded_at,
        by=giver or "",
        reason=one.reason,
        revoked=Revoked(revoker, at, reason) if revoker else None,
    )


def _provisional(one: Earned, line: Timeline) -> Held:
    version = judging(line, one.kind, one.month)
    badge = version.agreement.badge(one.badge) if version else None
    assert badge, "what was earned is declared"
    told = (one.badge, one.kind, badge.name, one.metal, one.span, one.month, one.evidence)
    return Held(None, *told, at=None, by="", reason="", revoked=None)
