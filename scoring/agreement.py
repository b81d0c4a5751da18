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
class Prize:
    """Money for the first ranks of a board (rep or team) of one side, or of all where `side` is empty.

    `places` are the amounts for rank 1, 2, 3 …; only who has `min_points`, and `min_met` levels met or exceeded,
    gets one. `rule` is what its bonuses are known by: prize[1], prize[2] …
    """

    rule: str
    board: str
    side: str
    places: tuple[int, ...]
    min_points: int
    min_met: int
    name: str


@dataclass(frozen=True)
class Rate:
    """Money for each point of the quarter on a board, under the same conditions; `rule` is rate[1], rate[2] …"""

    rule: str
    board: str
    side: str
    per_point: int
    min_points: int
    min_met: int
    name: str


@dataclass(frozen=True)
class BadgePrize:
    """Money for each badge called `badge` that is earned in the quarter; `rule` is badge[1], badge[2] …"""

    rule: str
    badge: str
    amount: int
    name: str


@dataclass(frozen=True)
class BonusPlan:
    """What a quarter's standings are worth; amounts in minor units of `currency`.

    `ties` is split or each; `team_bonus` members or team: who gets what a team wins. `cap` is the most that one rep
    gets for a quarter, `budget` what a quarter may cost; a bonus of more than `second_approval_above`, either way,
    needs two approvals.
    """

    currency: str
    ties: str
    team_bonus: str
    cap: int | None
    budget: int | None
    second_approval_above: int | None
    prizes: tuple[Prize, ...]
    rates: tuple[Rate, ...]
    badges: tuple[BadgePrize, ...] = ()

    @property
    def rules(self) -> tuple[Prize | Rate, ...]:
        """Return the prizes and then the rates."""
        return self.prizes + self.rates


@dataclass(frozen=True)
class Badge:
    """Something that reps or teams (`boards`) earn, or a manager gives, once in a `span`: month, quarter, year, ever.

    `level` is the service level that it is about, empty for all or any; `side` the only one whose levels or board
    count, empty for all. `steps` are its metals, the lowest first, each with what it asks: months of a streak, the
    amount of a milestone, else 1. `least` is what else it asks, by `kind`: months missed before a comeback, points
    that the most improved gained, cases of the fastest; by hand, how often a manager may give it in a month.
    """

    id: str
    name: str
    kind: str
    boards: frozenset[str]
    side: str
    level: str
    span: str
    steps: tuple[tuple[str, Fraction], ...]
    least: int
    about: str


@dataclass(frozen=True)
class Agreement:
    """One version of the agreement, in force from the month `starts` on.

    Late data count for `settlement` working days after a quarter's end.
    """

    name: str
    starts: int
    zone: ZoneInfo
    fiscal_year_starts: int
    metric_that_matters: str
    definitions: tuple[tuple[str, str], ...]
    calendar: CalendarTerms
    levels: tuple[ServiceLevel, ...]
    settlement: int
    bonus: BonusPlan | None
    badges: tuple[Badge, ...] = ()

    def level(self, level_id: str) -> ServiceLevel | None:
        """Return the service level called `level_id`, if this version has it."""
        return next((level for level in self.levels if level.id == level_id), None)

    def badge(self, badge_id: str) -> Badge | None:
        """Return the badge called `badge_id`, if this version declares it."""
        return next((badge for badge in self.badges if badge.id == badge_id), None)

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
