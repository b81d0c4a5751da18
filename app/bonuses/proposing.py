"""What a close gives to whom becomes bonuses; of a later version of a quarter, what differs from what was decided.

Everything here is a part of the caller's transaction.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.bonuses import moving
from app.bonuses.figures import canonical, digest_of
from app.bonuses.rows import Close
from app.extensions import db
from app.models.bonuses import ADJUSTMENT, PROPOSED, SUPERSEDED, UNDECIDED, Bonus
from scoring.agreement import BonusPlan
from scoring.bonus import Entitlement


class Part(NamedTuple):
    """What a bonus is for: a payee, a rule, a currency."""

    board: str
    who: int
    rule: str
    currency: str


@dataclass
class Decided:
    """What earlier versions of a quarter decided of a part, and the strictest limit for two approvals among it."""

    amount: int = 0
    limits: list[int] = field(default_factory=list)


def propose(close: Close, entitlements: Sequence[Entitlement], plan: BonusPlan | None, now: int) -> int:
    """Propose what a close gives beyond what was decided, instead of what was not; return how many are new."""
    _supersede(close, now)
    decided = _decided(close)
    rows = [
        _row(close, part, amount, basis, _limit(plan, part, decided), now)
        for part, amount, basis in _differences(entitlements, plan, decided)
    ]
    if not rows:
        return 0
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    adding = dialect.insert(Bonus).on_conflict_do_nothing().returning(Bonus.id)
    added = db.session.scalars(adding, rows).all()
    moving.note(added, PROPOSED, close.closed_by, now)
    return len(added)


def _earlier(close: Close) -> ColumnElement[bool]:
    """Return the condition that the plan gave a bonus in an earlier version of the quarter."""
    return (Bonus.quarter == close.first) & (Bonus.version < close.version) & (Bonus.rule != ADJUSTMENT)


def _supersede(close: Close, now: int) -> None:
    # Before anything is read: an approval that is under way is waited for, and found decided.
    ending = update(Bonus).where(_earlier(close), Bonus.state.in_(UNDECIDED)).values(state=SUPERSEDED)
    ended = db.session.scalars(ending.returning(Bonus.id)).all()
    moving.note(ended, SUPERSEDED, close.closed_by, now)


def _decided(close: Close) -> dict[Part, Decided]:
    columns = (Bonus.board, Bonus.who, Bonus.rule, Bonus.currency, Bonus.amount, Bonus.second_above)
    query = select(*columns).where(_earlier(close), Bonus.state != SUPERSEDED)
    found: dict[Part, Decided] = defaultdict(Decided)
    for row in db.session.execute(query):
        one = found[Part(row.board, row.who, row.rule, row.currency)]
        one.amount += row.amount
        if row.second_above is not None:
            one.limits.append(row.second_above)
    return dict(found)


def _differences(
    entitlements: Sequence[Entitlement], plan: BonusPlan | None, decided: dict[Part, Decided]
) -> Iterator[tuple[Part, int, dict[str, Any]]]:
    """Yield what is to be proposed, with its basis; where something was decided before, with both amounts."""
    currency = plan.currency if plan else ""
    given: dict[Part, tuple[int, dict[str, Any]]] = {part: (0, {}) for part in decided}
    for one in entitlements:
        given[Part(one.board, one.who, one.rule, currency)] = one.amount, one.basis
    for part, (amount, basis) in given.items():
        before = decided.get(part)
        if before is None and amount:
            yield part, amount, basis
        elif before is not None and amount != before.amount:
            yield part, amount - before.amount, {**basis, "before": before.amount, "after": amount}


def _limit(plan: BonusPlan | None, part: Part, decided: dict[Part, Decided]) -> int | None:
    """Return the amount above which two have to approve: of this plan, or of what was decided in another currency."""
    if plan and plan.currency == part.currency:
        return plan.second_approval_above
    return min(decided[part].limits, default=None)


def _row(
    close: Close, part: Part, amount: int, basis: dict[str, Any], limit: int | None, now: int
) -> dict[str, Any]:
    told = canonical(basis)
    return {
        "quarter": close.first,
        "version": close.version,
        **part._asdict(),
        "amount": amount,
        "basis": told,
        "digest": digest_of(close.digest, (part.board, part.who), part.rule, (amount, part.currency), told),
        "second_above": limit,
        "proposed_by": close.closed_by,
        "proposed_at": now,
        "state": PROPOSED,
        "reason": "",
    }
