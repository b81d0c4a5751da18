"""Read one version of the agreement (section 2.3); whether it may be loaded is validity.py's question."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from .business import Calendar, later
from .facts import Fact
from .times import seconds

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Selector:
    """Picks activities by kind and by conditions that must all hold."""

    kinds: frozenset[str]
    where: tuple[tuple[str, frozenset[str]], ...]

    def picks(self, fact: Fact) -> bool:
        """Tell whether an activity matches."""
        return fact.kind in self.kinds and all(fact.attribute(name) in wanted for name, wanted in self.where)


@dataclass(frozen=True)
class ClockTerms:
    """What a clock runs by: roles, limit in seconds, and the calendar of the same version."""

    start: Selector
    stop: frozenset[str]
    pause: frozenset[str]
    resume: frozenset[str]
    within: Fraction
    wall: bool
    carry: bool
    calendar: Calendar

    def role(self, fact: Fact) -> str | None:
        """Return what an activity is to a clock; only a start must satisfy the conditions."""
        if self.start.picks(fact):
            return "start"
        kinds = {"stop": self.stop, "pause": self.pause, "resume": self.resume}
        return next((role for role, members in kinds.items() if fact.kind in members), None)

    def elapsed(self, start: datetime, end: datetime) -> Fraction:
        """Return the seconds that a running clock uses between two instants."""
        return seconds(end - start) if self.wall else self.calendar.elapsed(start, end)

    def after(self, start: datetime, amount: Fraction) -> datetime:
        """Return the earliest instant at which a running clock has used so many seconds."""
        return later(start, amount) if self.wall else self.calendar.after(start, amount)


@dataclass(frozen=True)
class Baseline:
    """A target relative to the participant's own months before."""

    months: int
    improve_by: Fraction
    exceed_by: Fraction | None


@dataclass(frozen=True)
class Level:
    """One service level; of target and baseline exactly one is given."""

    id: str
    side: str
    scored: tuple[str, ...]
    measure: str
    at_most: bool
    weekly: bool
    weeks_met: Fraction
    of: Selector | None
    over: Selector | None
    distinct: bool
    clock: ClockTerms | None
    min_volume: int
    target: Fraction | None
    exceed: Fraction | None
    baseline: Baseline | None
    team_target: Fraction | None
    team_exceed: Fraction | None
    points_met: int
    points_exceeded: int


@dataclass(frozen=True)
class Version:
    """The agreement as in force from its first month until a later version starts."""

    starts: str
    zone: ZoneInfo
    fiscal_year_starts: int
    calendar: Calendar
    levels: tuple[Level, ...]

    def level(self, level_id: str) -> Level | None:
        """Return the level of an id, if this version has one."""
        return next((level for level in self.levels if level.id == level_id), None)


def read_version(text: str) -> Version:
    """Read an agreement; its decimals stay exact."""
    table = tomllib.loads(text, parse_float=Decimal)
    head = table["agreement"]
    zone = ZoneInfo(head["timezone"])
    calendar = _calendar(table.get("calendar", {}), zone)
    levels = tuple(_level(level, calendar) for level in table["service_level"])
    return Version(head["starts"], zone, head.get("fiscal_year_starts", 1), calendar, levels)


def _calendar(table: dict[str, Any], zone: ZoneInfo) -> Calendar:
    return Calendar(
        zone=zone,
        workdays=frozenset(WEEKDAYS.index(day) for day in table.get("workdays", WEEKDAYS[:5])),
        opens=_minutes(table.get("opens", "09:00")),
        closes=_minutes(table.get("closes", "17:00")),
        holidays=table.get("holidays", ""),
        closed=frozenset(date.fromisoformat(str(day)) for day in table.get("closed", [])),
    )


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _level(table: dict[str, Any], calendar: Calendar) -> Level:
    target = table["target"]
    met = table["points"]["met"]
    return Level(
        id=table["id"],
        side=table["side"],
        scored=tuple(table.get("scored", ("rep", "team"))),
        measure=table["measure"],
        at_most=table.get("direction", "at_least") == "at_most",
        weekly=table.get("every", "month") == "week",
        weeks_met=Fraction(table.get("weeks_met", 1)),
        of=_selector(table.get("of")),
        over=_selector(table.get("over")),
        distinct=table.get("distinct") == "subject",
        clock=_clock(table["clock"], calendar) if table["measure"] == "timely" else None,
        min_volume=table.get("min_volume", 0),
        target=None if isinstance(target, dict) else Fraction(target),
        exceed=_optional(table.get("exceed")),
        baseline=_baseline(target) if isinstance(target, dict) else None,
        team_target=_optional(table.get("team_target")),
        team_exceed=_optional(table.get("team_exceed")),
        points_met=met,
        points_exceeded=table["points"].get("exceeded", met),
    )


def _optional(number: int | Decimal | None) -> Fraction | None:
    return None if number is None else Fraction(number)


def _words(value: str | list[str] | None) -> frozenset[str]:
    return frozenset([value] if isinstance(value, str) else value or [])


def _selector(table: dict[str, Any] | None) -> Selector | None:
    if table is None:
        return None
    conditions = tuple((name, _words(wanted)) for name, wanted in table.get("where", {}).items())
    return Selector(_words(table["kind"]), conditions)


def _baseline(table: dict[str, Any]) -> Baseline:
    return Baseline(table["months"], Fraction(table["improve_by"]), _optional(table.get("exceed_by")))


def _clock(table: dict[str, Any], calendar: Calendar) -> ClockTerms:
    wall = table.get("hours", "business") == "wall"
    start = _selector({"kind": table["start"], "where": table.get("where", {})})
    assert start is not None
    return ClockTerms(
        start=start,
        stop=_words(table["stop"]),
        pause=_words(table.get("pause")),
        resume=_words(table.get("resume")),
        within=_within(table["within"], wall, calendar),
        wall=wall,
        carry=table.get("handover", "restart") == "carry",
        calendar=calendar,
    )


def _within(text: str, wall: bool, calendar: Calendar) -> Fraction:
    # Under business hours a "d" is the nominal working day, whatever a clock change makes of one.
    day = 24 * 60 if wall else calendar.closes - calendar.opens
    return Fraction(text[:-1]) * {"m": 1, "h": 60, "d": day}[text[-1]] * 60
