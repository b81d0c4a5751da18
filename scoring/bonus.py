"""Standings become money: what each is entitled to for a quarter by the bonus plan, and what a quarter may cost.

Amounts are whole minor units. Who is tied stands on as many places as there are of them: under `split` the money of
these places is added up and divided by them, under `each` everyone gets the prize of the rank in full. Who does not
qualify gets nothing, and nobody else gets it. What does not divide evenly goes unit by unit to the largest remainders,
of equal ones to who stands first on the board.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby
from typing import Any, NamedTuple

from scoring.agreement import BadgePrize, BonusPlan, Prize, Rate
from scoring.ranking import Placed, Total

REP, TEAM = "rep", "team"
CAP = "cap"
"""The rule of the line that takes off what is above the cap; the others are those of prizes and rates."""

Payee = tuple[str, int]
"""A board, rep or team, and who on it (the `id` of its total)."""

Standings = Mapping[tuple[str, str], Sequence[Placed]]
"""The standings of a quarter by board, rep or team, and side; the empty side is the board of all."""


class Member(NamedTuple):
    """A rep as a member of a team; members are ordered as boards order who is equal: by name, then key."""

    name: str
    key: str
    id: int


class Holder(NamedTuple):
    """A rep or a team that earned a badge so many `times` in the quarter."""

    board: str
    id: int
    key: str
    name: str
    times: int


Holders = Mapping[str, Sequence[Holder]]
"""Who earned what in the quarter, by the badge's id."""

Shares = Mapping[int, Mapping[Member, Fraction]]
"""The share of the quarter (rule R5) that each member was there for, by the team's id."""


@dataclass(frozen=True)
class Entitlement:
    """What a payee gets by one rule of the plan, or loses by the cap; `basis` tells how, in what JSON can hold.

    By `kind`, all amounts in minor units:
    - prize: rank, tied (how many share the rank), ties (split or each), places (amounts that they share or each get)
    - rate: rate (for a point)
    - badge: name, side (empty), badge (its id), each (the amount for one), times
    - prize and rate: name and side of the rule; points and met (levels met or exceeded) of who won; min_points and
      min_met that were asked
    - part: parts, one for each team that a member gets something through: all of the above about the team, and team
      (its id), team_name, team_amount (what it won), share (his own) of shares (all members'), amount (his part of it)
    - cap: lines (rule and amount of each), sum (of these), cap
    """

    board: str
    who: int
    rule: str
    amount: int
    basis: dict[str, Any]

    @property
    def payee(self) -> Payee:
        """Return who gets it."""
        return self.board, self.who


class _Win(NamedTuple):
    """What a line of a board wins by a rule, before it is shared."""

    line: Placed
    amount: int
    basis: dict[str, Any]


class Exposure(NamedTuple):
    """What a running quarter costs at the least, as it stands, and at the most."""

    least: int
    likely: int
    most: int


def split(amount: int, weights: Sequence[Fraction | int]) -> list[int]:
    """Return `amount` divided by `weights`, not all 0; the units that remain go to the largest remainders."""
    total = sum(weights)
    exact = [Fraction(amount) * weight / total for weight in weights]
    parts = [int(part // 1) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda number: parts[number] - exact[number])
    for number in by_remainder[: amount - sum(parts)]:
        parts[number] += 1
    return parts


class _Rule(NamedTuple):
    """The rule that badges of a board are paid by; what comes through a team has its own, for one may get both."""

    rule: str
    board: str


def entitlements(
    plan: BonusPlan, standings: Standings, shares: Shares, holders: Holders | None = None
) -> list[Entitlement]:
    """Return what everyone is entitled to: by prizes, rates and badges of `holders`, then what the cap takes off."""
    found: list[Entitlement] = []
    for rule in plan.rules:
        board = sorted(standings.get((rule.board, rule.side), ()), key=lambda line: line.place)
        wins = _prizes(rule, plan.ties, board) if isinstance(rule, Prize) else _rates(rule, board)
        found += _given(plan, rule, wins, shares)
    for prize in plan.badges:
        earned = (holders or {}).get(prize.badge, ())
        for who, name in ((REP, prize.rule), (TEAM, f"{prize.rule}.team")):
            wins = [_badges(prize, one) for one in earned if one.board == who]
            found += _given(plan, _Rule(name, who), wins, shares)
    return found + ([] if plan.cap is None else _capped(found, plan.cap))


def exposure(
    plan: BonusPlan, finished: Standings, current: Standings, best: Standings, shares: Shares
) -> Exposure:
    """Return what the quarter costs by its `finished` months, by the `current` standings, and by the `best` to be had.

    In `best` everyone has the most points that he can still reach. At the most, all prizes are paid in full and all
    points of `best`; ties of which `each` is paid in full can cost more, and count as far as they stand. The three are
    in order: what finished months promise to those tied may still fall apart, and then the current standings say less.
    """
    likely = _cost(entitlements(plan, current, shares))
    least = min(likely, _cost(entitlements(plan, finished, shares)))
    return Exposure(least, likely, max(likely, _most(plan, best, shares)))


def _given(
    plan: BonusPlan, rule: Prize | Rate | _Rule, wins: Sequence[_Win], shares: Shares
) -> list[Entitlement]:
    if _receivers(plan, rule) == rule.board:
        return [_of_line(rule, win) for win in wins]
    return _among_members(rule, wins, shares)


def _receivers(plan: BonusPlan, rule: Prize | Rate | _Rule) -> str:
    """Return the board of those that get the money of `rule`: reps also for their teams, unless teams keep it."""
    return TEAM if rule.board == TEAM and plan.team_bonus == "team" else REP


def _prizes(prize: Prize, ties: str, board: Sequence[Placed]) -> list[_Win]:
    wins: list[_Win] = []
    awarded = (line for line in board if line.rank <= len(prize.places))
    for rank, lines in groupby(awarded, key=lambda line: line.rank):
        tied = list(lines)
        places, amounts = _shared_rank(prize, ties, rank, len(tied))
        told = {"kind": "prize", "rank": rank, "tied": len(tied), "ties": ties, "places": places}
        wins += [
            _Win(line, amount, {**told, **_told(prize, line.total)})
            for line, amount in zip(tied, amounts, strict=True)
        ]
    return _paid(prize, wins)


def _shared_rank(prize: Prize, ties: str, rank: int, tied: int) -> tuple[list[int], list[int]]:
    """Return the places at stake for as many as are `tied` on `rank`, and what each of them gets in turn."""
    if ties == "each":
        place = prize.places[rank - 1]
        return [place], [place] * tied
    places = list(prize.places[rank - 1 : rank - 1 + tied])
    return places, split(sum(places), [1] * tied)


def _rates(rate: Rate, board: Sequence[Placed]) -> list[_Win]:
    told = {"kind": "rate", "rate": rate.per_point}
    wins = [
        _Win(line, line.total.points * rate.per_point, {**told, **_told(rate, line.total)}) for line in board
    ]
    return _paid(rate, wins)


def _badges(prize: BadgePrize, one: Holder) -> _Win:
    told = {"kind": "badge", "name": prize.name, "side": "", "badge": prize.badge, "each": prize.amount}
    line = Placed(1, 1, Total(one.id, one.key, one.name, 0, 0, 0))
    return _Win(line, prize.amount * one.times, {**told, "times": one.times})


def _paid(rule: Prize | Rate, wins: Iterable[_Win]) -> list[_Win]:
    """Return the wins that come to anything of who qualifies."""
    return [
        win
        for win in wins
        if win.amount and win.line.total.points >= rule.min_points and win.line.total.kept >= rule.min_met
    ]


def _told(rule: Prize | Rate, total: Total) -> dict[str, Any]:
    return {
        "name": rule.name,
        "side": rule.side,
        "points": total.points,
        "met": total.kept,
        "min_points": rule.min_points,
        "min_met": rule.min_met,
    }


def _of_line(rule: Prize | Rate | _Rule, win: _Win) -> Entitlement:
    return Entitlement(rule.board, win.line.total.id, rule.rule, win.amount, win.basis)


def _among_members(rule: Prize | Rate | _Rule, wins: Iterable[_Win], shares: Shares) -> list[Entitlement]:
    """Return what members get of their teams' wins; a rep of several teams gets one amount, with a part from each."""
    parts: dict[int, list[dict[str, Any]]] = {}
    kept = []
    for win in wins:
        team = win.line.total
        members = sorted((member, part) for member, part in shares.get(team.id, {}).items() if part)
        if not members:
            kept.append(_of_line(rule, win))
            continue
        weights = [part for _, part in members]
        told = {
            "team": team.id,
            "team_name": team.name,
            "team_amount": win.amount,
            "shares": str(sum(weights)),
        }
        for (member, part), amount in zip(members, split(win.amount, weights), strict=True):
            own = {**win.basis, **told, "share": str(part), "amount": amount}
            if amount:
                parts.setdefault(member.id, []).append(own)
    to_reps = [
        Entitlement(REP, who, rule.rule, sum(part["amount"] for part in own), {"kind": "part", "parts": own})
        for who, own in parts.items()
    ]
    return to_reps + kept


def _capped(found: Iterable[Entitlement], cap: int) -> list[Entitlement]:
    lines: dict[int, list[Entitlement]] = {}
    for one in found:
        if one.board == REP:
            lines.setdefault(one.who, []).append(one)
    caps = []
    for who, own in lines.items():
        total = _cost(own)
        if total > cap:
            told = {"cap": cap, "sum": total, "lines": [[one.rule, one.amount] for one in own]}
            caps.append(Entitlement(REP, who, CAP, cap - total, {"kind": CAP, **told}))
    return caps


def _cost(found: Iterable[Entitlement]) -> int:
    return sum(one.amount for one in found)


def _most(plan: BonusPlan, best: Standings, shares: Shares) -> int:
    to: Counter[str] = Counter()
    for one in entitlements(replace(plan, prizes=()), best, shares):
        to[one.board] += one.amount
    for prize in plan.prizes:
        to[_receivers(plan, prize)] += sum(prize.places)
    if plan.cap is not None:
        reps = {line.total.id for (board, _side), lines in best.items() if board == REP for line in lines}
        reps |= {member.id for members in shares.values() for member in members}
        to[REP] = min(to[REP], plan.cap * len(reps))
    return to.total()
