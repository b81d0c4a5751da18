"""Draw service levels: what they look at, and what they ask for."""

from decimal import Decimal
from random import Random
from typing import Any

Table = dict[str, Any]

STARTS = ("lead.assigned", "lead.given")
STOPS = ("lead.qualified", "lead.returned", "lead.lost")
PAUSES = ("lead.on_hold", "lead.snoozed")
RESUMES = ("lead.off_hold", "lead.woken")
COUNTED = ("deal.won", "deal.lost", "mail.answered", "demo.held")
ATTRIBUTES = {"region": ("north", "south", ""), "priority": ("high", "low", "")}

MEASURES = ("count", "sum", "ratio", "mean", "timely")

# Targets that are sometimes missed, sometimes met; then by what to multiply them for exceed.
TARGETS = {
    ("count", "at_least"): ("0.5", "1", "1.5", "2", "3"),
    ("count", "at_most"): ("1", "2", "3"),
    ("sum", "at_least"): ("40", "99.5", "150"),
    ("sum", "at_most"): ("60", "120.25", "250"),
    ("ratio", "at_least"): ("0.3333", "0.5", "0.6"),
    ("ratio", "at_most"): ("0.5", "0.6667", "0.8"),
    ("mean", "at_least"): ("50", "75.5", "100"),
    ("mean", "at_most"): ("60", "100", "125.25"),
    ("timely", "at_least"): ("0.3333", "0.5", "0.75"),
    ("timely", "at_most"): ("0.25", "0.5", "0.6667"),
}
STRETCHES = {"at_least": ("1", "1.25", "1.5", "2"), "at_most": ("0", "0.5", "0.75", "1")}


def make_level(rng: Random, level_id: str, side: str, measure: str) -> Table:
    """Draw a level of a measure."""
    head = {"id": level_id, "name": level_id.replace("-", " ").title(), "side": side}
    return head | make_matter(rng, measure) | make_demands(rng, measure)


def make_matter(rng: Random, measure: str) -> Table:
    """Draw what a level measures."""
    if measure == "timely":
        return {"measure": measure, "clock": make_clock(rng)}
    matter: Table = {"measure": measure, "of": _selector(rng, some(rng, COUNTED, 2))}
    if measure == "count":
        if rng.random() < 0.5:
            matter["distinct"] = "subject"
        if rng.random() < 0.3:
            matter["of"] = _selector(rng, some(rng, STOPS + STARTS, 3))
    if measure == "ratio":
        matter["over"] = _selector(rng, some(rng, COUNTED, 3))
    return matter


def make_clock(rng: Random) -> Table:
    """Draw the terms of a clock."""
    hours = rng.choice(("business", "business", "wall"))
    limits = ("2h", "4h", "8h", "1d", "1.5d", "90m", "16h", "2d")
    clock: Table = {"start": some(rng, STARTS, 2), "stop": some(rng, STOPS, 3)}
    if rng.random() < 0.85:
        clock |= {"pause": some(rng, PAUSES, 2), "resume": some(rng, RESUMES, 2)}
    clock["within"] = rng.choice(limits if hours == "business" else (*limits, "24h", "48h", "0.5d"))
    if hours == "wall" or rng.random() < 0.5:
        clock["hours"] = hours
    if rng.random() < 0.6:
        clock["handover"] = rng.choice(("restart", "carry", "carry", "carry"))
    if rng.random() < 0.2:
        clock["where"] = _where(rng)
    return clock


def make_demands(rng: Random, measure: str) -> Table:
    """Draw direction, period, targets and points."""
    direction = rng.choice(("at_least", "at_least", "at_most"))
    demands: Table = {}
    if direction == "at_most" or rng.random() < 0.2:
        demands["direction"] = direction
    if rng.random() < 0.4:
        demands["scored"] = rng.choice((["rep"], ["team"], ["team", "rep"]))
    style = rng.choice(("month", "month", "week", "week", "baseline"))
    if measure not in ("count", "sum") and rng.random() < 0.4:
        demands["min_volume"] = rng.choice((1, 1, 2) if style == "week" else (1, 2, 3))
    if style == "baseline":
        demands["target"] = _baseline(rng)
    else:
        demands |= _fixed_target(rng, measure, direction)
    if style == "week":
        demands["every"] = "week"
        if rng.random() < 0.7:
            demands["weeks_met"] = Decimal(rng.choice(("0.5", "0.25", "0.6667", "0.75", "1")))
    demands["points"] = {"met": rng.choice((5, 10))}
    if rng.random() < 0.7:
        demands["points"]["exceeded"] = rng.choice((10, 15, 20))
    return demands


def _baseline(rng: Random) -> Table:
    parts = ("0", "0.1", "0.3333", "0.5")
    target: Table = {"months": rng.randint(1, 3), "improve_by": Decimal(rng.choice(parts))}
    if rng.random() < 0.7:
        target["exceed_by"] = target["improve_by"] + Decimal(rng.choice(parts))
    return target


def _fixed_target(rng: Random, measure: str, direction: str) -> Table:
    target = Decimal(rng.choice(TARGETS[measure, direction]))
    demands: Table = {"target": target}
    if rng.random() < 0.8:
        demands["exceed"] = target * Decimal(rng.choice(STRETCHES[direction]))
    if measure in ("count", "sum") and rng.random() < 0.4:
        demands["team_target"] = target * rng.randint(1, 3)
        if rng.random() < 0.6:
            demands["team_exceed"] = demands["team_target"] * Decimal(rng.choice(STRETCHES[direction]))
    return demands


def some(rng: Random, words: tuple[str, ...], most: int) -> str | list[str]:
    """Draw one word, as such or as a list, or several."""
    drawn = rng.sample(words, rng.randint(1, most))
    return drawn[0] if len(drawn) == 1 and rng.random() < 0.5 else drawn


def _selector(rng: Random, kinds: str | list[str]) -> Table:
    return {"kind": kinds, "where": _where(rng)} if rng.random() < 0.25 else {"kind": kinds}


def _where(rng: Random) -> Table:
    names = rng.sample(sorted(ATTRIBUTES), rng.choice((1, 1, 2)))
    return {name: some(rng, ATTRIBUTES[name], 2) for name in names}
