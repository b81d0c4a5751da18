"""A screen's programme: the items that it shows, one after the other."""

from typing import NamedTuple

from sqlalchemy import select

from app.extensions import db
from app.models.screens import ProgrammeItem

MOST_ITEMS = 24
SHORTEST, LONGEST = 5, 300
"""Seconds for which an item may be shown."""
MOST_LETTERS = 200
"""Characters of a message."""


class Item(NamedTuple):
    """One item of a screen's programme: `kind` is a key of `app.wall.scenes.KINDS`, `side` empty for all sides.

    `detail` is the text of a message, or the id of a service level for a metric (empty: the one that matters).
    """

    kind: str
    side: str
    seconds: int
    detail: str


Programme = tuple[Item, ...]

STANDARD: Programme = (
    Item("race", "", 24, ""),
    Item("reps", "", 24, ""),
    Item("levels", "", 20, ""),
    Item("badges", "", 16, ""),
    Item("metric", "", 16, ""),
    Item("due", "", 15, ""),
    Item("podium", "", 16, ""),
    Item("countdown", "", 10, ""),
)
"""What a screen shows that has no programme of its own."""

_item = ProgrammeItem.__table__.c


def own_programme(screen_id: int) -> Programme:
    """Return the items that were arranged for a screen; none if it shows the standard programme."""
    columns = (_item.kind, _item.side, _item.seconds, _item.detail)
    rows = db.session.execute(select(*columns).where(_item.screen_id == screen_id).order_by(_item.place))
    return tuple(Item(*row) for row in rows)


def or_standard(own: Programme) -> Programme:
    """Return what a screen shows for which `own` items were arranged, or none."""
    return own or STANDARD


def programme_of(screen_id: int) -> Programme:
    """Return what a screen shows."""
    return or_standard(own_programme(screen_id))
