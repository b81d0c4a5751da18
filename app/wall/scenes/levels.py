"""The levels of the month that runs: a mark for each team, by shape and by colour."""

from collections.abc import Iterator, Sequence
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

FIT, APART = 6, 4
"""So many teams fit on one sheet; if there are more, so many are on each: their names are read from farther then."""
ROOM = 600
"""Elements that the sheets of a turn may have: more hold a slow screen up for too long when the scene comes."""
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
    """The levels of one side, for some of its teams."""

    side: str
    heads: Sequence[Head]
    rows: Sequence[LevelRow]

    @property
    def elements(self) -> int:
        """Return how many elements it takes, about."""
        return len(self.heads) + len(self.rows) * (4 * len(self.heads) + 3)


def figures(item: Item, now: Reading, turn: int) -> dict[str, Any] | None:
    """Return the marks of the teams, unless nothing can be judged yet; of many teams those of whom it is the turn."""
    month = month_of(now.day)
    sheets = [sheet for side in lines.chosen_sides(item.side, now) for sheet in _sheets(side, month, now)]
    if not sheets:
        return None
    some = max(ROOM // max(sheet.elements for sheet in sheets), 1)
    turns = -(-len(sheets) // some)
    first = turn % turns * some
    return {
        "title": _("Service levels, %(month)s", month=month_name(month)),
        "sheets": sheets[first : first + some],
        "turns": turns,
        "legend": [(mark, words(mark)) for mark in ORDER],
        **lines.state(a_month(month), now),
    }


def words(attainment: str) -> str:
    """Return an attainment of a month that runs in words: what was not met yet still can be."""
    return {EXCEEDED: _("exceeded"), MET: _("met"), MISSED: _("not yet"), NO_DATA: _("no data")}[attainment]


def _sheets(side: str, month: int, now: Reading) -> Iterator[Sheet]:
    """Yield the sheets of a side, with about as many teams on each."""
    marks = queries.marks(month, side)
    version = now.line.in_force(month)
    if version is None or all(mark.attainment == NO_DATA for mark in marks):
        return
    by_level: dict[str, dict[int, Mark]] = {}
    for mark in marks:
        by_level.setdefault(mark.level, {})[mark.team_id] = mark
    levels = [level for level in version.agreement.levels if level.id in by_level]
    teams = list(dict.fromkeys((mark.team_id, mark.team) for mark in marks))
    number = 1 if len(teams) <= FIT else -(-len(teams) // APART)
    length = -(-len(teams) // number)
    for first in range(0, len(teams), length):
        some = teams[first : first + length]
        heads = [Head(name, room(name), colour(team)) for team, name in some]
        rows = [_row(level.name, by_level[level.id], [team for team, _name in some]) for level in levels]
        yield Sheet(capital(side), heads, rows)


def _row(name: str, marks: dict[int, Mark], teams: Sequence[int]) -> LevelRow:
    """Return a level with the marks of some `teams`, and how many of all kept it."""
    found = [marks[team].attainment if team in marks else NO_DATA for team in teams]
    kept = sum(mark.attainment in (MET, EXCEEDED) for mark in marks.values())
    told = [(attainment, words(attainment)) for attainment in found]
    return LevelRow(name, told, _("%(part)s of %(all)s", part=whole(kept), all=whole(len(marks))))
