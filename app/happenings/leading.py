"""Who leads the boards of the quarter that runs, and whether that is somebody else than was noticed last."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import select

from app.extensions import db
from app.happenings.rows import Finding
from app.models.happenings import LEADER, NoticedLead
from app.models.scores import Standing
from app.periods import sides
from app.stamp import Reading
from scoring.periods import month_of

_standing: Any = Standing.__table__.c
_lead: Any = NoticedLead.__table__.c


class Lead(NamedTuple):
    """Who leads a board, or its part of one side, alone: with more points than anybody; `period` is a quarter."""

    board: str
    side: str
    period: str
    who: int
    points: int


class Change(NamedTuple):
    """A lead of a side that is not as it was noticed; `before` is who led in this quarter then, if anybody did.

    There is no `lead` where nobody leads alone.
    """

    side: str
    lead: Lead | None
    before: int | None


def changes(board: str, now: Reading) -> list[Change]:
    """Return the leads of a board that changed since they were last noticed; ties make no leader."""
    rows = db.session.execute(select(_lead.side, _lead.period, _lead.who).where(_lead.board == board))
    label = now.line.periods_of(month_of(now.day))[0].label
    known = {side: who for side, period, who in rows if period == label}
    leads = {lead.side: lead for lead in _leads(board, label, now)}
    found = (Change(side, leads.get(side), known.get(side)) for side in {**known, **leads})
    return [one for one in found if one.lead is None or one.lead.who != one.before]


def findings(found: Collection[Change], now: Reading, at: int) -> list[Finding]:
    """Return what happened: somebody leads who did not lead before. The first lead of a quarter is no news.

    Who takes the lead of all at the same time is not told to lead his side, too.
    """
    of_all = {one.lead.who for one in found if one.lead and one.before is not None and not one.side}
    return [
        Finding(
            key_of(lead.board, side, lead.who, now.day),
            *(LEADER, lead.board, lead.who, side, month_of(now.day), at),
            {"period": lead.period, "points": lead.points, "before": before},
        )
        for side, lead, before in found
        if lead is not None and before is not None and not (side and lead.who in of_all)
    ]


def key_of(board: str, side: str, who: int, day: int) -> str:
    """Return the key of a happening: somebody takes a lead, once a day."""
    return f"leader:{board}:{who}:{day}:{side}"


def _leads(board: str, period: str, now: Reading) -> list[Lead]:
    rows = db.session.execute(
        select(_standing.side, _standing.who, _standing.points)
        .where(
            _standing.period == period,
            _standing.side.in_(("", *sides(now.line))),
            _standing.board == board,
            _standing.place <= 2,
        )
        .order_by(_standing.place)
    )
    first: dict[str, list[tuple[int, int]]] = {}
    for side, who, points in rows:
        first.setdefault(side, []).append((points, who))
    return [
        Lead(board, side, period, two[0][1], two[0][0])
        for side, two in first.items()
        if two[0][0] > (two[1][0] if len(two) > 1 else 0)
    ]
