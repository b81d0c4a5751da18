"""One written service level becomes a `ServiceLevel`; what cannot be judged is a fault."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from scoring.agreement import (
    PAUSE,
    RESUME,
    START,
    STOP,
    Baseline,
    CalendarTerms,
    ClockTerms,
    Selector,
    ServiceLevel,
)
from scoring.calendar import DAY, HOUR, MINUTE
from scoring.faults import Fault, Table, shown

MEASURES = ("count", "sum", "ratio", "mean", "timely")
SELECTORS = {"count": ("of",), "sum": ("of",), "ratio": ("of", "over"), "mean": ("of",), "timely": ("clock",)}
MOST_POINTS = 1_000_000
MEASURED = ("of", "over", "clock")
ID_LENGTH = 100
_KIND = re.compile(r"[\w-]+(\.[\w-]+)*")
_WITHIN = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)([mhd])", re.ASCII)


def is_kind(text: str) -> bool:
    """Tell whether `text` can be a kind of activity: dotted lower case."""
    return text == text.lower() and _KIND.fullmatch(text) is not None


def read_level(
    found: Any, number: int, ids: set[str], calendar: CalendarTerms, faults: list[Fault]
) -> ServiceLevel:
    """Read the level that stands as the `number`th; `ids` are those of the levels before it."""
    written = found.get("id") if isinstance(found, Mapping) else None
    known = isinstance(written, str) and written.strip() and written not in ids
    table = Table(found, f"service_level[{written if known else number}]", faults)
    level_id = table.text("id", required=True)
    if level_id in ids:
        table.fault("id", f"{shown(level_id)} is the id of an earlier service level too")
    if len(level_id) > ID_LENGTH:
        table.fault("id", f"is longer than {ID_LENGTH} characters")
    if level_id:
        ids.add(level_id)
    measure = table.choice("measure", MEASURES, "", required=True)
    level = _level(table, level_id, measure, calendar)
    table.close()
    return level


def _level(table: Table, level_id: str, measure: str, calendar: CalendarTerms) -> ServiceLevel:
    direction = table.choice("direction", ("at_least", "at_most"), "at_least")
    weekly = table.choice("every", ("month", "week"), "month") == "week"
    target, exceed = _target(table, direction, weekly, measure)
    team_target, team_exceed = _team_target(table, direction, measure)
    met, exceeded = _points(table)
    of, over, clock = _measured(table, measure, calendar)
    return ServiceLevel(
        id=level_id,
        name=table.text("name", level_id),
        side=table.text("side", required=True),
        scored=_scored(table),
        measure=measure,
        direction=direction,
        weekly=weekly,
        weeks_met=_weeks_met(table, weekly),
        of=of,
        over=over,
        clock=clock,
        distinct=_distinct(table, measure),
        min_volume=_min_volume(table, measure),
        target=target,
        exceed=exceed,
        team_target=team_target,
        team_exceed=team_exceed,
        points_met=met,
        points_exceeded=exceeded,
    )


def _scored(table: Table) -> frozenset[str]:
    boards = table.words("scored") if table.has("scored") else ("rep", "team")
    for board in boards:
        if board not in ("rep", "team"):
            table.fault("scored", f"{shown(board)} is none of rep, team")
    return frozenset(boards)


def _weeks_met(table: Table, weekly: bool) -> Fraction:
    if not table.has("weeks_met"):
        return Fraction(1)
    part = table.number("weeks_met")
    if part is not None and not 0 < part <= 1:
        table.fault("weeks_met", "is not a part of the weeks: above 0, up to 1")
    if not weekly:
        table.fault("weeks_met", 'means something only with every = "week"')
    return part or Fraction(1)


def _distinct(table: Table, measure: str) -> bool:
    if table.has("distinct") and measure not in ("", "count"):
        table.fault("distinct", "means something only with count")
    return table.flag_word("distinct", "subject")


def _min_volume(table: Table, measure: str) -> int:
    if table.has("min_volume") and measure in ("count", "sum"):
        table.fault("min_volume", f"means nothing with {measure}, which has no denominator")
    return table.whole("min_volume", 0, 10**9, 0)


def _points(table: Table) -> tuple[int, int]:
    points = table.table("points", required=True)
    met = points.whole("met", 0, MOST_POINTS, 0, required=True)
    exceeded = points.whole("exceeded", 0, MOST_POINTS, met)
    points.close()
    return met, exceeded


def _looser(direction: str, exceed: Fraction, target: Fraction) -> bool:
    return exceed < target if direction == "at_least" else exceed > target


def _target(
    table: Table, direction: str, weekly: bool, measure: str
) -> tuple[Fraction | Baseline, Fraction | None]:
    found = table.take("target", required=True)
    if isinstance(found, Mapping):
        return _baseline(Table(found, f"{table.place}.target", table.faults), table, direction, weekly), None
    target = None if found is None else table.as_number("target", found)
    exceed = table.number("exceed")
    if target is None:
        return Fraction(0), exceed
    if exceed is not None and _looser(direction, exceed, target):
        table.fault("exceed", "is looser than target")
    if measure == "timely" and not 0 <= target <= 1:
        table.fault("target", "is not a part of the clocks: from 0 to 1")
    return target, exceed


def _baseline(target: Table, level: Table, direction: str, weekly: bool) -> Baseline:
    months = target.whole("months", 1, 120, 1, required=True)
    improve_by = _part(target, "improve_by", direction, required=True) or Fraction(0)
    exceed_by = _part(target, "exceed_by", direction)
    if exceed_by is not None and exceed_by < improve_by:
        target.fault("exceed_by", "is looser than improve_by")
    target.close()
    for key in ("exceed", "team_target", "team_exceed"):
        if level.has(key):
            level.fault(key, "does not go with a baseline target")
            level.take(key)
    if weekly:
        level.fault("every", "does not go with a baseline target")
    return Baseline(months, improve_by, exceed_by)


def _part(table: Table, key: str, direction: str, *, required: bool = False) -> Fraction | None:
    part = table.number(key, required=required)
    if part is not None and (part < 0 or (direction == "at_most" and part > 1)):
        table.fault(key, "is not a part from 0 to 1")
    return part


def _team_target(table: Table, direction: str, measure: str) -> tuple[Fraction | None, Fraction | None]:
    if table.has("team_target") and measure not in ("", "count", "sum"):
        table.fault("team_target", f"means nothing with {measure}: its target is the same for everyone")
    if table.has("team_exceed") and not table.has("team_target"):
        table.fault("team_exceed", "stands without team_target")
    target, exceed = table.number("team_target"), table.number("team_exceed")
    if target is not None and exceed is not None and _looser(direction, exceed, target):
        table.fault("team_exceed", "is looser than team_target")
    return target, exceed


def _measured(
    table: Table, measure: str, calendar: CalendarTerms
) -> tuple[Selector | None, Selector | None, ClockTerms | None]:
    # Of an unknown measure all that it may have meant is read, for the faults in it.
    needed = SELECTORS.get(measure) or [key for key in MEASURED if table.has(key)]
    for key in MEASURED:
        if table.has(key) and key not in needed:
            table.fault(key, f"means nothing with {measure}")
            table.take(key)
    of = _selector(table.table("of", required=True)) if "of" in needed else None
    over = _selector(table.table("over", required=True)) if "over" in needed else None
    clock = _clock(table.table("clock", required=True), calendar) if "clock" in needed else None
    return of, over, clock


def _selector(table: Table) -> Selector:
    selector = Selector(_kinds(table, "kind", required=True), _where(table))
    table.close()
    return selector


def _kinds(table: Table, key: str, *, required: bool = False) -> tuple[str, ...]:
    kinds = table.words(key, required=required)
    for kind in kinds:
        if not is_kind(kind):
            table.fault(key, f"{shown(kind)} is not a kind: dotted lower case, such as lead.assigned")
    return kinds


def _where(table: Table) -> tuple[tuple[str, tuple[str, ...]], ...]:
    where = table.table("where")
    for attribute in where.names():
        if "\0" in attribute:
            table.fault("where", f"{shown(attribute)} is not the name of an attribute")
    return tuple((attribute, where.words(attribute)) for attribute in where.names())


def _clock(table: Table, calendar: CalendarTerms) -> ClockTerms:
    roles = {
        role: _kinds(table, role, required=role in (START, STOP)) for role in (START, STOP, PAUSE, RESUME)
    }
    seen: dict[str, str] = {}
    for role, kinds in roles.items():
        for kind in kinds:
            if seen.setdefault(kind, role) != role:
                table.fault(role, f"{shown(kind)} is a {seen[kind]} of this clock too")
    if roles[RESUME] and not roles[PAUSE]:
        table.fault("resume", "means nothing without pause")
    business = table.choice("hours", ("business", "wall"), "business") == "business"
    text = table.text("within", required=True)
    clock = ClockTerms(
        start=roles[START],
        stop=roles[STOP],
        pause=roles[PAUSE],
        resume=roles[RESUME],
        where=_where(table),
        within=_within(table, text, calendar.closes - calendar.opens if business else DAY),
        text=text,
        business=business,
        carry=table.choice("handover", ("restart", "carry"), "restart") == "carry",
    )
    table.close()
    return clock


def _within(table: Table, text: str, day: int) -> Fraction:
    found = _WITHIN.fullmatch(text)
    if text and not found:
        table.fault("within", f"{shown(text)} is not a number with m, h or d")
    if not found:
        return Fraction(1)
    if not Fraction(found[1]):
        table.fault("within", f"{shown(text)} gives no time at all")
    return Fraction(found[1]) * {"m": MINUTE, "h": HOUR, "d": day}[found[2]]
