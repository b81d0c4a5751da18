"""The demo's company on a given day: who is in which team when, who is away, and the months that are told of."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from app.demo.calendar import Calendar
from app.demo.cast import REPS
from scoring.periods import days_of_month, month_of, month_starts

LAST_DAY = 3_652_060
QUARTERS_BEFORE = 3

# The quarter that runs begins with month 0; days count from 1.
MOVE = ("mateo", "Inside sales", -2, 16)
JOINS = ("giulia", -5, 10)
AWAY = (
    *(("ines", -5, 8, 12), ("tomasz", -8, 3, 14), ("adaeze", -7, 11, 7), ("henrik", -1, 5, 12)),
    *(("lan", -6, 20, 14), ("priya", -3, 9, 10), ("jonas", -2, 2, 5), ("camille", -4, 15, 14)),
    *(("yusuf", 0, 3, 4), ("olga", -1, 18, 10), ("noor", -6, 2, 14), ("stefan", 1, 8, 7)),
    *(("amara", -4, 15, 48), ("aiko", -3, 12, 7), ("ciaran", -8, 16, 12), ("lena", -5, 17, 10)),
    *(("sorin", 2, 4, 5), ("thandiwe", -2, 20, 9)),
)
"""Rep, month, day on which the absence begins, and how many days it lasts; Amara's is parental leave."""


class Membership(NamedTuple):
    """A rep in a team, from a day up to, not including, another one."""

    rep: str
    team: str
    starts: int
    ends: int


@dataclass(frozen=True)
class Stint:
    """The working days in a range on which a rep is there and in one team."""

    rep: str
    team: str
    form: int
    days: tuple[int, ...]


class Company:
    """Lindhaven as it is on the day `today`, with three whole quarters behind it and the one that runs."""

    def __init__(self, today: int) -> None:
        """Place moves and absences around `today`."""
        this = month_of(today)
        self.quarter = this - this % 3
        # With the month after this one: the week that ends this month may belong to it.
        self.months = range(self.quarter - 3 * QUARTERS_BEFORE, this + 2)
        self.calendar = Calendar(self.months[0] // 12 - 1, this // 12 + 3)
        self.memberships = list(self._memberships())
        self.absences = [
            (rep, self._day(month, day), self._day(month, day) + length) for rep, month, day, length in AWAY
        ]
        self._away = {(rep, day) for rep, first, after in self.absences for day in range(first, after)}
        self.stints = lru_cache(maxsize=None)(self._stints)

    @property
    def reviewed_from(self) -> int:
        """Return the month from which the reviewed agreement is in force: the last whole quarter's first."""
        return self.quarter - 3

    def _day(self, month: int, day: int) -> int:
        return month_starts(self.quarter + month) + day - 1

    def _memberships(self) -> Iterable[Membership]:
        mover, other_team, *moved = MOVE
        for person in REPS:
            starts = self._day(*JOINS[1:]) if person.key == JOINS[0] else 0
            if person.key == mover:
                day = self._day(*moved)
                yield Membership(person.key, person.team, starts, day)
                yield Membership(person.key, other_team, day, LAST_DAY)
            else:
                yield Membership(person.key, person.team, starts, LAST_DAY)

    def is_there(self, rep: str, day: int) -> bool:
        """Tell whether `rep` works on `day`: employed by then, not away, and it is a working day."""
        return (
            self.calendar.is_working_day(day)
            and (rep, day) not in self._away
            and self.team_of(rep, day) is not None
        )

    def team_of(self, rep: str, day: int) -> str | None:
        """Return the team of `rep` on `day`."""
        return next(
            (one.team for one in self.memberships if one.rep == rep and one.starts <= day < one.ends), None
        )

    def _stints(self, team: str, first: int, after: int) -> tuple[Stint, ...]:
        """Return who works in `team` from the day `first` up to, not including, `after`, and on which days."""
        forms = {person.key: person.form for person in REPS}
        working = self.calendar.working_days(first, after)
        found = (
            Stint(
                one.rep,
                team,
                forms[one.rep],
                tuple(
                    day
                    for day in working
                    if one.starts <= day < one.ends and (one.rep, day) not in self._away
                ),
            )
            for one in self.memberships
            if one.team == team
        )
        return tuple(stint for stint in found if stint.days)

    def of_month(self, team: str, month: int) -> tuple[Stint, ...]:
        """Return who works in `team` in `month`."""
        return self.stints(team, *days_of_month(month))

    def share(self, team: str, first: int, after: int) -> Fraction:
        """Return the share of `team` on the days from `first` up to, not including, `after` (rule R5)."""
        owed = sum(len(stint.days) for stint in self.stints(team, first, after))
        working = self.calendar.working_days(first, after)
        return Fraction(owed, len(working)) if working else Fraction(0)
