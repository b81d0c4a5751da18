"""Short ways to make what the rules work on, and to read what they say."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from scoring.agreement import Agreement, ClockTerms, Selector, ServiceLevel
from scoring.agreement_format import parse_agreement
from scoring.calendar import HOUR, BusinessTime, Calendar, WallTime
from scoring.clocks import Clock, Event, RunningTerms, run_clocks
from scoring.faults import AgreementError
from scoring.periods import EPOCH, at_local

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 10, 5)
"""Stories of clocks happen in the weeks from here on; no clock changes in the first two."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ROLES = ("start", "stop", "pause", "resume")
LATER = "Fri+1 12:00"


def at(text: str, zone: ZoneInfo = BERLIN) -> int:
    """Return the instant of an ISO text; one without an offset is local."""
    moment = datetime.fromisoformat(text)
    return at_local(moment, zone) if moment.tzinfo is None else (moment - EPOCH) // timedelta(microseconds=1)


def day(text: str) -> int:
    """Return the day of `2026-10-05`."""
    return date.fromisoformat(text).toordinal()


def month(text: str) -> int:
    """Return the month of `2026-10`."""
    year, number = text.split("-")
    return int(year) * 12 + int(number) - 1


def on(text: str) -> int:
    """Return the instant of `Mon 09:00`, or of `Mon+1 09:00` a week later."""
    name, time = text.split()
    weekday, _, weeks = name.partition("+")
    hours, minutes = time.split(":")
    days = WEEKDAYS.index(weekday) + 7 * int(weeks or 0)
    return at_local(MONDAY + timedelta(days=days, hours=int(hours), minutes=int(minutes)), BERLIN)


def told(instant: int | None) -> str | None:
    """Return an instant as `on` reads it."""
    if instant is None:
        return None
    local = (EPOCH + timedelta(microseconds=instant)).astimezone(BERLIN).replace(tzinfo=None)
    days = (local - MONDAY).days
    name = WEEKDAYS[days % 7] + (f"+{days // 7}" if days // 7 else "")
    return f"{name} {local:%H:%M}" + (f"{local:%S.%f}" if local.second or local.microsecond else "")


def business(
    zone: ZoneInfo = BERLIN,
    hours: tuple[int, int] = (9, 17),
    workdays: Collection[int] = range(5),
    off: Collection[int] = (),
) -> BusinessTime:
    """Return a calendar; `hours` are whole ones."""
    return BusinessTime(zone, workdays, (hours[0] * HOUR, hours[1] * HOUR), off)


def terms(within: Fraction | int = 8 * HOUR, **changes: Any) -> ClockTerms:
    """Return terms whose kinds are called like their roles."""
    roles = {role: (role,) for role in ROLES}
    given = {"where": (), "within": Fraction(within), "text": "", "business": True, "carry": False}
    return ClockTerms(**{**roles, **given, **changes})


def events(story: Iterable[str]) -> list[Event]:
    """Return the activities of lines like `A start Mon 09:00`; their ids are in the order of the lines."""
    found = []
    for number, line in enumerate(story):
        rep, kind, when = line.split(maxsplit=2)
        found.append(Event(on(when), kind, ord(rep), f"{number:03}", "", {}))
    return found


def run(
    story: Iterable[str], within: Fraction | int = 8 * HOUR, now: str = LATER, **changes: Any
) -> list[Clock]:
    """Return the clocks of a story, 9 to 17, Monday to Friday in Berlin, as of `now`."""
    calendar: Calendar = business() if changes.get("business", True) else WallTime()
    running = RunningTerms.of(1, terms(within, **changes), calendar)
    return run_clocks(events(story), lambda _instant: running, on(now))


def ends(clocks: Iterable[Clock]) -> list[str]:
    """Return what became of clocks: `A met Tue 10:00`."""
    return [" ".join(filter(None, (chr(one.rep), one.state, told(one.ended)))) for one in clocks]


LEVEL = ServiceLevel(
    id="calls", name="Calls", side="sales", scored=frozenset({"rep", "team"}), measure="count", direction="at_least",
    weekly=False, weeks_met=Fraction(1), of=Selector(("call.made",)), over=None, clock=None, distinct=False,
    min_volume=0, target=Fraction(10), exceed=None, team_target=None, team_exceed=None, points_met=10,
    points_exceeded=15,
)  # fmt: skip


def level(**changes: Any) -> ServiceLevel:
    """Return a monthly count of which 10 are owed for 10 points, but for `changes`; numbers may be text."""
    exact = ("target", "exceed", "team_target", "team_exceed", "weeks_met")
    for key in exact:
        if isinstance(changes.get(key), int | str):
            changes[key] = Fraction(changes[key])
    return replace(LEVEL, **changes)


HEAD = """
[agreement]
name = "Agreement"
starts = "2026-07"
timezone = "Europe/Berlin"
"""
COUNT = """
[[service_level]]
id = "calls"
side = "sales"
measure = "count"
of = { kind = "call.made" }
target = 10
points = { met = 10 }
"""
RATIO = COUNT.replace('"count"', '"ratio"').replace(
    "target = 10", 'over = { kind = "call.asked" }\ntarget = 0.5'
)
TIMELY = """
[[service_level]]
id = "disposal"
side = "sales"
measure = "timely"
clock = { start = "lead.assigned", stop = "lead.disposed", within = "24h" }
target = 0.90
points = { met = 10 }
"""


def written(*parts: str) -> str:
    """Return an agreement of a head and the given parts; without any, of one count."""
    return HEAD + "".join(parts or (COUNT,))


def parse(text: str) -> Agreement:
    """Return the agreement in `text`; of holidays, only Germany's are known."""
    return parse_agreement(text, lambda code: "" if code.startswith("DE") else f'"{code}" is not known')


def faults(text: str) -> list[str]:
    """Return the faults of `text` as lines."""
    try:
        parse(text)
    except AgreementError as error:
        return str(error).splitlines()
    return []
