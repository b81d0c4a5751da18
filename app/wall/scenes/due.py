"""What is due soon: the open clocks of each team by how near their deadlines are."""

from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from app.leaderboard.figures import colour
from app.programme import Item
from app.stamp import Reading
from app.wall import queries
from app.wall.scenes import lines
from app.winners.figures import room
from app.wording import capital, short_day, whole
from scoring.periods import month_of

FULL = 100
"""The width of the longest bar."""
A_FORTNIGHT = 14


class Row(NamedTuple):
    """A team with what is due today and what is by the next working day; `first` and `rest` are the bar's parts."""

    name: str
    room: str
    colour: str
    soon: str
    later: str
    first: int
    rest: int


def figures(item: Item, now: Reading, _turn: int) -> dict[str, Any] | None:
    """Return the counts of the teams that have anything due.

    What is due is told by days: within a day the counts change only with what is stored.
    """
    following = _next_working_day(now)
    soon, later = (now.line.day_starts(day + 1) for day in (now.day, following))
    found = queries.loads(lines.chosen_sides(item.side, now), now.day, soon, later)
    if not found:
        return None
    most = max(load.soon + load.later for load in found)
    total = sum(load.soon for load in found)
    return {
        "title": _("Due soon"),
        "total": whole(total),
        "ends": ngettext("open clock ends today", "open clocks end today", total),
        "next_day": capital(short_day(following, now.day)),
        "rows": [_row(load, most) for load in found[: lines.MOST_LINES]],
    }


def _next_working_day(now: Reading) -> int:
    business = now.line.terms_of(month_of(now.day)).business
    ahead = business.working_days(now.day + 1, now.day + 1 + A_FORTNIGHT)
    return ahead[0] if ahead else now.day + 1


def _row(load: queries.Load, most: int) -> Row:
    first = load.soon * FULL // most
    rest = (load.soon + load.later) * FULL // most - first
    return Row(
        load.team, room(load.team), colour(load.team_id), whole(load.soon), whole(load.later), first, rest
    )
