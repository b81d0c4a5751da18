"""The agreement as frozen values: sides promise service levels, judged by terms (section 2.3 of the rules)."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from zoneinfo import ZoneInfo

from scoring.calendar import BusinessTime

START, STOP, PAUSE, RESUME = "start", "stop", "pause", "resume"


@dataclass(frozen=True)
class Selector:
    """Activities of one of `kinds` whose attributes are among the values given for each in `where`."""

    kinds: tuple[str, ...]
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class ClockTerms:
    """What starts, stops, pauses and resumes a clock, and the time it gives, in microseconds.

    `text` is that time as the agreement wrote it; `business` tells business time from wall time; `carry` a hand-over
    that keeps the time used from one that starts afresh.
    """

    start: tuple[str, ...]
    stop: tuple[str, ...]
    pause: tuple[str, ...]
    resume: tuple[str, ...]
    where: tuple[tuple[str, tuple[str, ...]], ...]
    within: Fraction
    text: str
    business: bool
    carry: bool

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of activity that play a role."""
        return self.start + self.stop + self.pause + self.resume


@dataclass(frozen=True)
class Baseline:
    """A target that is the participant's own result of the `months` before, better by a part."""

    months: int
    improve_by: Fraction
    exceed_by: Fraction | None


@dataclass(frozen=True)
class ServiceLevel:
    """One promise of one side, measured each month for reps, teams or both."""

    id: str
    name: str
    side: str
    scored: frozenset[str]
    measure: str
    direction: str
    weekly: bool
    weeks_met: Fraction
    of: Selector | None
    over: Selector | None
    clock: ClockTerms | None
    distinct: bool
    min_volume: int
    target: Fraction | Baseline
    exceed: Fraction | None
    team_target: Fraction | None
    team_exceed: Fraction | None
    points_met: int
    points_exceeded: int

    @property
    def additive(self) -> bool:
        """Tell whether its targets are per full-time rep: those of counts and sums are."""
        return self.measure in ("count", "sum")


@dataclass(frozen=True)
class CalendarTerms:
    """Business hours: weekday numbers, opening hours in microseconds of the day, holidays and further closed days."""

    workdays: tuple[int, ...]
    opens: int
    closes: int
    holidays: str
    closed: frozenset[int]


@dataclass(frozen=True)
class Agreement:
    """One version of the agreement, in force from the month `starts` on."""

    name: str
    starts: int
    zone: ZoneInfo
    fiscal_year_starts: int
    metric_that_matters: str
    definitions: tuple[tuple[str, str], ...]
    calendar: CalendarTerms
    levels: tuple[ServiceLevel, ...]

    def level(self, level_id: str) -> ServiceLevel | None:
        """Return the service level called `level_id`, if this version has it."""
        return next((level for level in self.levels if level.id == level_id), None)

    @property
    def kinds(self) -> frozenset[str]:
        """Return the kinds of activity that any service level asks for."""
        asked: set[str] = set()
        for level in self.levels:
            asked.update(*(selector.kinds for selector in (level.of, level.over) if selector))
            if level.clock:
                asked.update(level.clock.kinds)
        return frozenset(asked)

    @property
    def sides(self) -> tuple[str, ...]:
        """Return the parties, in the order in which their promises are written."""
        return tuple(dict.fromkeys(level.side for level in self.levels))

    def business_time(self, holidays: Iterable[int]) -> BusinessTime:
        """Return its calendar with the public `holidays` (days) that were frozen with it."""
        terms = self.calendar
        days_off = terms.closed.union(holidays)
        return BusinessTime(self.zone, terms.workdays, (terms.opens, terms.closes), days_off)
