"""The badges of a quarter for which everybody on a board is compared: champion, most improved, fastest.

Who is equally good shares: each of them earns the badge.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from scoring.badges import Evidence
from scoring.ranking import Placed

Measured = Mapping[int, tuple[Fraction, int]]
"""By who: a sum, and over how many cases."""


def champions(board: Sequence[Placed]) -> dict[int, Evidence]:
    """Return who has the first rank of a quarter's board, with points: nobody leads by nothing."""
    first = [line.total for line in board if line.rank == 1 and line.total.points > 0]
    return {
        one.id: {"rank": 1, "tied": len(first), "size": len(board), "points": one.points} for one in first
    }


def most_improved(board: Sequence[Placed], before: Sequence[Placed], least: int) -> dict[int, Evidence]:
    """Return who gained most points since the quarter before, at `least` so many.

    Only who stands on the boards of both quarters is compared.
    """
    earlier = {line.total.id: line.total.points for line in before}
    points = {line.total.id: line.total.points for line in board if line.total.id in earlier}
    gains = {who: now - earlier[who] for who, now in points.items()}
    most = max(gains.values(), default=0)
    best = [who for who, gain in gains.items() if gain == most >= least]
    return {
        who: {"points": points[who], "before": earlier[who], "gain": most, "tied": len(best)} for who in best
    }


def fastest(measured: Measured, least: int) -> dict[int, Evidence]:
    """Return who has the smallest mean, over at `least` so many cases."""
    means = {who: total / cases for who, (total, cases) in measured.items() if cases >= least}
    smallest = min(means.values(), default=Fraction(0))
    best = [who for who, mean in means.items() if mean == smallest]
    return {who: {"value": str(smallest), "cases": measured[who][1], "tied": len(best)} for who in best}


def pooled(tallies: Iterable[tuple[int, Fraction, int]]) -> dict[int, tuple[Fraction, int]]:
    """Return the tallies (who, sum, cases) of several months added up."""
    found: dict[int, tuple[Fraction, int]] = {}
    for who, total, cases in tallies:
        before, earlier = found.get(who, (Fraction(0), 0))
        found[who] = before + total, earlier + cases
    return found
