"""What a wall can show: each kind of scene with its template and what it says, or None when it has nothing to say."""

from collections.abc import Callable
from typing import Any, NamedTuple

from app.forms import promise as _
from app.programme import Item
from app.stamp import Reading
from app.wall.scenes import badges, bonus, countdown, due, levels, message, metric, podium, race, reps

Figures = Callable[[Item, Reading, int], dict[str, Any] | None]
"""What an item says when its turn has come so many times; it tells its `turns` if it takes some to say everything."""


class Kind(NamedTuple):
    """A kind of scene; `detail` is what it has to be told: nothing, a "text", or a service "level"."""

    name: str
    has_side: bool
    detail: str
    template: str
    figures: Figures


KINDS: dict[str, Kind] = {
    "race": Kind(_("Race of the teams"), True, "", "wall/_race.html", race.figures),
    "reps": Kind(_("Board of the reps"), True, "", "wall/_reps.html", reps.figures),
    "levels": Kind(_("Levels of the month"), True, "", "wall/_levels.html", levels.figures),
    "badges": Kind(_("New badges"), False, "", "wall/_badges.html", badges.figures),
    "metric": Kind(_("The metric that matters"), False, "level", "wall/_metric.html", metric.figures),
    "due": Kind(_("Due soon, by team"), True, "", "wall/_due.html", due.figures),
    "podium": Kind(_("Podium of the last quarter"), True, "", "wall/_podium.html", podium.figures),
    "countdown": Kind(
        _("Countdown to the quarter’s end"), False, "", "wall/_countdown.html", countdown.figures
    ),
    "message": Kind(_("A message"), False, "text", "wall/_message.html", message.figures),
    "bonus": Kind(_("Race for the prizes"), True, "", "wall/_bonus.html", bonus.figures),
}
"""All kinds of scenes, in the order in which they are offered."""
