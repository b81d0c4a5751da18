"""What a score looks like: the mark, the value with its target in the level's own unit, and why it is so."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from app.scoresheet.queries import Line
from app.wording import digits_to_tell, number, percent, whole
from scoring.agreement import Baseline, ServiceLevel

MOST_DIGITS_OF_VALUE = 6


class Figures(NamedTuple):
    """A score in figures: what was reached, what it is made of, and what it is held to; empty where there is none."""

    value: str
    parts: str
    target: str
    exceed: str


def attainment_words(attainment: str) -> str:
    """Return an attainment in words."""
    return {"exceeded": _("exceeded"), "met": _("met"), "missed": _("missed"), "no_data": _("no data")}[
        attainment
    ]


def is_part(level: ServiceLevel) -> bool:
    """Tell whether a level's value is a part of something, shown as percent."""
    return level.weekly or level.measure in ("ratio", "timely")


def is_of_values(level: ServiceLevel) -> bool:
    """Tell whether a level's value is made of what activities are worth, which may be money."""
    return not level.weekly and level.measure in ("sum", "mean")


def figures(line: Line, level: ServiceLevel) -> Figures:
    """Return a score in figures, with as many decimals as it takes to see on which side of its target it is."""
    bounds = [bound for bound in (line.target, line.exceed) if bound is not None]
    if line.value is None:
        return Figures("", "", *(_held(bound, level, 1) for bound in (line.target, line.exceed)))
    least = {"mean": 1}.get(level.measure, 2 if is_part(level) else 0)
    digits = digits_to_tell(line.value, bounds, least, level.direction)
    value = percent(line.value, digits - 2) if is_part(level) else number(line.value, digits)
    held = [_held(bound, level, digits) for bound in (line.target, line.exceed)]
    return Figures(value, parts_words(line, level), *held)


def _held(bound: Fraction | None, level: ServiceLevel, digits: int) -> str:
    if bound is None:
        return ""
    return percent(bound, max(digits - 2, 2)) if is_part(level) else number(bound, max(digits, 1))


def parts_words(line: Line, level: ServiceLevel) -> str:
    """Return what a value is made of: "19 of 20", "9 of 10 in time", "3 of 4 weeks"; empty for a plain number."""
    if line.numerator is None or line.denominator is None:
        return ""
    known = {"part": number(line.numerator), "all": number(line.denominator)}
    if level.weekly:
        return ngettext(
            "%(part)s of %(all)s week", "%(part)s of %(all)s weeks", int(line.denominator), **known
        )
    if level.measure == "timely":
        return _("%(part)s of %(all)s in time", **known)
    if level.measure == "mean":
        return _("from %(all)s values", **known)
    return _("%(part)s of %(all)s", **known)


def short_words(line: Line, level: ServiceLevel) -> tuple[str, str]:
    """Return what stands in a cell: the value, and below it what it is made of or held to."""
    found = figures(line, level)
    if not found.value:
        return "–", ""
    if level.weekly and line.numerator is not None and line.denominator is not None:
        known = {"part": whole(int(line.numerator)), "all": whole(int(line.denominator))}
        return _("%(part)s of %(all)s", **known), ngettext("week", "weeks", int(line.denominator))
    if level.additive:
        if not found.target:
            return found.value, ""
        if level.direction == "at_most":
            return found.value, _("at most %(amount)s", amount=found.target)
        return found.value, _("of %(amount)s", amount=found.target)
    if level.measure == "mean":
        return found.value, held_words(found.target, level)
    return found.value, found.parts


def held_words(target: str, level: ServiceLevel) -> str:
    """Return a target with its direction, empty if there is none."""
    if not target:
        return ""
    if level.direction == "at_most":
        return _("at most %(amount)s", amount=target)
    return _("at least %(amount)s", amount=target)


def points_words(points: int) -> str:
    """Return points as they are added."""
    return f"+{whole(points)}" if points else whole(0)


def reason(line: Line, level: ServiceLevel, *, running: bool) -> str:
    """Return why a score has the attainment that it has, in a sentence."""
    if line.attainment != "no_data":
        return ""
    if level.weekly:
        return _("No week of it is over yet.") if running else _("No week of it counts.")
    if line.denominator is not None and line.denominator < max(level.min_volume, 1):
        if not line.denominator:
            return _("There was nothing to judge: no points, and not a miss.")
        count = whole(level.min_volume)
        return _("It is judged once there are %(count)s: no points yet, and not a miss.", count=count)
    if isinstance(level.target, Baseline):
        return _("There is no baseline to compare it with: no points, and not a miss.")
    return _("There was nothing to judge: no points, and not a miss.")


def owed_words(line: Line, level: ServiceLevel, board: str) -> str:
    """Return why a count or sum owes what it does, where that is not the agreement's own figure."""
    target = level.target
    if line.target is None or not level.additive or level.weekly or isinstance(target, Baseline):
        return ""
    if (board == "team" and level.team_target is not None) or line.target == target:
        return ""
    amount, owed = number(target, 4), number(line.target, 1)
    if board == "team":
        return _(
            "%(amount)s for each full-time rep; the team's working days owe %(owed)s.",
            amount=amount,
            owed=owed,
        )
    return _("%(amount)s for a full month; the working days here owe %(owed)s.", amount=amount, owed=owed)


def total(lines: Sequence[Line]) -> str:
    """Return the points of scores added up; empty if there are none."""
    return whole(sum(line.points for line in lines)) if lines else ""
