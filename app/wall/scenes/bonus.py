"""The race for the prizes, without what they are worth: who would have one if the quarter ended now."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _

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
    """Who stands on a place that brings a prize."""

    place: int
    rank: str
    name: str
    room: str
    colour: str
    points: str


class Stake(NamedTuple):
    """A board that prizes are given by, with those who would have one."""

    name: str
    rows: Sequence[Row]


def figures(item: Item, now: Reading) -> dict[str, Any] | None:
    """Return who would have a prize, by place; neither what prizes are worth nor what they are called, for that may tell."""
    period = lines.quarter_of(now)
    found = now.line.bonus_plan_of(period)
    boards: dict[tuple[str, str], list[Prize]] = {}
    for prize in found[1].prizes if found else ():
        if item.side in ("", prize.side):
            boards.setdefault((prize.side, prize.board), []).append(prize)
    stakes = [_stake(side, board, prizes, period) for (side, board), prizes in sorted(boards.items())]
    shown = [stake for stake in stakes if stake.rows]
    title = _("If the quarter ended now, prizes would go to")
    return {"title": title, "stakes": shown, **lines.state(period, now)} if shown else None


def _stake(side: str, board: str, prizes: Sequence[Prize], period: Period) -> Stake:
    here = queries.Board(board, period.label, side)
    deepest = max(len(prize.places) for prize in prizes)
    found = queries.lines_of(here, queries.stretch(1, deepest + AROUND))
    shared = queries.ties(here, {line.rank for line in found})
    rows = [_row(board, line, line.rank in shared) for line in found if _wins(line, prizes)]
    name = _("%(side)s, %(board)s", side=side_name(side), board=board_name(board).lower())
    return Stake(name, rows[:SHOWN])


def _wins(line: queries.Line, prizes: Iterable[Prize]) -> bool:
    return line.points > 0 and any(
        line.rank <= len(prize.places)
        and line.points >= prize.min_points
        and line.met + line.exceeded >= prize.min_met
        for prize in prizes
    )


def _row(board: str, line: queries.Line, shared: bool) -> Row:
    name = wall_name(line.who, line.name) if board == "rep" else line.name
    team = colour(line.who) if board == "team" else ""
    return Row(min(line.rank, 4), shown_rank(line.rank, shared), name, room(name), team, whole(line.points))
