"""The quarter's race of the teams, side by side."""

from typing import Any

from flask_babel import gettext as _

from app.programme import Item
from app.stamp import Reading
from app.wall.scenes import lines
from app.wording import period_name


def figures(item: Item, now: Reading, turn: int) -> dict[str, Any] | None:
    """Return the lanes of the teams."""
    found, turns = lines.bands("team", item.side, now, turn)
    period = lines.quarter_of(now)
    name = period_name(period, now.line.fiscal_start(period.first))
    title = _("Teams, %(period)s", period=name)
    shown = {"title": title, "bands": found, "turns": turns, **lines.state(period, now)}
    return shown if found else None
