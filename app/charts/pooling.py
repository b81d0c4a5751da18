"""The scores of many in one level taken together, as if they were one: what a whole company reached in a month."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from app.scoresheet.queries import Line
from scoring.agreement import ServiceLevel
from scoring.attainment import MET, MISSED, NO_DATA, Goal, Tally, attain


def pooled(lines: Sequence[Line], level: ServiceLevel) -> Line:
    """Return the scores of one month as one: what was counted is added up, and judged by what all of them owed."""
    measured = [line for line in lines if line.numerator is not None]
    numerator = _sum(line.numerator for line in measured)
    plain = level.additive and not level.weekly
    denominator = None if plain else _sum(line.denominator for line in measured)
    judged = [line for line in measured if line.target is not None]
    target, exceed = (_owed(judged, "target"), _owed(judged, "exceed")) if plain else _bounds(judged, level)
    value = numerator if denominator is None else numerator / denominator if denominator else None
    found = Line(
        lines[0].month, level.id, level.side, numerator, denominator, value, target, exceed, NO_DATA, 0
    )
    return found._replace(attainment=_attainment(found, level) if judged or level.weekly else NO_DATA)


def _sum(numbers: Iterable[Fraction | None]) -> Fraction:
    return sum((number for number in numbers if number is not None), Fraction(0))


def _owed(judged: Sequence[Line], bound: str) -> Fraction | None:
    owed = [getattr(line, bound) for line in judged]
    return _sum(owed) if owed and None not in owed else None


def _bounds(judged: Sequence[Line], level: ServiceLevel) -> tuple[Fraction | None, Fraction | None]:
    """Return what a share or a mean is held to: the written bounds, or each one's own by the weight of his cases."""
    if isinstance(level.target, Fraction):
        return level.target, level.exceed
    weight = _sum(line.denominator for line in judged)
    if not weight:
        return None, None
    target, exceed = (
        _sum(Fraction((getattr(line, bound) or 0) * (line.denominator or 0)) for line in judged) / weight
        for bound in ("target", "exceed")
    )
    return target, exceed or None


def _attainment(found: Line, level: ServiceLevel) -> str:
    if found.value is None:
        return NO_DATA
    if level.weekly:
        return MET if found.value >= level.weeks_met else MISSED
    assert found.numerator is not None, "what has a value was counted"
    whole = None if found.denominator is None else int(found.denominator)
    goal = None if found.target is None else Goal(found.target, found.exceed)
    return attain(level, Tally(found.numerator, whole), goal)
