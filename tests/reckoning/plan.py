"""The frame of a generated case: zone, span, moment of scoring, sides and teams."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from .times import DAY, days_of, first_day, midnight, shifted, to_utc

# With whole, half and quarter hours; changing clocks at 2, at 3, by half an hour, at midnight, or never.
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Africa/Cairo",
    "America/Havana",
)
SIDES = ("marketing", "sales", "success")
TEAMS = ("North", "south", "Österreich", "east 2")


@dataclass(frozen=True)
class Plan:
    """What all parts of a case have to agree on."""

    rng: Random
    size: int
    zone: ZoneInfo
    zone_moves: bool
    first: str
    months: int
    lead: int
    as_of: datetime
    teams: dict[str, str]

    @property
    def sides(self) -> list[str]:
        """Return the sides that have a team, those with most teams first."""
        teams = list(self.teams.values())
        return sorted(set(teams), key=lambda side: (-teams.count(side), side))

    @property
    def begins(self) -> date:
        """Return the first day with activities, before the agreement starts."""
        return first_day(shifted(self.first, -self.lead))

    @property
    def ends(self) -> date:
        """Return the day, not included, where activities end: some come after the moment of scoring."""
        return self.as_of.astimezone(self.zone).date() + 6 * DAY

    def any_day(self) -> date:
        """Return some day of the span."""
        return self.begins + DAY * self.rng.randrange((self.ends - self.begins).days)

    def chance(self, of: float) -> bool:
        """Return true so often."""
        return self.rng.random() < of


def make_plan(rng: Random, size: int, zone_moves: bool) -> Plan:
    """Draw the frame of a case."""
    zone = ZoneInfo(rng.choice(ZONES))
    first = f"{rng.randint(2023, 2025)}-{rng.randint(1, 12):02}"
    months = rng.choice((3, 3, 4, 4, 5, 6, 7, 8))
    sides = rng.sample(SIDES, rng.choice((2, 2, 2, 3)))
    names = rng.sample(TEAMS, rng.randint(3, 4))
    # The first teams spread over the sides so that each has one.
    teams = {name: sides[n] if n < len(sides) else sides[0] for n, name in enumerate(names)}
    return Plan(
        rng=rng,
        size=size,
        zone=zone,
        zone_moves=zone_moves,
        first=first,
        months=months,
        lead=rng.randint(1, 2),
        as_of=_moment(rng, shifted(first, months - 1), zone),
        teams=teams,
    )


def _moment(rng: Random, month: str, zone: ZoneInfo) -> datetime:
    """Return a moment in a month: any minute, a full hour, or where a week or the month begins."""
    day = rng.choice(days_of(month))
    draw = rng.random()
    if draw < 0.12:
        return midnight(first_day(month), zone)
    if draw < 0.35:
        return midnight(day - DAY * day.weekday(), zone)
    if draw < 0.65:
        return to_utc(datetime.combine(day, time(rng.randint(8, 18))), zone)
    return to_utc(datetime.combine(day, time(0)) + timedelta(minutes=rng.randrange(1440)), zone)
