"""Weekly service levels: how much a team does in each week so that the month turns out as planned."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from app.demo.cast import teams_of
from app.demo.company import Stint
from app.demo.story import Story
from scoring.attainment import EXCEEDED, MISSED
from scoring.periods import days_of_week, weeks_of_month

A_WEEK = 5
"""Working days."""


@dataclass(frozen=True)
class TeamWeek:
    """What each in a team does in a week, and the chance to tell it with."""

    draw: random.Random
    parts: list[tuple[Stint, int]]


def weekly_amounts(story: Story, side: str, level_id: str, most: Fraction) -> Iterator[TeamWeek]:
    """Yield each team's weeks; `most` times the target is made in the weeks of a month that exceeds."""
    for month in story.company.months:
        for team in teams_of(side):
            level, outcome = story.outcome_of(team, month, level_id)
            assert isinstance(level.target, Fraction), "weekly levels have no baseline"
            for number, week in enumerate(weeks_of_month(month)):
                stints = story.company.stints(team, *days_of_week(week))
                draw = story.chance(level_id, team, week)
                owed = level.target * sum(len(stint.days) for stint in stints) / A_WEEK
                if outcome == MISSED and number % 2 == 0:
                    total = floor(owed * draw.randrange(62, 85) / 100)
                elif outcome == EXCEEDED:
                    total = ceil(owed * most * draw.randrange(98, 106) / 100)
                else:
                    total = ceil(owed * draw.randrange(106, 124) / 100)
                if stints:
                    yield TeamWeek(draw, story.share_out(total, stints, draw))
