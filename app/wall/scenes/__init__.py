"""The kinds of items that a screen can show: what each is called, what it asks for, and how it is drawn."""

from collections.abc import Callable
from typing import Any, NamedTuple

from app.forms import promise as _
from app.programme import Item
from app.stamp import Reading
from app.wall import race


class Kind(NamedTuple):
    """A kind of item: `detail` is what it asks for besides ("text", "level" or nothing).

    `figures` returns what its template shows, None if the item has nothing to say.
    """

    name: str
    has_side: bool
    detail: str
    template: str
    figures: Callable[[Item, Reading], dict[str, Any] | None]


def race_figures(_item: Item, now: Reading) -> dict[str, Any] | None:
    """Return the quarter's race, if anybody runs."""
    found = race.context(now)
    return found if found["bands"] else None


def nothing(_item: Item, _now: Reading) -> None:
    """Say nothing."""


KINDS: dict[str, Kind] = {
    "race": Kind(_("Race of the teams"), True, "", "wall/_wall.html", race_figures),
    "reps": Kind(_("Board of the reps"), True, "", "wall/_wall.html", nothing),
    "levels": Kind(_("Levels of the month by team"), True, "", "wall/_wall.html", nothing),
    "badges": Kind(_("Badges just earned"), False, "", "wall/_wall.html", nothing),
    "metric": Kind(_("A metric with its trend"), False, "level", "wall/_wall.html", nothing),
    "due": Kind(_("What is due soon, by team"), True, "", "wall/_wall.html", nothing),
    "podium": Kind(_("Podium of the last quarter"), True, "", "wall/_wall.html", nothing),
    "countdown": Kind(_("Countdown to the quarter’s end"), False, "", "wall/_wall.html", nothing),
    "message": Kind(_("A message"), False, "text", "wall/_wall.html", nothing),
    "bonus": Kind(_("Bonus race without amounts"), True, "", "wall/_wall.html", nothing),
}
