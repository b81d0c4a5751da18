"""What the pages of a programme show, gathered for their templates."""

from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from app.periods import sides
from app.programme import MOST_ITEMS, Item, Programme, or_standard, own_programme, programme_of
from app.stamp import Reading
from app.wall.arranging.queries import Arranged
from app.wall.page import At, draw, scene_of
from app.wall.scenes import KINDS
from app.wording import capital
from scoring.periods import month_of

Choices = list[tuple[str, str]]


class Shown(NamedTuple):
    """An item in words; `silent` if it has nothing to say at the moment."""

    place: int
    name: str
    about: str
    seconds: str
    silent: bool


def sides_to_choose(now: Reading) -> Choices:
    """Return the sides that an item may be about."""
    there = sides(now.timeline) if now.timeline else ()
    return [("", _("All sides")), *((side, capital(side)) for side in there)]


def levels_to_choose(now: Reading) -> Choices:
    """Return the service levels of this month, for a metric."""
    version = now.timeline.in_force(month_of(now.day)) if now.timeline else None
    levels = version.agreement.levels if version else ()
    return [("", _("The metric that matters")), *((level.id, level.name) for level in levels)]


def kinds_to_choose() -> Choices:
    """Return the kinds of items."""
    return [(key, kind.name) for key, kind in KINDS.items()]


def listing(screen: Arranged, now: Reading) -> dict[str, Any]:
    """Return the programme of a screen, and whether it is its own."""
    own = own_programme(screen.id)
    items = or_standard(own)
    return {
        "screen": screen,
        "items": [shown(items, place, now) for place in range(1, len(items) + 1)],
        "is_own": bool(own),
        "is_full": len(items) >= MOST_ITEMS,
        "most": MOST_ITEMS,
        "kinds": kinds_to_choose(),
        "round": length_words(sum(item.seconds for item in items)),
    }


def shown(items: Programme, place: int, now: Reading) -> Shown:
    """Return the item at a place, in words."""
    item = items[place - 1]
    kind = KINDS[item.kind]
    return Shown(place, kind.name, about(item, now), length_words(item.seconds), is_silent(item, now))


def about(item: Item, now: Reading) -> str:
    """Return what an item is about: its message, its level, its side."""
    kind = KINDS[item.kind]
    if kind.detail == "text":
        return item.detail
    if kind.detail == "level":
        return dict(levels_to_choose(now)).get(item.detail, item.detail)
    return dict(sides_to_choose(now)).get(item.side, capital(item.side)) if kind.has_side else ""


def is_silent(item: Item, now: Reading) -> bool:
    """Return whether an item has nothing to say, so that screens pass over it; before the first agreement none has."""
    return now.timeline is None or scene_of(0, item, now) is None


def length_words(seconds: int) -> str:
    """Return how long something is shown."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return ngettext("%(num)d second", "%(num)d seconds", rest)
    if not rest:
        return ngettext("%(num)d minute", "%(num)d minutes", minutes)
    return _("%(minutes)d min %(seconds)d s", minutes=minutes, seconds=rest)


def preview(screen: Arranged, asked: int, now: Reading) -> dict[str, Any]:
    """Return one item of a screen's programme as the screen would show it."""
    items = programme_of(screen.id)
    place = min(max(asked, 1), len(items))
    one = shown(items, place, now)
    return {
        "screen": screen,
        "one": one,
        "number": len(items),
        "drawn": "" if one.silent else draw((items[place - 1],), At(0), now),
        "before": place - 1 or len(items),
        "after": place % len(items) + 1,
    }
