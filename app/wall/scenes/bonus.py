"""The race for the prizes, without what they are worth: who would have one if the quarter ended now, who lacks what."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from app.leaderboard import queries
from app.leaderboard.figures import colour, shown_rank
from app.names import wall_name
from app.programme import Item
from app.stamp import Reading
from app.wall.scenes import lines
from app.winners.figures import board_name, room, side_name
from app.wording import whole
from scoring.agreement import Prize
from scoring.periods import Period

AROUND = 6
"""Lines beyond the places of a prize that are looked at: who shares the last of them stands there."""
SHOWN = 5


class Row(NamedTuple):
    """Who stands on a place that brings a prize, and what is missing for it; the `place` is 4 from the fourth on."""

    place: int
    rank: str
    name: str
    room: str
    colour: str
    points: str
    lacks: str


class Stake(NamedTuple):
    """A board that prizes are given by, with those who stand on its places."""

    name: str
    rows: Sequence[Row]


def figures(item: Item, now: Reading, _turn: int) -> dict[str, Any] | None:
    """Return who would have a prize, by place; not what prizes are worth, nor their names, for these may tell."""
    period = lines.quarter_of(now)
    found = now.line.bonus_plan_of(period)
    boards: dict[tuple[str, str], list[Prize]] = {}
    for prize in found[1].prizes if found else ():
        if item.side in ("", prize.side):
            boards.setdefault((prize.side, prize.board), []).append(prize)
    stakes = [_stake(side, board, prizes, period) for (side, board), prizes in sorted(boards.items())]
    shown = [stake for stake in stakes if stake.rows]
    title = _("Prizes, if the quarter ended now")
    return {"title": title, "stakes": shown, **lines.state(period, now)} if shown else None


def _stake(side: str, board: str, prizes: Sequence[Prize], period: Period) -> Stake:
    here = queries.Board(board, period.label, side)
    deepest = max(len(prize.places) for prize in prizes)
    found = queries.lines_of(here, queries.stretch(1, deepest + AROUND))
    shared = queries.ties(here, {line.rank for line in found})
    at_stake = [line for line in found if line.rank <= deepest and line.points > 0]
    rows = [_row(board, line, line.rank in shared, _lacks(line, prizes)) for line in at_stake[:SHOWN]]
    name = _("%(side)s, %(board)s", side=side_name(side), board=board_name(board).lower())
    return Stake(name, rows)


def _lacks(line: queries.Line, prizes: Sequence[Prize]) -> str:
    """Return what keeps a place from its prize, empty if nothing does; of several prizes the nearest counts."""
    missing = [
        (max(prize.min_points - line.points, 0), max(prize.min_met - line.met - line.exceeded, 0))
        for prize in prizes
        if line.rank <= len(prize.places)
    ]
    points, levels = min(missing)
    if points:
        return ngettext("%(points)s point to go", "%(points)s points to go", points, points=whole(points))
    return ngettext("%(num)d level to go", "%(num)d levels to go", levels) if levels else ""


def _row(board: str, line: queries.Line, shared: bool, lacks: str) -> Row:
    name = wall_name(line.who, line.name) if board == "rep" else line.name
    team = colour(line.who) if board == "team" else ""
    rank = shown_rank(line.rank, shared)
    return Row(min(line.rank, 4), rank, name, room(name), team, whole(line.points), lacks)
