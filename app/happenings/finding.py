"""What is so of reps and teams now: badges, months completed, levels exceeded, by what is stored."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select

from app.badges import queries as badges
from app.badges import telling
from app.badges.queries import Held
from app.extensions import db
from app.happenings.rows import Detail, Finding
from app.models.happenings import BADGE, EXCEEDED, MONTH, STREAK
from app.models.scores import Score
from app.stamp import Reading
from scoring import attainment
from scoring.periods import Period, month_ends

AMONG_ALL = "best:"
"""Begins the keys of badges for which everybody on a board is compared."""

_score = Score.__table__.c
_COLUMNS: tuple[Any, ...] = (_score.month, _score.level, _score.side, _score.attainment, _score.points)


class Line(NamedTuple):
    """A score as it matters here."""

    month: int
    level: str
    side: str
    attainment: str
    points: int


Months = dict[int, list[Line]]
About = tuple[str, int, str, int]
"""Board, row id, side and month of what happened."""


@dataclass(frozen=True)
class Finder:
    """Finds what is so as of the moment `at`, by what a reading `now` says of agreement, day and final quarters."""

    now: Reading
    at: int

    def of(self, board: str, who: Collection[int]) -> list[Finding]:
        """Return what is so of some reps or teams, each by itself."""
        scores, held = _scores(board, who), badges.alone(board, who, self.now)
        return [found for one in who for found in self._of_one(board, one, scores.get(one, {}), held[one])]

    def of_board(self, board: str, quarter: Period) -> list[Finding]:
        """Return what is so of those who are the best of a board in a quarter."""
        return [
            self._badge(board, who, held, self._side_of(held), AMONG_ALL)
            for who, held in badges.among_all(board, quarter, self.now)
        ]

    def _of_one(self, board: str, who: int, months: Months, held: Iterable[Held]) -> Iterator[Finding]:
        for badge in held:
            yield self._badge(board, who, badge, _side(months.get(badge.month, ())), "badge:")
        for month, lines in months.items():
            side = _side(lines)
            if board == "rep" and self.now.day >= month_ends(month) and any(map(_is_kept, lines)):
                key = f"month:{board}:{who}:{month}"
                yield self._finding(MONTH, key, (board, who, side, month), _summary(lines))
            for line in lines:
                if line.attainment == attainment.EXCEEDED:
                    key = f"exceeded:{board}:{who}:{month}:{line.level}"
                    detail = {"level": line.level, "name": telling.level_name(self.now.line, line.level)}
                    yield self._finding(EXCEEDED, key, (board, who, line.side, month), detail)

    def _badge(self, board: str, who: int, held: Held, side: str, begins: str) -> Finding:
        kind = STREAK if held.kind == "streak" else BADGE
        detail = {"badge": held.kind, "name": held.name, "metal": held.metal}
        if held.by:
            detail |= {"by": held.by, "reason": held.reason}
        key = f"{begins}{board}:{who}:{held.metal}:{held.span}:{held.badge}"
        found = self._finding(kind, key, (board, who, side, held.month), detail)
        return found._replace(at=held.at) if held.by and held.at is not None else found

    def _finding(self, kind: str, key: str, about: About, detail: Detail) -> Finding:
        """Return what came about in a month: while it runs that is now, later it is its end."""
        ended = self.now.line.day_starts(month_ends(about[-1]))
        return Finding(key, kind, *about, min(self.at, ended), detail)

    def _side_of(self, held: Held) -> str:
        level = telling.level_of(self.now.line, held.evidence.get("level", ""))
        return str(held.evidence.get("side", level.side if level else ""))


def _scores(board: str, who: Collection[int]) -> dict[int, Months]:
    rows = db.session.execute(
        select(_score.who, *_COLUMNS).where(_score.board == board, _score.who.in_(who)).order_by(_score.month)
    )
    found: dict[int, Months] = {}
    for one, *line in rows:
        found.setdefault(one, {}).setdefault(line[0], []).append(Line(*line))
    return found


def _side(lines: Collection[Line]) -> str:
    """Return the side that scores are of; empty if they are of several."""
    sides = {line.side for line in lines}
    return sides.pop() if len(sides) == 1 else ""


def _is_kept(line: Line) -> bool:
    return line.attainment in (attainment.MET, attainment.EXCEEDED)


def _summary(lines: Collection[Line]) -> Detail:
    counted = [line.attainment for line in lines]
    return {
        "met": counted.count(attainment.MET),
        "exceeded": counted.count(attainment.EXCEEDED),
        "points": sum(line.points for line in lines),
    }
