"""People decide on bonuses, and adjust what was decided. Everything here is a part of the caller's transaction."""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import Row, func, insert, select

from app.bonuses import moving, rights
from app.bonuses.errors import EntryError, ForbiddenError, MissingError, StateError
from app.bonuses.figures import canonical, digest_of, needs_second, state_words
from app.bonuses.rights import Actor, Circle
from app.bonuses.times import finished_quarter
from app.extensions import db
from app.ledger import service as ledger
from app.ledger.rows import Line
from app.models.bonuses import (
    ADJUSTMENT,
    APPROVED,
    AWARD,
    AWARDED,
    DECLINED,
    PROPOSED,
    SECONDED,
    SUPERSEDED,
    UNDECIDED,
    Bonus,
)
from app.models.people import Rep, Team
from scoring.agreement import BonusPlan

MOST = 10**12
"""No adjustment has more minor units: that is the most a plan may promise, too."""


class Said(NamedTuple):
    """A person's reason, the id of the user whose it is, and when he gave it."""

    reason: str
    by: int
    now: int


def approve(bonus_id: int, by: int, now: int) -> str:
    """Approve a bonus; the approval that completes it enters the award. Return the state that it is in now."""
    bonus = _decidable(bonus_id, by, now, rights.to_approve)
    if bonus.state == PROPOSED and needs_second(bonus.amount, bonus.second_above, _adjusted(bonus)):
        moving.move([bonus_id], PROPOSED, {"state": SECONDED, "seconded_by": by, "seconded_at": now}, by, now)
        return SECONDED
    approved = {"state": APPROVED, "approved_by": by, "approved_at": now}
    moving.move([bonus_id], bonus.state, approved, by, now)
    payee = (bonus.board, bonus.who, bonus.quarter)
    ledger.append([Line(AWARD, bonus_id, *payee, bonus.amount, bonus.currency, None, bonus.digest)], by, now)
    return APPROVED


def _adjusted(bonus: Row[Any]) -> int:
    """Return what a payee's quarter was adjusted by before an adjustment, either way; nobody decides about more now.

    A limit that each adjustment met by itself could be passed in small steps.
    """
    if bonus.rule != ADJUSTMENT:
        return 0
    same = (Bonus.quarter == bonus.quarter, Bonus.board == bonus.board, Bonus.who == bonus.who)
    query = select(Bonus.state, Bonus.amount).where(Bonus.rule == ADJUSTMENT, *same).order_by(Bonus.id)
    rows = db.session.execute(query.with_for_update())
    return sum(abs(amount) for state, amount in rows if state in AWARDED)


def decline(bonus_id: int, reason: str, by: int, now: int) -> None:
    """Decline a bonus that was not decided yet."""
    reason = moving.written(reason, "reason")
    bonus = _decidable(bonus_id, by, now, rights.to_decide)
    moving.move([bonus_id], bonus.state, {"state": DECLINED}, by, now, reason)


def _decidable(
    bonus_id: int, by: int, now: int, refusal_of: Callable[[Actor, Circle, Row[Any]], str]
) -> Row[Any]:
    """Return a bonus that was not decided yet and that this person may decide on."""
    who, bonus = rights.actor(by), moving.find(bonus_id)
    if refusal := refusal_of(who, rights.circle(who, bonus.quarter, now), bonus):
        raise ForbiddenError(refusal)
    if refusal := is_decided(bonus):
        raise StateError(refusal)
    return bonus


def is_decided(bonus: Row[Any]) -> str:
    """Say why a bonus can be neither approved nor declined, whoever asks."""
    if bonus.state in UNDECIDED:
        return ""
    return _("This bonus is %(state)s already.", state=state_words(bonus.state))


def is_replaced(bonus: Row[Any]) -> str:
    """Say why a bonus cannot be adjusted or disputed, whoever asks."""
    if bonus.state != SUPERSEDED:
        return ""
    return _("A later version of the quarter replaced this bonus: take that one.")


def adjust(bonus_id: int, amount: int, said: Said) -> int:
    """Propose what a bonus should have been more or less; return the id of the new bonus."""
    bonus = moving.find(bonus_id)
    if refusal := is_replaced(bonus):
        raise StateError(refusal)
    place = {
        **{name: getattr(bonus, name) for name in ("quarter", "version", "board", "who", "currency")},
        "second_above": bonus.second_above,
        "of_id": bonus_id,
    }
    basis = {"kind": ADJUSTMENT, "of": bonus_id, "rule": bonus.rule, "amount": bonus.amount}
    return _add(place, amount, basis, bonus.digest, said)


def adjust_payee(payee: tuple[str, int], quarter: int, amount: int, said: Said) -> int:
    """Propose an amount for a rep or a team in a quarter that is over; return the id of the new bonus."""
    board, who = payee
    table = {"rep": Rep, "team": Team}.get(board)
    if table is None or db.session.get(table, who) is None:
        raise MissingError(_("There is no such rep or team."))
    plan = _plan_of(quarter, said.now)
    version = db.session.scalar(select(func.max(Bonus.version)).where(Bonus.quarter == quarter)) or 0
    place = {
        "quarter": quarter,
        "version": version,
        "board": board,
        "who": who,
        "currency": plan.currency,
        "second_above": plan.second_approval_above,
        "of_id": None,
    }
    return _add(place, amount, {"kind": ADJUSTMENT}, "", said)


def _plan_of(quarter: int, now: int) -> BonusPlan:
    """Return the plan of a quarter that is over."""
    known, period = finished_quarter(quarter, now)
    found = known.bonus_plan_of(period)
    if not found:
        raise EntryError("quarter", _("The agreement has no bonuses in this quarter."))
    return found[1]


def _add(place: dict[str, Any], amount: int, basis: dict[str, Any], before: str, said: Said) -> int:
    """Store an adjustment with what it rests on: the digest of what was `before`, and a person's reason."""
    reason = moving.written(said.reason, "reason")
    if refusal := rights.to_adjust(rights.actor(said.by), place["board"], place["who"]):
        raise ForbiddenError(refusal)
    if not 0 < abs(amount) <= MOST:
        raise EntryError("amount", _("Give an amount, more or less than nothing."))
    told = canonical(basis)
    payee, money = (place["board"], place["who"]), (amount, place["currency"])
    row = {
        **place,
        "rule": ADJUSTMENT,
        "amount": amount,
        "basis": told,
        "digest": digest_of(before, payee, ADJUSTMENT, money, told, reason),
        "reason": reason,
        "proposed_by": said.by,
        "proposed_at": said.now,
        "state": PROPOSED,
    }
    added = db.session.scalars(insert(Bonus).values(row).returning(Bonus.id)).one()
    moving.note([added], PROPOSED, said.by, said.now, reason)
    return added
