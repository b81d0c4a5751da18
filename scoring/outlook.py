"""What a quarter that runs can still come to: totals of its months, and the most that everyone can reach."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from scoring.agreement import Agreement
from scoring.bonus import Standings
from scoring.ranking import Total, rank


class Reach(NamedTuple):
    """What the months that are not over can give to one participant: points, and how many levels they count."""

    points: int
    levels: int


NOTHING = Reach(0, 0)


def reach(months: Iterable[Agreement]) -> dict[tuple[str, str], Reach]:
    """Return by board and side the most that months can give, each under the agreement that judges it."""
    found: dict[tuple[str, str], Reach] = {}
    for agreement in months:
        for level in agreement.levels:
            most = max(level.points_met, level.points_exceeded)
            for board in level.scored:
                points, levels = found.get((board, level.side), NOTHING)
                found[board, level.side] = Reach(points + most, levels + 1)
    return found


def summed(months: Iterable[Standings]) -> Standings:
    """Return the standings of several months together."""
    totals: dict[tuple[str, str], dict[int, Total]] = {}
    for standings in months:
        for key, lines in standings.items():
            for line in lines:
                _add(totals.setdefault(key, {}), line.total)
    return {key: rank(found.values()) for key, found in totals.items()}


def best(finished: Standings, current: Standings, left: Mapping[tuple[str, str], Reach]) -> Standings:
    """Return the standings in which everyone who stands in `current` has the most that he can still reach.

    That is what he has from the `finished` months, with all that is `left`; on the board of all sides, of all of his.
    """
    before = {(key, line.total.id): line.total for key, lines in finished.items() for line in lines}
    totals: dict[tuple[str, str], dict[int, Total]] = {}
    for (board, side), lines in current.items():
        if not side:
            continue
        points, levels = left.get((board, side), NOTHING)
        for line in lines:
            nothing = line.total._replace(points=0, exceeded=0, met=0)
            start = before.get(((board, side), line.total.id), nothing)
            most = start._replace(points=start.points + points, exceeded=start.exceeded + levels)
            for one in (side, ""):
                _add(totals.setdefault((board, one), {}), most)
    return {key: rank(found.values()) for key, found in totals.items()}


def _add(totals: dict[int, Total], more: Total) -> None:
    before = totals.get(more.id)
    totals[more.id] = more._replace(
        points=more.points + (before.points if before else 0),
        exceeded=more.exceeded + (before.exceeded if before else 0),
        met=more.met + (before.met if before else 0),
    )
