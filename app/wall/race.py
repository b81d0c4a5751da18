"""What the wall shows: the running quarter's races of teams and of reps, side by side."""

from typing import Any, NamedTuple

from markupsafe import Markup

from app import lateness
from app.leaderboard import figures, queries
from app.periods import sides, state_of, state_of_month, state_words
from app.stamp import Reading
from app.wording import capital, moment, period_name, short_month, whole
from scoring.periods import Period, month_label, month_of

MOST_LINES = 60
"""Lines of a board that take turns on the wall; who comes after them looks at his own screen."""


class Row(NamedTuple):
    """One line on the wall, every number formatted."""

    key: str
    rank: str
    way: str
    words: str
    name: str
    colour: str
    points: str
    lane: Markup


class Band(NamedTuple):
    """The races of one side."""

    side: str
    teams: list[Row]
    reps: list[Row]


def context(now: Reading) -> dict[str, Any]:
    """Return what the wall shows; nothing in it depends on which screen it is."""
    line = now.line
    period = line.periods_of(month_of(now.day))[0]
    races = ((side, rows("team", period, side, now), rows("rep", period, side, now)) for side in sides(line))
    bands = [Band(capital(side), teams, reps) for side, teams, reps in races]
    return {
        "tag": now.tag,
        "period_name": capital(period_name(period, line.fiscal_start(period.first))),
        "state": state_of(period, now.day, now.closed),
        "state_words": state_words(period, now.day, now.closed),
        "as_of": None if now.data_as_of is None else moment(now.data_as_of, line.zone_on(now.day), now.day),
        "late": lateness.words(now.late, line.zone_on(now.day), now.day),
        "bands": [band for band in bands if band.teams or band.reps],
    }


def rows(board: str, period: Period, side: str, now: Reading) -> list[Row]:
    """Return the lines of one race."""
    here, first = queries.Board(board, period.label, side), queries.stretch(1, MOST_LINES)
    lines = queries.lines_of(here, first)
    if not lines:
        return []
    shared = queries.ties(here, {line.rank for line in lines})
    labels = [month_label(month) for month in period.months]
    months = [(short_month(month), state_of_month(month, now.day, now.closed)) for month in period.months]
    points = queries.month_points(here, first, labels)
    teams = queries.teams_in(here, first, period) if board == "rep" else {}
    leader = lines[0].points
    return [
        Row(
            f"{board[0]}{line.who}",
            figures.shown_rank(line.rank, line.rank in shared),
            *figures.movement(line.rank, line.opening_rank),
            line.name,
            figures.colour(teams.get(line.who, (0, ""))[0] if board == "rep" else line.who),
            whole(line.points),
            figures.lane([points.get((line.who, label), 0) for label in labels], months, leader, line.points),
        )
        for line in lines
    ]
