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
ORDER = (EXCEEDED, MET, MISSED, NO_DATA)


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
    legend = [(mark, words(mark)) for mark in ORDER]
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
    teams = dict.fromkeys((mark.team_id, mark.team) for mark in marks)
    named = len(teams) <= NAMED
    by_level: dict[str, dict[int, Mark]] = {}
    for mark in marks:
        by_level.setdefault(mark.level, {})[mark.team_id] = mark
    heads = [Head(name, room(name), colour(team)) for team, name in teams] if named else []
    order = [team for team, _name in teams] if named else []
    rows = [
        _row(level.name, by_level[level.id], order)
        for level in version.agreement.levels
        if level.id in by_level
    ]
    return Sheet(capital(side), heads, rows)


def _row(name: str, marks: dict[int, Mark], order: Sequence[int]) -> LevelRow:
    """Return a level with its marks in the `order` of the teams, or the best ones first where teams are not named."""
    best_first = sorted((mark.attainment for mark in marks.values()), key=ORDER.index)
    in_order = [marks[team].attainment if team in marks else NO_DATA for team in order]
    kept = sum(attainment in (MET, EXCEEDED) for attainment in best_first)
    told = [(attainment, words(attainment)) for attainment in in_order or best_first]
    return LevelRow(name, told, _("%(part)s of %(all)s", part=whole(kept), all=whole(len(marks))))
