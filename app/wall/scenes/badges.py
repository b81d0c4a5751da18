"""The badges that were earned or given of late."""

from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.badges import queries
from app.badges.figures import Piece, shown
from app.names import wall_name
from app.programme import Item
from app.stamp import Reading
from app.wall.scenes.lines import quarter_of
from app.winners.figures import room
from scoring.periods import month_starts

SHOWN = 6


class New(NamedTuple):
    """A badge, whose it is, and how much room that name takes."""

    piece: Piece
    who: str
    room: str


def figures(_item: Item, now: Reading) -> dict[str, Any] | None:
    """Return the newest badges of this quarter, if there are any."""
    since = now.line.day_starts(month_starts(quarter_of(now).first))
    found = queries.awarded_since(since, SHOWN)
    names = queries.names_of(found)
    badges = [_new(one, names[one.board, one.who][1], now) for one in found]
    return {"title": _("New badges"), "badges": badges} if badges else None


def _new(one: queries.Award, name: str, now: Reading) -> New:
    who = wall_name(one.who, name) if one.board == "rep" else name
    return New(shown(one.held, now), who, room(who))
