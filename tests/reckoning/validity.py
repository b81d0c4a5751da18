"""Find what would have an agreement refused (section 2.3, R27), to know that generated ones are valid."""

import re
import tomllib
from decimal import Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from holidays import country_holidays

from .terms import WEEKDAYS

Table = dict[str, Any]

KEYS = {
    "agreement": {"name", "starts", "timezone", "fiscal_year_starts", "metric_that_matters"},
    "calendar": {"workdays", "opens", "closes", "holidays", "closed"},
    "clock": {"start", "stop", "pause", "resume", "within", "hours", "handover", "where"},
    "selector": {"kind", "where"},
    "baseline": {"months", "improve_by", "exceed_by"},
    "points": {"met", "exceeded"},
    "level": {
        *("id", "name", "side", "scored", "measure", "direction", "every", "clock", "min_volume"),
        *("target", "exceed", "points", "of", "over", "distinct", "weeks_met", "team_target", "team_exceed"),
    },
}
PER_SHARE = ("count", "sum")
CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
LIMIT = re.compile(r"\d+(\.\d+)?[mhd]")


def faults(text: str) -> list[str]:
    """Return what is wrong with an agreement by itself."""
    table = tomllib.loads(text, parse_float=Decimal)
    found = _unknown("", table, {"agreement", "definitions", "calendar", "service_level"})
    found += _unknown("agreement", table["agreement"], KEYS["agreement"])
    found += _in_calendar(table.get("calendar", {}))
    ZoneInfo(table["agreement"]["timezone"])
    ids = [level["id"] for level in table["service_level"]]
    found += [f"{level_id} given twice" for level_id in set(ids) if ids.count(level_id) > 1]
    metric = table["agreement"].get("metric_that_matters", ids[0])
    if metric not in ids:
        found.append(f"no level {metric}")
    for level in table["service_level"]:
        found += [f"{level['id']}: {fault}" for fault in _in_level(level)]
    return found


def faults_between(texts: list[str]) -> list[str]:
    """Return what is wrong with versions together, each loaded after the ones before."""
    heads: dict[str, Table] = {}
    sides: dict[str, set[str]] = {}
    for text in texts:
        table = tomllib.loads(text, parse_float=Decimal)
        head = table["agreement"]
        heads[head["starts"]] = head
        for level in table["service_level"]:
            sides.setdefault(level["id"], set()).add(level["side"])
    found = [f"{level_id} changes its side" for level_id, own in sides.items() if len(own) > 1]
    for before, after in pairwise(heads[start] for start in sorted(heads)):
        fiscal = after.get("fiscal_year_starts", 1)
        moved = before["timezone"] != after["timezone"] or fiscal != before.get("fiscal_year_starts", 1)
        if moved and int(after["starts"][5:]) != fiscal:
            found.append(f"{after['starts']} moves zone or fiscal year within one")
    return found


def _unknown(place: str, table: Table, known: set[str]) -> list[str]:
    return [f"{place}.{key} is unknown" for key in table if key not in known]


def _in_calendar(table: Table) -> list[str]:
    found = _unknown("calendar", table, KEYS["calendar"])
    opens, closes = table.get("opens", "09:00"), table.get("closes", "17:00")
    if not (CLOCK_TIME.fullmatch(opens) and CLOCK_TIME.fullmatch(closes) and opens < closes):
        found.append("calendar closes before it opens")
    if not set(table.get("workdays", WEEKDAYS)) <= set(WEEKDAYS):
        found.append("calendar.workdays")
    if "holidays" in table:
        country, _, subdivision = table["holidays"].partition("-")
        country_holidays(country, subdiv=subdivision or None)
    return found


def _in_level(level: Table) -> list[str]:
    found = _unknown("level", level, KEYS["level"]) + _unknown("points", level["points"], KEYS["points"])
    measure = level["measure"]
    needed = {"timely": {"clock"}, "ratio": {"of", "over"}}.get(measure, {"of"})
    if {key for key in ("of", "over", "clock") if key in level} != needed:
        found.append(f"{measure} needs {needed}")
    for key in needed - {"clock"}:
        found += _unknown(key, level[key], KEYS["selector"])
    if "clock" in level:
        found += _in_clock(level["clock"])
    if "met" not in level["points"]:
        found.append("no points.met")
    if "min_volume" in level and measure in PER_SHARE:
        found.append(f"min_volume on {measure}")
    if "distinct" in level and measure != "count":
        found.append(f"distinct on {measure}")
    if "weeks_met" in level and level.get("every") != "week":
        found.append("weeks_met without weeks")
    return found + _in_targets(level)


def _in_targets(level: Table) -> list[str]:
    found = []
    sign = -1 if level.get("direction") == "at_most" else 1
    if "team_target" in level and level["measure"] not in PER_SHARE:
        found.append("team_target on what is not per share")
    if "team_exceed" in level and "team_target" not in level:
        found.append("team_exceed without team_target")
    elif "team_exceed" in level and sign * level["team_exceed"] < sign * level["team_target"]:
        found.append("team_exceed looser than team_target")
    if isinstance(level["target"], dict):
        found += _unknown("target", level["target"], KEYS["baseline"])
        if {"exceed", "team_target"} & level.keys() or level.get("every") == "week":
            found.append("baseline with other targets or weeks")
        if level["target"].get("exceed_by", 1) < level["target"]["improve_by"]:
            found.append("exceed_by looser than improve_by")
    elif "exceed" in level and sign * level["exceed"] < sign * level["target"]:
        found.append("exceed looser than target")
    return found


def _in_clock(clock: Table) -> list[str]:
    found = _unknown("clock", clock, KEYS["clock"])
    kinds: list[str] = []
    for role in ("start", "stop", "pause", "resume"):
        words = clock.get(role, [])
        kinds += [words] if isinstance(words, str) else words
    if len(kinds) > len(set(kinds)):
        found.append("a kind in two roles")
    if not LIMIT.fullmatch(clock["within"]) or not Decimal(clock["within"][:-1]):
        found.append(f"within {clock['within']}")
    return found
