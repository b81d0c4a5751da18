"""The written agreement (TOML) becomes an `Agreement`, or every one of its faults with its place."""

import re
import tomllib
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from scoring.agreement import Agreement, CalendarTerms, ServiceLevel
from scoring.badge_format import read_badges
from scoring.bonus_format import read_bonus
from scoring.calendar import HOUR, MINUTE
from scoring.faults import AgreementError, Fault, Table, shown
from scoring.level_format import read_level

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NAME_LENGTH = 200
SETTLEMENT, MOST_SETTLEMENT = 5, 60
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_HOUR = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)

HolidayCheck = Callable[[str], str]
"""Tells what is wrong with the code of a holiday list; the empty text if nothing is."""


def parse_agreement(text: str, holiday_fault: HolidayCheck) -> Agreement:
    """Return the agreement written in `text`. Raises AgreementError with all faults at once."""
    try:
        found = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise AgreementError([Fault("file", f"is not TOML: {error}")]) from error
    except (ValueError, ArithmeticError, RecursionError) as error:
        # What TOML allows and Python cannot read: numbers of thousands of digits, brackets in brackets without end.
        raise AgreementError([Fault("file", "holds a number too large or tables too deep")]) from error
    faults: list[Fault] = []
    agreement = _read(Table(found, "", faults), holiday_fault)
    if faults:
        raise AgreementError(faults)
    return agreement


def _read(file: Table, holiday_fault: HolidayCheck) -> Agreement:
    head = file.table("agreement", required=True)
    name = head.text("name", required=True)
    if len(name) > NAME_LENGTH:
        head.fault("name", f"is longer than {NAME_LENGTH} characters")
    starts = _month(head)
    zone = _zone(head)
    fiscal = head.whole("fiscal_year_starts", 1, 12, 1)
    metric = head.text("metric_that_matters")
    head.close()
    calendar = _calendar(file.table("calendar"), holiday_fault)
    definitions = _definitions(file.table("definitions"))
    levels = _levels(file, calendar)
    if metric and metric not in [level.id for level in levels]:
        head.fault("metric_that_matters", f"{shown(metric)} is not the id of a service level")
    settlement = _settlement(file.table("quarter"))
    badges = read_badges(file, levels)
    bonus = read_bonus(file, {level.side for level in levels}, badges)
    file.close()
    return Agreement(
        name, starts, zone, fiscal, metric, definitions, calendar, levels, settlement, bonus, badges
    )


def _settlement(table: Table) -> int:
    days = table.whole("settlement", 0, MOST_SETTLEMENT, SETTLEMENT)
    table.close()
    return days


def _month(head: Table) -> int:
    text = head.text("starts", required=True)
    found = _MONTH.fullmatch(text)
    if text and (not found or not 1900 <= int(found[1]) <= 9000):
        head.fault("starts", f"{shown(text)} is not a month, such as 2026-07")
        return 0
    return int(found[1]) * 12 + int(found[2]) - 1 if found else 0


def _zone(head: Table) -> ZoneInfo:
    name = head.text("timezone", "UTC", required=True)
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        head.fault("timezone", f"{shown(name)} is not a time zone, such as Europe/Berlin")
        return ZoneInfo("UTC")


def _definitions(table: Table) -> tuple[tuple[str, str], ...]:
    definitions = tuple((term, table.text(term)) for term in table.names())
    table.close()
    return definitions


def _calendar(table: Table, holiday_fault: HolidayCheck) -> CalendarTerms:
    workdays = _workdays(table)
    opens, closes = _hour(table, "opens", 9 * HOUR), _hour(table, "closes", 17 * HOUR)
    if opens is not None and closes is not None and opens >= closes:
        table.fault("closes", "is not later than opens on the same day")
    holidays = table.text("holidays")
    if holidays and (wrong := holiday_fault(holidays)):
        table.fault("holidays", wrong)
    closed = _closed(table)
    table.close()
    return CalendarTerms(workdays, opens or 0, closes or 0, holidays, closed)


def _workdays(table: Table) -> tuple[int, ...]:
    words = table.words("workdays") if table.has("workdays") else WEEKDAYS[:5]
    for word in words:
        if word not in WEEKDAYS:
            table.fault("workdays", f"{shown(word)} is none of {', '.join(WEEKDAYS)}")
    return tuple(sorted(WEEKDAYS.index(word) for word in words if word in WEEKDAYS))


def _hour(table: Table, key: str, default: int) -> int | None:
    if not table.has(key):
        return default
    text = table.text(key)
    if not _HOUR.fullmatch(text):
        if text:
            table.fault(key, f"{shown(text)} is not a time of day from 00:00 to 24:00, such as 09:00")
        return None
    hours, minutes = text.split(":")
    return int(hours) * HOUR + int(minutes) * MINUTE


def _closed(table: Table) -> frozenset[int]:
    days = table.take("closed", [])
    if not isinstance(days, list):
        table.fault("closed", f"{shown(days)} is not a list of days")
        return frozenset()
    return frozenset(found.toordinal() for day in days if (found := _day(table, day)))


def _day(table: Table, day: Any) -> date | None:
    if isinstance(day, date) and not isinstance(day, datetime):
        return day
    try:
        return date.fromisoformat(day)
    except (TypeError, ValueError):
        table.fault("closed", f"{shown(day)} is not a day, such as 2026-12-24")
        return None


def _levels(file: Table, calendar: CalendarTerms) -> tuple[ServiceLevel, ...]:
    found = file.take("service_level", required=True)
    if found is None:
        return ()
    if not isinstance(found, list) or not found:
        file.fault("service_level", "is not a list of service levels: write [[service_level]] above each")
        return ()
    ids: set[str] = set()
    levels = []
    for number, table in enumerate(found, 1):
        levels.append(read_level(table, number, ids, calendar, file.faults))
    return tuple(levels)
