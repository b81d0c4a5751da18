"""Draw activities: bursts about few subjects at snapped times, so that clocks really interact."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

from .made_levels import ATTRIBUTES, COUNTED, PAUSES, RESUMES, STARTS, STOPS
from .made_people import Cast, table_text
from .plan import Plan
from .times import DAY, first_day, shifted, to_utc

SOURCES = ("default", "crm", "phone")
COLUMNS = ("id", "kind", "at", "rep", "subject", "value", "region", "priority")
GAPS = (0, 0, 0, 0, 1, 1, 2, 3, 4, 8, 8, 16, 24, 24, 48, 72)
# First characters of ids whose order by code point is not that of any language, nor that of UTF-16.
INITIALS = ("a", "B", "Z", "é", "\uff5e", "\U0001d49c", "10", "9")
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Event:
    """An activity in the making; without an offset its moment is local."""

    source: str
    id: str
    kind: str
    moment: datetime
    rep: str
    subject: str
    value: str
    region: str
    priority: str


class Activities:
    """Draws the events of a case."""

    def __init__(self, plan: Plan, cast: Cast) -> None:
        self.plan = plan
        self.rng = plan.rng
        self.moves = cast.moves
        # A few do most, so that there is enough of each to judge; one is unknown.
        busy = self.rng.sample(cast.reps, min(len(cast.reps), 5 * plan.size))
        self.reps = [*cast.reps, *busy, *busy, *busy, "ghost"]
        self.subjects = [f"S{n}" for n in range(1, 4 + 5 * plan.size)]
        days = range((plan.ends - plan.begins).days)
        changes = [_clock_change(plan.begins + DAY * n, plan.zone) for n in days]
        self.changes = [change for change in changes if change]
        self.events: list[Event] = []

    def draw(self) -> list[Event]:
        """Draw everything, some of it several times over."""
        wanted = self.rng.randint(400, 800) * self.plan.size
        for seam, rep in self._seams():
            self._burst([self.rng.choice(seam) for _ in range(self.rng.randint(4, 9))], rep)
        for moment in self._starts_to_time():
            self._timed(moment)
        while len(self.events) < wanted * 0.6:
            self._burst(self._moments(), self.rng.choice(self.reps))
        while len(self.events) < wanted * 0.94:
            self._counted()
        for event in self.rng.sample(self.events, len(self.events) // 14):
            self.events.append(self._again(event))
        return self.events

    def _seams(self) -> list[tuple[list[datetime], str]]:
        """Return moments around changes of the clock, of months and of teams, with a rep to take part."""
        plan = self.plan
        months = [first_day(shifted(plan.first, n)) for n in range(1 - plan.lead, plan.months)]
        seams = [_around(month) for month in months] * 2 + self.changes * 2
        seams.append([plan.as_of + timedelta(hours=n) for n in (-8, -4, -1, 0, 0, 1)])
        drawn = [(seam, self.rng.choice(self.reps)) for seam in seams]
        moves = [(rep, day) for rep, day in self.moves if plan.begins < day < plan.ends]
        return drawn + [(_around(day), rep) for rep, day in self.rng.sample(moves, min(len(moves), 6))]

    def _moments(self) -> list[datetime]:
        """Return the moments of a burst, most at full hours, some at one instant."""
        rng = self.rng
        hour = rng.choice((0, 2, 8, 9, 9, 10, 12, 14, 16, 23))
        moment = datetime.combine(self.plan.any_day(), time(hour))
        if self.plan.chance(0.2):
            moment += timedelta(seconds=rng.randrange(7200))
        moments = [moment] * rng.choice((1, 1, 1, 3, 4))
        for _ in range(rng.randint(3, 8)):
            moment += timedelta(hours=rng.choice(GAPS))
            moments.append(moment)
        return moments

    def _burst(self, moments: list[datetime], rep: str) -> None:
        rng = self.rng
        subject = rng.choice(self.subjects)
        reps = [rep, *rng.choices(self.reps, k=rng.randint(0, 2))]
        kinds = (*STARTS, *STARTS, *STOPS, *PAUSES, *RESUMES)
        kind = rng.choice(STARTS)
        for moment in moments:
            self._add(kind, moment, rng.choice(reps), subject)
            kind = rng.choice(kinds)

    def _starts_to_time(self) -> list[datetime]:
        """Return moments within and before clock changes, and at nine on some days."""
        near = [self.rng.choice(change[:-1]) for change in self.changes for _ in range(8)]
        return near + [datetime.combine(self.plan.any_day(), time(9)) for _ in range(8)]

    def _timed(self, start: datetime) -> None:
        """Add a start about a new subject, and what follows when a usual limit is up, really or by local time."""
        rng = self.rng
        subject = f"T{len(self.events)}"
        limit = timedelta(minutes=rng.choice((90, 120, 240, 480, 480)))
        began = to_utc(start, self.plan.zone) if start.tzinfo is None and self.plan.chance(0.6) else start
        self._add(rng.choice(STARTS), start, rng.choice(self.reps), subject)
        self._add(rng.choice((*STOPS, *PAUSES)), began + limit, rng.choice(self.reps), subject)
        if self.plan.chance(0.7):
            handed = began + limit + timedelta(hours=rng.choice((-1, 0, 3)))
            self._add(rng.choice(STARTS), handed, rng.choice(self.reps), subject)

    def _counted(self) -> None:
        moment = datetime.combine(self.plan.any_day(), time(self.rng.choice((0, 1, 9, 12, 17, 23))))
        kind = self.rng.choice((*COUNTED, "noise.made"))
        subject = self.rng.choice([*self.subjects, ""])
        self._add(kind, moment, self.rng.choice(self.reps), subject)

    def _add(self, kind: str, moment: datetime, rep: str, subject: str) -> None:
        event = Event(
            source=self.rng.choice(SOURCES),
            id=f"{self.rng.choice(INITIALS)}{len(self.events)}",
            kind=kind,
            moment=moment,
            rep=rep,
            subject=subject,
            value=self._value(),
            region=self.rng.choice(ATTRIBUTES["region"]),
            priority=self.rng.choice(ATTRIBUTES["priority"]),
        )
        self.events.append(event)

    def _value(self) -> str:
        rng = self.rng
        if self.plan.chance(0.004):
            return rng.choice(("99999999999.9999", "-99999999999.9999"))
        whole = str(rng.choice((0, 25, 50, 100, 100, 150, 200, -40)))
        fine = str(Decimal(rng.randrange(2_000_000)).scaleb(-4))
        return rng.choice(("", whole, whole, whole, whole + ".5", whole + ".0001", fine))

    def _again(self, event: Event) -> Event:
        """Return an event again: the same, in conflict with it, or of the same id in another source."""
        rng = self.rng
        moved = event.moment + timedelta(hours=rng.choice((0, 0, 1, 24)))
        changed = replace(event, kind=rng.choice((*STARTS, *COUNTED)), moment=moved, value=self._value())
        elsewhere = rng.choice([source for source in SOURCES if source != event.source])
        twin = replace(event, source=elsewhere, rep=rng.choice(self.reps), value=self._value())
        return rng.choice((event, changed, twin, replace(twin, kind=rng.choice(STARTS))))


def _around(day: date) -> list[datetime]:
    midnight = datetime.combine(day, time(0))
    return [midnight + timedelta(hours=n) for n in (-39, -15, -8, -1, 0, 0, 0, 1, 9, 17, 33, 57)]


def _clock_change(day: date, zone: ZoneInfo) -> list[datetime]:
    """Return times around and within a clock change of a local day, repeated ones both times."""
    local = [datetime.combine(day, time(0)) + QUARTER * n for n in range(96)]
    changing = [moment for moment in local if _offset(moment, zone, 0) != _offset(moment, zone, 1)]
    if not changing:
        return []
    second = [moment.replace(tzinfo=zone, fold=1).astimezone(UTC) for moment in changing]
    near = [changing[0] + timedelta(hours=n) for n in (-9, -2, -1, 1, 2, 3, 8, 24)]
    return [*changing, *second, *near, changing[-1] + QUARTER]


def _offset(local: datetime, zone: ZoneInfo, fold: int) -> timedelta | None:
    return local.replace(tzinfo=zone, fold=fold).utcoffset()


def make_activities(plan: Plan, cast: Cast) -> list[tuple[str, str]]:
    """Draw the uploads of a case in order of loading."""
    rng = plan.rng
    events = Activities(plan, cast).draw()
    rng.shuffle(events)
    uploads = []
    for source in SOURCES:
        own = [event for event in events if event.source == source]
        half = rng.randrange(len(own) + 1)
        uploads += [(source, _upload(plan, part)) for part in (own[:half], own[half:])]
    rng.shuffle(uploads)
    return uploads


def _upload(plan: Plan, events: list[Event]) -> str:
    # A column that an export does not have is a missing attribute.
    columns = COLUMNS[: plan.rng.choice((6, 7, 8, 8, 8))]
    return table_text(columns, [_row(plan, event)[: len(columns)] for event in events])


def _row(plan: Plan, event: Event) -> tuple[str, ...]:
    value = event.value
    if value and plan.chance(0.3):
        value = f"{Decimal(value):.4f}"
    at = _at(plan, event.moment)
    return (event.id, event.kind, at, event.rep, event.subject, value, event.region, event.priority)


def _at(plan: Plan, moment: datetime) -> str:
    """Write a moment in any form that means it."""
    rng = plan.rng
    local = moment.tzinfo is None
    if local and moment.time() == time(0) and plan.chance(0.5):
        return str(moment.date())
    if local and plan.chance(0.5):
        return moment.isoformat(timespec=rng.choice(("minutes", "seconds")) if not moment.second else "auto")
    instant = to_utc(moment, plan.zone) if local else moment
    form = rng.choice(("own", "Z", "elsewhere"))
    if form == "Z":
        return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
    zone = plan.zone if form == "own" else timezone(timedelta(minutes=rng.choice((-210, 0, 60, 345))))
    return instant.astimezone(zone).isoformat()
