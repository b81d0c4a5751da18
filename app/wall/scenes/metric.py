"""The metric that matters, with its trend: a chosen level, the agreement's own, or the one that fewest teams keep."""

from typing import Any

from flask_babel import gettext as _

from app.charts.figures import trend
from app.programme import Item
from app.stamp import Reading
from app.wall import queries
from app.wall.queries import Mark
from app.wall.scenes import lines
from app.wall.scenes.levels import words
from scoring.attainment import EXCEEDED, MET
from scoring.periods import month_of

NAMED = 8
"""Teams that are named with their marks beside the chart."""


def figures(item: Item, now: Reading, _turn: int) -> dict[str, Any] | None:
    """Return where the level stands and its trend, if two months have a value."""
    marks = _marks(now)
    level = item.detail or _own(now) or _worst(marks)
    found = trend(level, now)
    if found is None:
        return None
    here = [(mark.attainment, mark.team, words(mark.attainment)) for mark in marks if mark.level == level]
    return {
        "title": _("The metric that matters"),
        "trend": found,
        "newest": found.panel.dots[-1],
        "months": ", ".join(f"{dot.name} {dot.value_words}" for dot in found.panel.dots),
        "teams": here if len(here) <= NAMED else [],
    }


def _marks(now: Reading) -> list[Mark]:
    month = month_of(now.day)
    return [mark for side in lines.chosen_sides("", now) for mark in queries.marks(month, side)]


def _own(now: Reading) -> str:
    version = now.line.in_force(month_of(now.day))
    return version.agreement.metric_that_matters if version else ""


def _worst(marks: list[Mark]) -> str:
    """Return the level that the smallest part of the teams keep; none before anything was scored."""
    kept: dict[str, list[bool]] = {}
    for mark in marks:
        kept.setdefault(mark.level, []).append(mark.attainment in (MET, EXCEEDED))
    return min(kept, key=lambda level: (sum(kept[level]) * 1000 // len(kept[level]), level), default="")
