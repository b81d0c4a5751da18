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
"""Lines of a scene at a time: no more elements than a slow screen can hold."""
KEPT = 3
"""Of each race so many are always shown."""


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


def bands(board: str, side: str, now: Reading, turn: int) -> tuple[list[Band], int]:
    """Return the races of the running quarter by side, as a turn shows them, and how many turns show everybody.

    Sides where nobody stands are left out.
    """
    period = quarter_of(now)
    sizes = {one: queries.size(queries.Board(board, period.label, one)) for one in chosen_sides(side, now)}
    most = most_of([size for size in sizes.values() if size])
    found = [
        Band(capital(one), rows(board, period, one, now, places(size, most, turn)))
        for one, size in sizes.items()
        if size
    ]
    return found, max((turns_of(size, most) for size in sizes.values()), default=1)


def most_of(sizes: Sequence[int]) -> int:
    """Return how many lines each of some races may have, with so many in all as the wall holds."""
    return next(
        most for most in range(MOST_LINES, 0, -1) if sum(min(size, most) for size in sizes) <= MOST_LINES
    )


def turns_of(size: int, most: int) -> int:
    """Return how many turns it takes until everybody in a race of this `size` was shown, `most` at a time."""
    kept = min(KEPT, most - 1)
    return 1 if size <= most else -(-(size - kept) // (most - kept))


def places(size: int, most: int, turn: int) -> list[int]:
    """Return the places of a race that a turn shows: the first ones always, and as many of the others in each turn."""
    turns = turns_of(size, most)
    if turns == 1:
        return list(range(1, size + 1))
    kept = min(KEPT, most - 1)
    length = -(-(size - kept) // turns)
    begins = kept + 1 + turn % turns * length
    return [*range(1, kept + 1), *range(begins, min(begins + length, size + 1))]


def rows(board: str, period: Period, side: str, now: Reading, shown: Sequence[int]) -> list[Row]:
    """Return the lines of one race that stand on the places that are `shown`."""
    here, which = queries.Board(board, period.label, side), queries.Which("places", {"places": shown})
    lines = queries.lines_of(here, which)
    if not lines:
        return []
    labels = [month_label(month) for month in period.months]
    legs = queries.month_points(here, which, labels)
    months = [(short_month(month), state_of_month(month, now.day, now.closed)) for month in period.months]
    shared = queries.ties(here, {line.rank for line in lines})
    teams = queries.teams_in(here, which, period) if board == "rep" else {}
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
