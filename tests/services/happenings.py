"""What happened, in tests: noticing all of it, what is shown, and what is so by deriving everything anew."""

import json
from typing import Any

from sqlalchemy import select

from app import clock
from app.extensions import db
from app.happenings import looking, service
from app.happenings.finding import Finder
from app.models.happenings import LEADER, Happening
from app.models.people import Rep, Team
from scoring.periods import month_ends
from tests.services.badges import participants


def notice_all(now: int | None = None) -> None:
    """Notice everything that happened."""
    while service.notice(clock.now() if now is None else now):
        pass


def told() -> dict[str, bool]:
    """Return what is shown as `exceeded ann 2026-09`, with whether it is news."""
    names: dict[tuple[str, int], str] = {
        ("rep", one): key for one, key in db.session.execute(select(Rep.id, Rep.key))
    }
    names |= {("team", one): name for one, name in db.session.execute(select(Team.id, Team.name))}
    rows = db.session.scalars(select(Happening).where(Happening.gone_at.is_(None)).order_by(Happening.id))
    return {f"{_what(one)} {names[one.board, one.who]} {_label(one.month)}": one.live for one in rows}


def _what(one: Happening) -> str:
    detail = json.loads(one.detail)
    return f"{detail['name']} {detail['metal']}" if one.kind in ("badge", "streak") else one.kind


def _label(month: int) -> str:
    return f"{month // 12}-{month % 12 + 1:02}"


def shown() -> dict[str, Any]:
    """Return what is shown of all that follows from scores and badges, by key."""
    rows = select(Happening.key, Happening.detail).where(
        Happening.gone_at.is_(None), Happening.kind != LEADER
    )
    return {key: json.loads(detail) for key, detail in db.session.execute(rows)}


def so(now: int) -> dict[str, Any]:
    """Return what is so of everybody, and of the best of each quarter that is over, as of `now`, by key."""
    seen = looking.view(now)
    assert seen
    finder, line = Finder(seen.now, now), seen.now.line
    found = [one for board, who in participants() for one in finder.of(board, [who])]
    quarters = {line.periods_of(month)[0] for month in range(line.first_month, seen.over + 1)}
    for quarter in quarters:
        if seen.now.day >= month_ends(quarter.last):
            found += [one for board in ("rep", "team") for one in finder.of_board(board, quarter)]
    return {one.key: one.detail for one in found}


class News:
    """Watches over what is noticed step by step; `expected` tells whether anything of the next step may be news."""

    def __init__(self) -> None:
        self.expected, self.known = True, 0

    def notice(self, now: int) -> None:
        """Notice what happened by a step."""
        notice_all(now)
        found = len(db.session.scalars(select(Happening.id).where(Happening.live)).all())
        assert self.expected or found <= self.known
        self.expected, self.known = True, found

    def hold(self, now: int) -> None:
        """Notice the rest, and hold what is shown against what is so."""
        notice_all(now)
        assert shown() == so(now)
