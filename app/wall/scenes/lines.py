"""Lines of a race for the wall: what teams and reps have in common there."""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from markupsafe import Markup

from app.leaderboard import figures, queries
from app.names import wall_name
from app.periods import sides, state_of, state_of_month, state_words
from app.stamp import Reading
from app.winners.figures import room
from app.wording import capital, short_month, whole
from scoring.periods import Period, month_label, month_of

MOST_LINES = 60
"""Lines of a scene that take turns on the wall; who comes after them looks at his own screen."""


class Row(NamedTuple):
    """One line on the wall, every number formatted; `room` is the class of how much room the name takes."""

    key: str
    rank: str
    is_first: bool
    way: str
    words: str
    steps: str
    name: str
    room: str
    colour: str
    points: str
    gap: str
    lane: Markup


class Band(NamedTuple):
    """The race of one side."""

    side: str
    rows: Sequence[Row]


def quarter_of(now: Reading) -> Period:
    """Return the quarter that runs."""
    return now.line.periods_of(month_of(now.day))[0]


def chosen_sides(side: str, now: Reading) -> tuple[str, ...]:
    """Return the sides of a scene: the one that was asked for, or all."""
    return (side,) if side else sides(now.line)


def state(period: Period, now: Reading) -> dict[str, Any]:
    """Return how far a period is, for the head of a scene."""
    return {
        "state": state_of(period, now.day, now.closed),
        "state_words": state_words(period, now.day, now.closed),
    }


def bands(board: str, side: str, now: Reading) -> list[Band]:
    """Return the races of the running quarter by side, without sides where nobody stands."""
    period = quarter_of(now)
    found = [(one, rows(board, period, one, now)) for one in chosen_sides(side, now)]
    return cut([Band(capital(one), lines) for one, lines in found if lines])


def cut(found: Sequence[Band]) -> list[Band]:
    """Return races with so many lines in all as the wall may hold: the longest lose some first."""
    most = next(
        most for most in range(MOST_LINES, 0, -1) if sum(min(len(b.rows), most) for b in found) <= MOST_LINES
    )
    return [band._replace(rows=band.rows[:most]) for band in found]


def rows(board: str, period: Period, side: str, now: Reading) -> list[Row]:
    """Return the lines of one race."""
    here, first = queries.Board(board, period.label, side), queries.stretch(1, MOST_LINES)
    lines = queries.lines_of(here, first)
    if not lines:
        return []
    labels = [month_label(month) for month in period.months]
    legs = queries.month_points(here, first, labels)
    months = [(short_month(month), state_of_month(month, now.day, now.closed)) for month in period.months]
    shared = queries.ties(here, {line.rank for line in lines})
    teams = queries.teams_in(here, first, period) if board == "rep" else {}
    draw = partial(figures.lane, months=months, leader=lines[0].points, titled=False)
    return [
        _row(
            board,
            line,
            line.rank in shared,
            teams.get(line.who, (0, ""))[0] if board == "rep" else line.who,
            lines[0].points,
            draw([legs.get((line.who, label), 0) for label in labels], total=line.points),
        )
        for line in lines
    ]


def _row(board: str, line: queries.Line, shared: bool, team: int, leader: int, lane: Markup) -> Row:
    way, words = figures.movement(line.rank, line.opening_rank)
    name = wall_name(line.who, line.name) if board == "rep" else line.name
    return Row(
        f"{board[0]}{line.who}",
        figures.shown_rank(line.rank, shared),
        line.rank == 1,
        way,
        words,
        words if way == "new" else whole(abs((line.opening_rank or 0) - line.rank)),
        name,
        room(name),
        figures.colour(team),
        whole(line.points),
        f"−{whole(leader - line.points)}" if line.points < leader else "",
        lane,
    )
