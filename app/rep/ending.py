"""What would be if the quarter ended now: the place, how near the next ones are, and the prize that it would bring."""

from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from app.auth.queries import LinkedRep
from app.bonuses.telling import title
from app.leaderboard import queries as boards
from app.leaderboard.queries import Board, Line
from app.rep import queries
from app.scorekeeping.queries import members_of_teams
from app.wording import money, ordinal, whole
from scoring.agreement import BonusPlan, Prize
from scoring.bonus import REP, entitlements
from scoring.periods import Period
from scoring.ranking import Placed
from scoring.versions import Timeline


class Part(NamedTuple):
    """A part of the money: what it is for, and how much."""

    name: str
    amount: str


class Ending(NamedTuple):
    """What would be: the place in words, what lies above and below, the money with its parts, what a prize lacks."""

    place: str
    above: str
    below: str
    amount: str
    parts: list[Part]
    lacking: list[str]


def ending(
    rep: LinkedRep, quarter: Period, line: Timeline, teams: list[int], sides: list[str]
) -> Ending | None:
    """Return what would be if the quarter ended now; none for who is not on its board."""
    found = line.bonus_plan_of(quarter)
    plan = found[1] if found else None
    board = Board(REP, quarter.label, _side_at_stake(plan, sides))
    mine = boards.line_of(board, rep.id)
    if mine is None:
        return None
    shared = bool(boards.ties(board, {mine.rank}))
    above, below = boards.around(board, mine)
    gain = money_of(rep.id, quarter, line, plan, teams) if plan else ("", [], [])
    return Ending(_place(mine, board, shared=shared), _above(mine, above), _below(mine, below), *gain)


def _side_at_stake(plan: BonusPlan | None, sides: list[str]) -> str:
    """Return the side whose board decides about a prize for reps: the newest one of the rep's, else all."""
    asked = {prize.side for prize in plan.prizes if prize.board == REP} if plan else set()
    return next((side for side in reversed(sides) if side in asked), "")


def _place(mine: Line, board: Board, *, shared: bool) -> str:
    known = {"rank": ordinal(mine.rank), "count": whole(boards.size(board)), "side": board.side}
    of_side, of_all = (
        _("%(rank)s of %(count)s in %(side)s", **known),
        _("%(rank)s of %(count)s reps", **known),
    )
    text = of_side if board.side else of_all
    return _("%(rank)s, shared", rank=text) if shared else text


def _above(mine: Line, above: Line | None) -> str:
    if above is None:
        return ""
    gap = above.points - mine.points
    known = {"points": whole(gap), "rank": ordinal(above.rank), "name": above.name}
    if not gap:
        return _("On equal points with %(name)s, who has exceeded or met more levels.", name=above.name)
    return ngettext(
        "%(points)s point to %(rank)s place: %(name)s",
        "%(points)s points to %(rank)s place: %(name)s",
        gap,
        **known,
    )


def _below(mine: Line, below: Line | None) -> str:
    if below is None:
        return ""
    gap = mine.points - below.points
    if not gap:
        return _("On equal points ahead of %(name)s, by levels exceeded or met.", name=below.name)
    return ngettext(
        "%(points)s point ahead of %(name)s", "%(points)s points ahead of %(name)s", gap,
        points=whole(gap), name=below.name,
    )  # fmt: skip


def money_of(
    rep_id: int, quarter: Period, line: Timeline, plan: BonusPlan, teams: list[int]
) -> tuple[str, list[Part], list[str]]:
    """Return the money that a rep would get, what it is made of, and what his places still lack for their prizes."""
    standings = queries.at_stake(quarter, rep_id, teams, plan)
    shares = members_of_teams(line, quarter, frozenset((rep_id,)))
    mine = [one for one in entitlements(plan, standings, shares) if one.payee == (REP, rep_id)]
    parts = [Part(title(one.rule, one.basis), money(one.amount, plan.currency)) for one in mine]
    lacking = [
        words
        for prize in plan.prizes
        if prize.board == REP
        for placed in standings.get((REP, prize.side), ())
        if placed.total.id == rep_id and placed.rank <= len(prize.places)
        for words in _lacking(prize, placed, plan.currency)
    ]
    total = sum(one.amount for one in mine)
    return money(total, plan.currency) if total else "", parts, lacking


def _lacking(prize: Prize, placed: Placed, currency: str) -> list[str]:
    """Return what keeps a place from its prize."""
    known = {"amount": money(prize.places[placed.rank - 1], currency)}
    points, met = prize.min_points - placed.total.points, prize.min_met - placed.total.kept
    found = []
    if points > 0:
        found.append(
            ngettext(
                "%(points)s more point, and this place brings %(amount)s.",
                "%(points)s more points, and this place brings %(amount)s.",
                points, points=whole(points), **known,
            )
        )  # fmt: skip
    if met > 0:
        found.append(
            ngettext(
                "%(levels)s more level met, and this place brings %(amount)s.",
                "%(levels)s more levels met, and this place brings %(amount)s.",
                met, levels=whole(met), **known,
            )
        )  # fmt: skip
    return found
