"""Short ways to make bonus plans and standings, and to read what they give. Who is called by one letter."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from scoring.agreement import BonusPlan, Prize, Rate
from scoring.bonus import Entitlement, Member, entitlements
from scoring.ranking import Placed, Total, rank

PLAN = BonusPlan("EUR", "split", "members", None, None, None, (), ())


def prize(*places: int, board: str = "rep", side: str = "", **asked: Any) -> Prize:
    """Return a prize of these places without conditions but those `asked`."""
    return replace(Prize("", board, side, places, 0, 0, ""), **asked)


def rate(per_point: int, board: str = "rep", side: str = "", **asked: Any) -> Rate:
    """Return a rate without conditions but those `asked`."""
    return replace(Rate("", board, side, per_point, 0, 0, ""), **asked)


def plan(*rules: Prize | Rate, **changes: Any) -> BonusPlan:
    """Return a plan of these prizes and rates, numbered as an agreement does."""
    prizes = [one for one in rules if isinstance(one, Prize)]
    rates = [one for one in rules if isinstance(one, Rate)]
    return replace(
        PLAN,
        prizes=tuple(replace(one, rule=f"prize[{number}]") for number, one in enumerate(prizes, 1)),
        rates=tuple(replace(one, rule=f"rate[{number}]") for number, one in enumerate(rates, 1)),
        **changes,
    )


def board(*lines: str) -> list[Placed]:
    """Return the standings of lines like `A 90` or `A 90 2 7`: who, points, levels exceeded and met."""
    return rank(total(*line.split()) for line in lines)


def total(who: str, points: str, exceeded: str = "0", met: str = "0") -> Total:
    """Return a total; ids of who comes first in the alphabet are the highest, so that nothing is ordered by them."""
    return Total(number(who), f"key {who}", f"Name {who}", int(points), int(exceeded), int(met))


def number(who: str) -> int:
    """Return the id of a letter."""
    return 1000 - ord(who)


def members(**shares: Fraction | int | str) -> dict[Member, Fraction]:
    """Return the shares of members called by their letters."""
    return {Member(f"Name {who}", f"key {who}", number(who)): Fraction(part) for who, part in shares.items()}


def reckon(
    given: BonusPlan,
    reps: Iterable[Placed] = (),
    teams: Iterable[Placed] = (),
    shares: Mapping[str, Mapping[Member, Fraction]] | None = None,
) -> list[Entitlement]:
    """Return what everyone is entitled to by the boards of all sides; `shares` by the letter of the team."""
    by_team = {number(team): own for team, own in (shares or {}).items()}
    return entitlements(given, {("rep", ""): list(reps), ("team", ""): list(teams)}, by_team)


def told(found: Iterable[Entitlement]) -> list[str]:
    """Return entitlements as lines like `A 333.34`, with the rule if it is not the first prize, marked if a team's."""
    return [
        " ".join(
            [
                chr(1000 - one.who) + ("*" if one.board == "team" else ""),
                f"{one.amount / 100:.2f}",
                *([] if one.rule == "prize[1]" else [one.rule]),
            ]
        )
        for one in found
    ]
