"""The badges that were earned or given of late, provisional ones too."""

from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.badges.telling import metal_word
from app.happenings import queries
from app.happenings.figures import Told, told
from app.happenings.queries import Person
from app.happenings.rows import Happening
from app.names import wall_name
from app.programme import Item
from app.stamp import Reading
from app.wall.scenes.lines import quarter_of
from app.winners.figures import room
from scoring.periods import month_starts

SHOWN = 6


class New(NamedTuple):
    """A badge, its name and metal, whose it is, and how much room that name takes."""

    told: Told
    badge: str
    metal: str
    who: str
    room: str


def figures(_item: Item, now: Reading, _turn: int) -> dict[str, Any] | None:
    """Return the newest badges of this quarter, if there are any."""
    found = queries.badges_since(now.line.day_starts(month_starts(quarter_of(now).first)), SHOWN)
    people = queries.people(found, now.day)
    badges = [_new(one, people[one.board, one.who], now) for one in found]
    return {"title": _("New badges"), "badges": badges} if badges else None


def _new(one: Happening, person: Person, now: Reading) -> New:
    who = wall_name(one.who, person.name) if one.board == "rep" else person.name
    return New(told(one, now), one.detail["name"], metal_word(one.detail["metal"]), who, room(who))
