"""Draw the versions of an agreement: each changes some of what was before."""

from datetime import date
from random import Random
from typing import Any

from .made_levels import MEASURES, Table, make_clock, make_demands, make_level, make_matter
from .plan import ZONES, Plan
from .times import DAY, days_of, shifted
from .toml_text import agreement_text

HOURS = (
    ("09:00", "17:00"),
    ("09:00", "17:00"),
    ("08:30", "12:00"),
    ("00:00", "24:00"),
    ("16:00", "24:00"),
    ("02:30", "10:00"),
    ("00:30", "03:00"),
    ("01:00", "24:00"),
)
WEEKS = (
    ["mon", "tue", "wed", "thu", "fri"],
    ["mon", "tue", "wed", "thu", "fri", "sat"],
    ["sun", "mon", "tue", "wed", "thu"],
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    ["tue", "fri", "sat", "sun"],
)
NIGHTS = ("00:00", "00:30", "02:30")
NIGHT_WEEKS = (["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ["tue", "fri", "sat", "sun"])
HOLIDAYS = ("DE-BY", "US-CA", "AU-SA", "CA-NL", "US", "DE")


def make_agreements(plan: Plan) -> list[str]:
    """Draw the texts of all versions in order of loading."""
    rng = plan.rng
    offsets = sorted(rng.sample(range(1, plan.months), rng.choice((0, 1, 2, 2))))
    if plan.zone_moves:
        offsets = offsets or [1]
    starts = [plan.first] + [shifted(plan.first, offset) for offset in offsets]
    versions = [_first_version(plan, starts)]
    for start in starts[1:]:
        versions.append(_next_version(plan, versions[-1], start, _dropped(versions)))
    if plan.chance(0.4):
        place = rng.randrange(len(versions))
        replaced = _next_version(plan, versions[place], starts[place], [])
        versions.insert(rng.randint(0, place), replaced)
    return [agreement_text(version) for version in versions]


def _dropped(versions: list[Table]) -> list[Table]:
    """Return the levels of the first version that the last no longer has: they may come back."""
    last = {level["id"] for level in versions[-1]["service_level"]}
    return [level for level in versions[0]["service_level"] if level["id"] not in last]


def _first_version(plan: Plan, starts: list[str]) -> Table:
    rng = plan.rng
    # Zone and start of the fiscal year may change only where a fiscal year starts.
    fiscal = int(starts[-1][5:]) if plan.zone_moves else rng.randint(1, 12)
    levels = _levels(plan)
    head: Table = {"name": "Agreement", "starts": plan.first, "timezone": plan.zone.key}
    if fiscal != 1 or plan.chance(0.5):
        head["fiscal_year_starts"] = fiscal
    if plan.chance(0.3):
        head["metric_that_matters"] = levels[0]["id"]
    return {
        "agreement": head,
        "definitions": {"lead": "Somebody who asked"},
        "calendar": _calendar(plan),
        "service_level": levels,
    }


def _levels(plan: Plan) -> list[Table]:
    """Draw levels of every measure, two of them with clocks, and three more of any."""
    rng = plan.rng
    measures = [*MEASURES, "timely", *rng.choices(MEASURES, k=3)]
    levels = []
    for n, measure in enumerate(measures):
        # Clocks are mostly promised by the largest side, so that there are enough of them to judge.
        side = plan.sides[0] if measure == "timely" else plan.sides[n % len(plan.sides)]
        levels.append(make_level(rng, f"{measure}-{n}", side, measure))
    rng.shuffle(levels)
    return levels


def _next_version(plan: Plan, before: Table, starts: str, dropped: list[Table]) -> Table:
    """Return a version like the one before with changes."""
    rng = plan.rng
    head = before["agreement"] | {"starts": starts}
    begins_fiscal_year = int(starts[5:]) == head.get("fiscal_year_starts", 1)
    if plan.zone_moves and begins_fiscal_year and starts != before["agreement"]["starts"]:
        head["timezone"] = rng.choice([zone for zone in ZONES if zone != plan.zone.key])
    metric = head.get("metric_that_matters")
    kept = [level for level in before["service_level"] if level["id"] == metric or plan.chance(0.85)]
    kept += [level for level in dropped if plan.chance(0.7)]
    levels = [_changed(rng, level) for level in kept]
    new = _new_level(plan, starts)
    if plan.chance(0.6) and new["id"] not in [level["id"] for level in levels]:
        levels.append(new)
    calendar = _calendar(plan) if plan.chance(0.6) else before["calendar"]
    return before | {"agreement": head, "calendar": calendar, "service_level": levels}


def _new_level(plan: Plan, starts: str) -> Table:
    # The month in the id keeps it apart from all others. A replaced version may have the same new level, so
    # its side follows from its measure.
    measure = plan.rng.choice(MEASURES)
    side = plan.sides[MEASURES.index(measure) % len(plan.sides)]
    return make_level(plan.rng, f"{measure}-from-{starts}", side, measure)


def _changed(rng: Random, level: Table) -> Table:
    """Return a level with the same id and side and, often, other demands, clock, selectors or measure."""
    draw = rng.random()
    measure = level["measure"]
    head = {key: level[key] for key in ("id", "name", "side")}
    matter = {key: level[key] for key in ("measure", "of", "over", "distinct", "clock") if key in level}
    if draw < 0.25:
        return head | matter | make_demands(rng, measure)
    if draw < 0.45 or (draw < 0.8 and measure == "timely"):
        return level | {"clock": make_clock(rng)} if measure == "timely" else _refocused(rng, level)
    if draw < 0.5:
        return make_level(rng, level["id"], level["side"], rng.choice(MEASURES))
    return level


def _refocused(rng: Random, level: Table) -> Table:
    demands = {key: value for key, value in level.items() if key not in ("of", "over", "distinct")}
    return demands | make_matter(rng, level["measure"])


def _calendar(plan: Plan) -> dict[str, Any]:
    rng = plan.rng
    calendar: dict[str, Any] = {}
    if plan.chance(0.7):
        calendar["workdays"] = rng.choice(WEEKS)
    if plan.chance(0.7):
        calendar["opens"], calendar["closes"] = rng.choice(HOURS)
    if plan.chance(0.35):
        # Open when clocks change, which they do in the night to a Sunday or Friday.
        calendar |= {"workdays": rng.choice(NIGHT_WEEKS), "opens": rng.choice(NIGHTS), "closes": "24:00"}
    if plan.chance(0.7):
        calendar["holidays"] = rng.choice(HOLIDAYS)
    if plan.chance(0.7):
        calendar["closed"] = sorted(str(day) for day in _closed_days(plan))
    return calendar


def _monday(day: date) -> date:
    return day - DAY * day.weekday()


def _closed_days(plan: Plan) -> set[date]:
    """Draw closed days, some of them most of a week, or all of it, or a whole month."""
    rng = plan.rng
    closed = {plan.any_day() for _ in range(rng.randint(1, 4))}
    for _ in range(rng.randint(0, 3)):
        monday = _monday(plan.any_day())
        closed |= {monday + DAY * n for n in range(rng.choice((2, 3, 4, 7)))}
    if plan.chance(0.1):
        closed |= set(days_of(shifted(plan.first, rng.randrange(plan.months))))
    return closed
