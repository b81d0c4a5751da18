"""Credit activities and clocks to reps and teams, and take shares and tallies of them (R4 to R10)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from .agreements import Agreements
from .business import Calendar
from .clockwork import Clock
from .facts import Fact
from .people import Membership, People
from .terms import Level, Selector


@dataclass(frozen=True)
class Participant:
    """A rep, by key, or a team, by name."""

    board: str
    who: str

    def includes(self, row: Membership) -> bool:
        """Tell whether a membership is one of the rep, or in the team."""
        return self.who == (row.rep if self.board == "rep" else row.team)


@dataclass(frozen=True)
class Tally:
    """A numerator over a denominator; count and sum have none and stand over 1."""

    numerator: Fraction
    denominator: Fraction

    @property
    def value(self) -> Fraction | None:
        """Return the quotient, None over nothing."""
        return self.numerator / self.denominator if self.denominator else None


Account = tuple[Participant, str]


@dataclass
class Books:
    """Everything credited to each participant on each side, with the local day it counts on."""

    people: People
    facts: dict[Account, list[tuple[date, Fact]]] = field(default_factory=lambda: defaultdict(list))
    clocks: dict[Account, list[tuple[date, Clock]]] = field(default_factory=lambda: defaultdict(list))
    shares: dict[tuple[Participant, str, date, date, Calendar], Fraction] = field(default_factory=dict)

    @classmethod
    def keep(cls, agreements: Agreements, people: People, facts: list[Fact], clocks: list[Clock]) -> "Books":
        """Credit activities by the team of their day, decided clocks by that of the day they were got."""
        books = cls(people)
        for fact in facts:
            day = agreements.day_of(fact.at)
            for account in books.accounts(fact.rep, day):
                books.facts[account].append((day, fact))
        for clock in clocks:
            if clock.decided:
                for account in books.accounts(clock.rep, agreements.day_of(clock.got)):
                    books.clocks[account].append((agreements.day_of(clock.decided), clock))
        return books

    def accounts(self, rep: str, day: date) -> list[Account]:
        """Return where something a rep did on a day is credited: to him and to his team, on its side."""
        row = self.people.membership(rep, day)
        return [(Participant("rep", rep), row.side), (Participant("team", row.team), row.side)] if row else []

    def share(self, who: Participant, side: str, days: list[date], calendar: Calendar) -> Fraction:
        """Return the share over a range of days; a team's is the sum of its members' (R5)."""
        key = (who, side, days[0], days[-1], calendar)
        if key not in self.shares:
            rows = [row for row in self.people.memberships if who.includes(row) and row.side == side]
            working = calendar.working_days(days)
            worked = sum(self.people.owes(row, day) for row in rows for day in working)
            self.shares[key] = Fraction(worked, len(working)) if working else Fraction(0)
        return self.shares[key]

    def tally(self, who: Participant, level: Level, days: list[date]) -> Tally:
        """Measure a participant over a range of days."""
        if level.measure == "timely":
            return self._timely(who, level, days)
        facts = [fact for day, fact in self.facts[who, level.side] if days[0] <= day <= days[-1]]
        matching = _picked(level.of, facts)
        if level.measure == "count":
            subjects = {fact.subject for fact in matching if fact.subject}
            return Tally(Fraction(len(subjects if level.distinct else matching)), Fraction(1))
        if level.measure == "ratio":
            return Tally(Fraction(len(matching)), Fraction(len(_picked(level.over, facts))))
        values = [fact.value for fact in matching if fact.value is not None]
        number = len(values) if level.measure == "mean" else 1
        return Tally(sum(values, Fraction(0)), Fraction(number))

    def _timely(self, who: Participant, level: Level, days: list[date]) -> Tally:
        decided = [
            clock
            for day, clock in self.clocks[who, level.side]
            if clock.level == level.id and days[0] <= day <= days[-1]
        ]
        met = [clock for clock in decided if clock.state == "met"]
        return Tally(Fraction(len(met)), Fraction(len(decided)))


def _picked(selector: Selector | None, facts: list[Fact]) -> list[Fact]:
    assert selector is not None
    return [fact for fact in facts if selector.picks(fact)]
