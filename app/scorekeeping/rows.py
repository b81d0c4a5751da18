"""What scorekeeping tells of a week."""

from typing import NamedTuple

from scoring.agreement import ServiceLevel
from scoring.attainment import Goal, Tally


class MissedWeek(NamedTuple):
    """A participant missed a weekly level in one week: what he made, and what he owed."""

    board: str
    who: int
    level: ServiceLevel
    tally: Tally
    goal: Goal
