"""Badges in tests: an agreement that declares some of each kind, and short ways to read who has which."""

from collections.abc import Iterable
from unittest.mock import patch

from sqlalchemy import select

from app import clock
from app.agreement.queries import timeline
from app.badges import queries
from app.badges.earning import everybody
from app.badges.queries import Held
from app.extensions import db
from app.models.badges import BadgeAward
from app.models.people import Rep, Team
from app.models.quarters import FINAL
from app.quarters import queries as quarters
from app.stamp import stamps
from scoring.badges import Key
from tests.services.facts import rep

Badges = dict[tuple[str, int, Key], str]
"""Evidence by who (board and id) and badge."""

EARNED = """
[[badge]]
id = "first"
kind = "first_met"
level = "calls"

[[badge]]
id = "row"
kind = "streak"
bronze = 2
silver = 3

[[badge]]
id = "clean"
kind = "clean_sheet"
board = ["rep", "team"]

[[badge]]
id = "all"
kind = "all_exceeded"

[[badge]]
id = "again"
kind = "comeback"
missed = 1

[[badge]]
id = "many"
kind = "milestone"
level = "calls"
bronze = 3
gold = 9

[[badge]]
id = "better"
kind = "most_improved"

[[badge]]
id = "best"
kind = "champion"
board = ["rep", "team"]
"""
FASTEST = """
[[badge]]
id = "fast"
kind = "fastest"
board = ["rep", "team"]
level = "disposed"
min_volume = 2
"""
GIVEN = """
[[badge]]
id = "thanks"
name = "Thank you"
kind = "by_hand"
limit = 2

[[badge]]
id = "spirit"
kind = "by_hand"
span = "quarter"
metal = "silver"
"""


def cabinet(who: int, board: str = "rep") -> list[Held]:
    """Return what a rep or a team has now, the newest first."""
    return queries.cabinet(board, who, stamps().read()).held


def has(who: str, *, final: bool | None = None) -> list[str]:
    """Return the badges that a rep has, final or provisional ones if asked, as `row bronze 2026`."""
    found = [one for one in cabinet(rep(who)) if final in (None, one.id is not None)]
    return sorted(f"{one.badge} {one.metal} {one.span}" for one in queries.standing(found))


def facts() -> Badges:
    """Return all badges that are facts, with their evidence."""
    return {
        (one.board, one.who, (one.badge, one.metal, one.span)): one.evidence
        for one in db.session.scalars(select(BadgeAward))
    }


def participants() -> Iterable[tuple[str, int]]:
    """Yield all reps and teams, by board and id."""
    for board, table in (("rep", Rep.id), ("team", Team.id)):
        for who in db.session.scalars(select(table)):
            yield board, who


def provisional_at(at: int) -> Badges:
    """Return what everybody has that is not final: what closing the quarters that are open would award."""
    with patch.object(clock, "now", lambda: at):
        found = provisional()
    line = timeline()
    assert line
    open_ones = (one.span.label for one in quarters.states(line, line.day(at)) if one.state != FINAL)
    assert {key for label in open_ones for key in earned_in(label, at)} == found.keys()
    return found


def provisional() -> Badges:
    """Return what everybody has that is not final, with its evidence as text."""
    return {
        (board, who, (one.badge, one.metal, one.span)): repr(one.evidence)
        for board, who in participants()
        for one in cabinet(who, board)
        if one.id is None
    }


def earned_in(label: str, at: int) -> set[tuple[str, int, Key]]:
    """Return what a close of the quarter at an instant would award."""
    line = timeline()
    assert line
    return {(board, who, one.key) for board, who, one in everybody(line, line.period(label), line.day(at))}
