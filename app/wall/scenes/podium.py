"""The podium of the last quarter that is final."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.leaderboard.figures import colour
from app.names import wall_name
from app.programme import Item
from app.stamp import Reading
from app.winners import figures as words
from app.winners import queries
from app.winners.queries import Win
from app.wording import period_name, whole

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
    """Return the podiums of the newest quarter, if it is final and anybody stands on them."""
    newest = next((one for one in queries.closed_quarters() if one.state == "final"), None)
    if newest is None:
        return None
    wins = [one for one in queries.wins() if one.first == newest.first and item.side in ("", one.side)]
    podiums = [
        _podium(side, board, list(found))
        for (side, board), found in groupby(wins, key=lambda one: (one.side, one.board))
    ]
    name = period_name(newest.period, now.line.fiscal_start(newest.first))
    title = _("Winners, %(period)s", period=name)
    return {"title": title, "podiums": podiums} if podiums else None


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
