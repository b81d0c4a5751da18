"""What can be done to a programme. Places count from 1, as people do."""

from flask_babel import gettext as _

from app.auth.service import RefusedError
from app.programme import MOST_ITEMS, Item, Programme


def added(items: Programme, item: Item) -> Programme:
    """Return the programme with `item` at its end. Raises RefusedError if it is full."""
    if len(items) >= MOST_ITEMS:
        raise RefusedError(_("A programme has %(most)d items at most. Remove one first.", most=MOST_ITEMS))
    return (*items, item)


def changed(items: Programme, place: int, item: Item) -> Programme:
    """Return the programme with `item` in the place of another."""
    return (*items[: place - 1], item, *items[place:])


def moved(items: Programme, place: int, to: int) -> Programme:
    """Return the programme with the item at `place` moved `to` another, at its ends no further."""
    others = items[: place - 1] + items[place:]
    after = min(max(to, 1), len(items)) - 1
    return (*others[:after], items[place - 1], *others[after:])


def without(items: Programme, place: int) -> Programme:
    """Return the programme without the item at `place`. Raises RefusedError if it is the only one."""
    if len(items) == 1:
        raise RefusedError(_("This is the only item: a screen has to show something."))
    return items[: place - 1] + items[place:]
