"""The levels of the month that runs: a mark for each team, by shape and by colour."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.leaderboard.figures import colour
from app.programme import Item
from app.stamp import Reading
from app.wall import queries
from app.wall.queries import Mark
from app.wall.scenes import lines
from app.winners.figures import room
from app.wording import capital, month_name, whole
from scoring.attainment import EXCEEDED, MET, MISSED, NO_DATA
from scoring.periods import a_month, month_of

NAMED = 6
"""Teams whose marks stand below their names; of more teams the marks alone have room."""


class Head(NamedTuple):
    """A team as it stands above its marks."""

    name: str
    room: str
    colour: str


class LevelRow(NamedTuple):
    """A level with the mark of each team and its words, and how many teams kept it."""

    name: str
    marks: Sequence[tuple[str, str]]
    kept: str


class Sheet(NamedTuple):
    """The levels of one side; no heads where there are too many teams."""

    side: str
    heads: Sequence[Head]
    rows: Sequence[LevelRow]


def figures(item: Item, now: Reading) -> dict[str, Any] | None:
    """Return the marks of the teams, unless nothing can be judged yet."""
    month = month_of(now.day)
    found = [_sheet(side, month, now) for side in lines.chosen_sides(item.side, now)]
    sheets = [sheet for sheet in found if sheet]
    title = _("Service levels, %(month)s", month=month_name(month))
    legend = [(mark, words(mark)) for mark in (EXCEEDED, MET, MISSED, NO_DATA)]
    state = lines.state(a_month(month), now)
    return {"title": title, "sheets": sheets, "legend": legend, **state} if sheets else None


def words(attainment: str) -> str:
    """Return an attainment of a month that runs in words: what was not met yet still can be."""
    return {EXCEEDED: _("exceeded"), MET: _("met"), MISSED: _("not yet"), NO_DATA: _("no data")}[attainment]


def _sheet(side: str, month: int, now: Reading) -> Sheet | None:
    marks = queries.marks(month, side)
    version = now.line.in_force(month)
    if version is None or all(mark.attainment == NO_DATA for mark in marks):
        return None
    teams = list(dict.fromkeys((mark.team_id, mark.team) for mark in marks))
    shown = [(name, room(name), colour(team)) for team, name in teams]
    heads = [Head(*one) for one in shown] if len(shown) <= NAMED else []
    by_level = {
        level.id: [mark for mark in marks if mark.level == level.id] for level in version.agreement.levels
    }
    rows = [_row(level.name, found) for level in version.agreement.levels if (found := by_level[level.id])]
    return Sheet(capital(side), heads, rows)


def _row(name: str, marks: Sequence[Mark]) -> LevelRow:
    kept = sum(mark.attainment in (MET, EXCEEDED) for mark in marks)
    told = [(mark.attainment, f"{mark.team}: {words(mark.attainment)}") for mark in marks]
    return LevelRow(name, told, _("%(part)s of %(all)s", part=whole(kept), all=whole(len(marks))))
