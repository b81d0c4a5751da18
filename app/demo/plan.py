"""What each team makes of each service level in each month, chosen so that every quarter is a race worth telling.

In each quarter one team of a side leads after the first month and another one at the end; from quarter to quarter the
winner changes. In one of them the two others tie.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import count

from app.demo.cast import MARKETING, SIDES, teams_of
from app.demo.chance import chance
from app.demo.company import Company
from app.demo.terms import agreements
from scoring.agreement import Agreement, Baseline, ServiceLevel
from scoring.attainment import EXCEEDED, MET, MISSED, NO_DATA

STRONG = (EXCEEDED, EXCEEDED, EXCEEDED, MET, MET, MET)
FAIR = (EXCEEDED, EXCEEDED, MET, MET, MET, MISSED)
WEAK = (EXCEEDED, MET, MET, MISSED, MISSED, MISSED)

QUARTER = ((STRONG, WEAK, FAIR), (FAIR, STRONG, FAIR), (WEAK, FAIR, FAIR))
TIED = (*QUARTER[:2], (WEAK, FAIR, STRONG))
"""The months of who leads first, of who wins, and of the third team of a side."""

WIDEST_GAPS = (30, 60)
"""Points from the first of a quarter to the second, and to the third: a race is close."""

Outcomes = dict[str, str]
Plan = dict[tuple[str, int], Outcomes]


class Race:
    """The outcomes of one side in one quarter, drawn until they are a race."""

    def __init__(self, levels: Sequence[ServiceLevel], first: int, *, tied: bool, no_baseline: int) -> None:
        """Take the levels, the quarter's first month, whether the losers tie, and the month without a baseline."""
        self.levels, self.first, self.tied, self.no_baseline = levels, first, tied, no_baseline

    def draw(self, chances: Iterator[random.Random]) -> list[list[Outcomes]]:
        """Return the outcomes of the three teams in the three months."""
        shapes = TIED if self.tied else QUARTER
        for draw in chances:
            found = [[self._month(draw, shape) for shape in months] for months in shapes]
            if self._is_race([self._totals(months) for months in found]):
                return found
        raise AssertionError("chances never end")

    def _month(self, draw: random.Random, shape: Sequence[str]) -> Outcomes:
        return dict(zip((level.id for level in self.levels), draw.sample(shape, len(shape)), strict=True))

    def _totals(self, months: list[Outcomes]) -> list[tuple[int, int, int]]:
        """Return points, exceeded and met after each month."""
        totals, sums = [], (0, 0, 0)
        for number, outcomes in enumerate(months):
            for level in self.levels:
                outcome = outcomes[level.id]
                if isinstance(level.target, Baseline) and self.first + number == self.no_baseline:
                    outcome = NO_DATA
                points = {MET: level.points_met, EXCEEDED: level.points_exceeded}.get(outcome, 0)
                line = (points, outcome == EXCEEDED, outcome == MET)
                sums = (sums[0] + line[0], sums[1] + line[1], sums[2] + line[2])
            totals.append(sums)
        return totals

    def _is_race(self, totals: list[list[tuple[int, int, int]]]) -> bool:
        early, winner, third = totals
        if not max(winner[0][0], third[0][0]) < early[0][0]:
            return False
        last, best = sorted((early[2][0], third[2][0]))
        won = winner[2][0]
        if not (best < won <= best + WIDEST_GAPS[0] and won <= last + WIDEST_GAPS[1]):
            return False
        return early[2] == third[2] if self.tied else early[2][0] != third[2][0]


def plan(company: Company, seed: int) -> Plan:
    """Return the outcomes of each team in each month."""
    signed, reviewed = agreements(company)
    found: Plan = {}
    for first in range(company.months[0], company.quarter + 1, 3):
        agreement = signed if first < company.reviewed_from else reviewed
        for side in SIDES:
            race = Race(
                [level for level in agreement.levels if level.side == side],
                first,
                tied=first == company.quarter - (6 if side == MARKETING else 3),
                no_baseline=company.months[0],
            )
            drawn = race.draw(chance(seed, "plan", side, first, number) for number in count())
            for team, months in zip(_in_turn(side, first), drawn, strict=True):
                found.update({(team, first + number): outcomes for number, outcomes in enumerate(months)})
    return found


def _in_turn(side: str, first: int) -> list[str]:
    """Return the teams of a side, beginning with the one whose turn it is to lead early in the quarter of `first`."""
    teams = teams_of(side)
    turn = first // 3 % len(teams)
    return teams[turn:] + teams[:turn]


def level_finder(company: Company) -> Callable[[str, int], ServiceLevel]:
    """Return `find(level_id, month)`: the level in the version in force, or in the other one if it is only there."""
    signed, reviewed = agreements(company)

    def find(level_id: str, month: int) -> ServiceLevel:
        order: tuple[Agreement, ...] = (
            (signed, reviewed) if month < company.reviewed_from else (reviewed, signed)
        )
        return next(level for one in order if (level := one.level(level_id)))

    return find
