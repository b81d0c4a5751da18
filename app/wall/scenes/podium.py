"""The podium of the last quarter: who won it, or who stands on it as long as it is not final."""

from collections.abc import Iterator, Sequence
from itertools import groupby, product
from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.leaderboard import queries as boards
from app.leaderboard.figures import colour
from app.names import wall_name
from app.programme import Item
from app.stamp import Reading
from app.wall.scenes import lines
from app.winners import figures as words
from app.winners import queries
from app.winners.queries import Win
from app.wording import period_name, whole
from scoring.periods import Period

STEPS = (2, 1, 3, 4)
"""Where the first, the second, the third and a fourth stand, from the left."""


class Stand(NamedTuple):
    """Somebody on a podium; `at` is the place from the left, 0 where too many share places."""

    at: int
    rank: int
    place: str
    name: str
    room: str
    colour: str
    points: str


class Podium(NamedTuple):
    """A podium, with how many stand on it who have no room."""

    name: str
    stands: Sequence[Stand]
    more: str


def figures(item: Item, now: Reading, _turn: int) -> dict[str, Any] | None:
    """Return the podiums of the quarter before the one that runs, marked if it is not final, if anybody is on them."""
    period = now.line.periods_of(lines.quarter_of(now).first - 1)[0]
    is_final = now.closed.final.issuperset(period.months)
    wins = _won(item, period) if is_final else _so_far(item, period, now)
    podiums = [
        _podium(side, board, list(found))
        for (side, board), found in groupby(wins, key=lambda one: (one.side, one.board))
    ]
    if not podiums:
        return None
    name = period_name(period, now.line.fiscal_start(period.first))
    if is_final:
        return {"title": _("Winners, %(period)s", period=name), "podiums": podiums}
    return {"title": _("Podium, %(period)s", period=name), "podiums": podiums, **lines.state(period, now)}


def _won(item: Item, period: Period) -> list[Win]:
    return [one for one in queries.wins() if one.first == period.first and item.side in ("", one.side)]


def _so_far(item: Item, period: Period, now: Reading) -> Iterator[Win]:
    for side, board in product(lines.chosen_sides(item.side, now), ("team", "rep")):
        here = boards.Board(board, period.label, side)
        found = [
            line
            for line in boards.lines_of(here, boards.stretch(1, lines.MOST_LINES))
            if line.rank <= queries.PLACES and line.points > 0
        ]
        shared = boards.ties(here, {line.rank for line in found})
        for one in found:
            merit = (one.rank, one.points, one.exceeded, one.met)
            yield Win(period.first, side, board, one.who, one.key, one.name, *merit, one.rank in shared)


def _podium(side: str, board: str, wins: Sequence[Win]) -> Podium:
    fits = len(wins) <= len(STEPS)
    shown = list(zip(STEPS if fits else [0] * len(STEPS), wins, strict=False))
    left = len(wins) - len(shown)
    name = _("%(side)s, %(board)s", side=words.side_name(side), board=words.board_name(board).lower())
    more = _("and %(count)s more", count=whole(left)) if left else ""
    return Podium(name, [_stand(at, one) for at, one in shown], more)


def _stand(at: int, one: Win) -> Stand:
    name = wall_name(one.who, one.name) if one.board == "rep" else one.name
    team = colour(one.who) if one.board == "team" else ""
    points = words.points_words(one.points)
    return Stand(at, one.rank, words.place_words(one), name, words.room(name), team, points)
