"""What walls celebrate: badges, levels exceeded and changes of the lead, a moment after they came about.

Each has a moment at which it is over, so that a screen which was away does not make up for it; that it is celebrated
once is remembered by the screen.
"""

from typing import NamedTuple

from app.happenings import figures, queries
from app.happenings.figures import Told
from app.leaderboard.figures import colour
from app.models.happenings import BADGE, EXCEEDED, LEADER, STREAK
from app.names import wall_name
from app.stamp import Reading
from scoring.calendar import MINUTE

KINDS = frozenset({BADGE, STREAK, EXCEEDED, LEADER})
"""A month that is over is no surprise: it is told in the feed."""
SECOND = 1_000_000
LASTS = MINUTE
"""For how long something is news on a wall; longer than a screen takes to hear of it."""


class Celebration(NamedTuple):
    """Something to celebrate: its number, when it is over in seconds of Unix time, whom it is about and what it is."""

    id: int
    until: int
    name: str
    colour: str
    told: Told


def celebrations(now: Reading, moment: int) -> list[Celebration]:
    """Return what came about at most `LASTS` before `moment`; corrections and what came in late are no news.

    While a feed is late the ranking is paused: nobody takes a lead.
    """
    found = queries.fresh(KINDS - {LEADER} if now.late else KINDS, moment - LASTS)
    people = queries.people(found, now.day)
    return [
        Celebration(
            one.id,
            (one.at + LASTS) // SECOND,
            wall_name(one.who, person.name) if one.board == "rep" else person.name,
            colour(person.team_id),
            figures.told(one, now),
        )
        for one in found
        if (person := people.get((one.board, one.who)))
    ]
