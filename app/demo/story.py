"""What a chapter of the demo is told with: the company, its plan, chance, and the facts told so far."""

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from app.demo.calendar import day_of, moment
from app.demo.cast import SALES, SIDES, teams_of
from app.demo.chance import chance, shared_out
from app.demo.company import Company, Stint
from app.demo.plan import level_finder, plan
from scoring.agreement import ServiceLevel
from scoring.attainment import MET

MINUTE = 60
HOUR = 3600


class Fact(NamedTuple):
    """An activity: instant in microseconds, value in whole units."""

    at: int
    kind: str
    rep: str
    subject: str
    value: int | None
    attributes: Mapping[str, str]


class Story:
    """Chapters add facts; all of them share the company, its plan and the seed."""

    def __init__(self, company: Company, seed: int) -> None:
        """Plan the company's months."""
        self.company, self.seed = company, seed
        self.calendar = company.calendar
        self.plan = plan(company, seed)
        self.level = level_finder(company)
        self.facts: list[Fact] = []

    def chance(self, *topic: object) -> random.Random:
        """Return the chance of a topic."""
        return chance(self.seed, *topic)

    def tell(
        self, at: int, kind: str, rep: str, subject: str = "", value: int | None = None, **attributes: str
    ) -> Fact:
        """Add a fact."""
        fact = Fact(at, kind, rep, subject, value, attributes)
        self.facts.append(fact)
        return fact

    def outcome(self, team: str, month: int, level_id: str) -> str:
        """Return what the plan says; met where no service level asks."""
        return self.plan.get((team, month), {}).get(level_id, MET)

    def team_months(self, side: str) -> Iterator[tuple[str, int, tuple[Stint, ...]]]:
        """Yield team, month and who works in it, for all teams of `side` and all months."""
        for month in self.company.months:
            for team in teams_of(side):
                if stints := self.company.of_month(team, month):
                    yield team, month, stints

    def outcome_of(self, team: str, month: int, level_id: str) -> tuple[ServiceLevel, str]:
        """Return a level in force with what the plan says of it."""
        return self.level(level_id, month), self.outcome(team, month, level_id)

    def share_out(self, total: int, stints: Sequence[Stint], draw: random.Random) -> list[tuple[Stint, int]]:
        """Return how much of `total` each does: by days, form, and luck."""
        weights = [len(stint.days) * stint.form * draw.randrange(82, 119) for stint in stints]
        return list(zip(stints, shared_out(total, weights), strict=True))

    def at_work(self, draw: random.Random, days: Sequence[int], first: int = 9, last: int = 17) -> int:
        """Return a moment on one of `days` between two hours."""
        return moment(draw.choice(days), draw.randrange(first * HOUR, last * HOUR))

    def team_of(self, rep: str, at: int) -> str:
        """Return the team of `rep` at an instant."""
        found = self.company.team_of(rep, day_of(at))
        assert found is not None, "facts are told of people who are there"
        return found

    @property
    def forms(self) -> dict[str, int]:
        """Return the form of each rep."""
        return {
            stint.rep: stint.form
            for side in SIDES
            for team, month, stints in self.team_months(side)
            for stint in stints
        }


def reps_of_sales(story: Story, day: int) -> list[Stint]:
    """Return who works in sales on `day`."""
    return [stint for team in teams_of(SALES) for stint in story.company.stints(team, day, day + 1)]
