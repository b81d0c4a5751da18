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
from app.models.bonuses import ADJUSTMENT, DECLINED, PROPOSED, SUPERSEDED, UNDECIDED, Bonus
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
    """What earlier versions of a quarter decided of a part: the sum that was awarded, and sums that were declined.

    Of these the one of amounts above nothing, `more`, and of those below, `less`. And the limits for two approvals.
    """

    awarded: int = 0
    more: int = 0
    less: int = 0
    limits: list[int] = field(default_factory=list)

    def add(self, state: str, amount: int, limit: int | None) -> None:
        """Count a decided bonus."""
        if state != DECLINED:
            self.awarded += amount
        elif amount > 0:
            self.more += amount
        else:
            self.less += amount
        if limit is not None:
            self.limits.append(limit)

    def declined(self, difference: int) -> int:
        """Return how much of a difference to what was awarded was declined before: it is not proposed again.

        Nothing is taken back that was declined, for it was never given.
        """
        return min(difference, self.more) if difference > 0 else max(difference, self.less)


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
    query = select(*Bonus.__table__.c).where(_earlier(close), Bonus.state != SUPERSEDED)
    found: dict[Part, Decided] = defaultdict(Decided)
    for row in db.session.execute(query):
        part = Part(row.board, row.who, row.rule, row.currency)
        found[part].add(row.state, row.amount, row.second_above)
    return dict(found)


def _differences(
    entitlements: Sequence[Entitlement], plan: BonusPlan | None, decided: dict[Part, Decided]
) -> Iterator[tuple[Part, int, dict[str, Any]]]:
    """Yield what is to be proposed, with its basis: where something was decided before, how it comes to the amount."""
    currency = plan.currency if plan else ""
    given: dict[Part, tuple[int, dict[str, Any]]] = {part: (0, {}) for part in decided}
    for one in entitlements:
        given[Part(one.board, one.who, one.rule, currency)] = one.amount, one.basis
    for part, (amount, basis) in given.items():
        proposed, told = _beyond(amount, basis, decided[part]) if part in decided else (amount, basis)
        if proposed:
            yield part, proposed, told


def _beyond(amount: int, basis: dict[str, Any], before: Decided) -> tuple[int, dict[str, Any]]:
    """Return what an amount is beyond what was decided before, with a basis that tells so."""
    difference = amount - before.awarded
    declined = before.declined(difference)
    told = {"before": before.awarded, "after": amount, "declined": declined}
    return difference - declined, {**basis, **told}


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
