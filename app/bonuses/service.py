"""Writes of bonuses: each moves from state to state once, by whom it may, in one transaction with its ledger entry.

All but `propose` commit. They raise `BonusError`, and then nothing is stored. `by` is the id of the user who acts.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from app.bonuses import deciding, disputing, formats, payroll, proposing
from app.bonuses.deciding import Said
from app.bonuses.errors import BonusError
from app.bonuses.rows import Close, Format
from app.extensions import begin_write, db
from app.patience import patiently
from scoring.agreement import BonusPlan
from scoring.bonus import Entitlement

R = TypeVar("R")


def propose(close: Close, entitlements: Sequence[Entitlement], plan: BonusPlan | None, now: int) -> int:
    """Propose the bonuses of a quarter as a part of the transaction that closes it; return how many are new.

    Told twice, it proposes nothing more. Of a later version only what differs from what was decided is proposed, and
    what was not decided yet is superseded. Adjustments are people's: no version supersedes them.
    """
    return proposing.propose(close, entitlements, plan, now)


def approve(bonus_id: int, by: int, now: int) -> str:
    """Approve a bonus; return its state: approved, or seconded where somebody else has to approve it too."""
    return _committed(lambda: deciding.approve(bonus_id, by, now))


def decline(bonus_id: int, reason: str, by: int, now: int) -> None:
    """Decline a bonus for a reason."""
    _committed(lambda: deciding.decline(bonus_id, reason, by, now))


def adjust(bonus_id: int, amount: int, reason: str, by: int, now: int) -> int:
    """Propose `amount` minor units (not 0) more, or less, than a bonus was; return the id of the new bonus."""
    return _committed(lambda: deciding.adjust(bonus_id, amount, Said(reason, by, now)))


def adjust_payee(board: str, who: int, quarter: int, amount: int, reason: str, by: int, now: int) -> int:
    """Propose an amount for a rep or a team in a quarter that no bonus stands for; return the id of the new bonus.

    It is in the currency of that quarter's plan.
    """
    return _committed(lambda: deciding.adjust_payee((board, who), quarter, amount, Said(reason, by, now)))


def export(form: Format, by: int, now: int) -> list[int]:
    """Send what is approved to payroll, a batch for each currency; return the ids of the batches.

    What comes to nothing or less for a payee stays approved and is carried forward.
    """
    return _committed(lambda: payroll.export(form, by, now))


def mark_paid(batch_id: int, by: int, now: int) -> None:
    """Note that a batch was paid, once, with all its bonuses."""
    _committed(lambda: payroll.mark_paid(batch_id, by, now))


def set_format(form: Format, by: int, now: int) -> None:
    """Let the file for payroll be written like this from the next batch on; for admins."""
    _committed(lambda: formats.store(form, by, now))


def open_dispute(quarter: int, bonus_id: int | None, text: str, by: int, now: int) -> int:
    """Dispute what oneself gets for a quarter, or one bonus of it; return the id of the dispute."""
    return _committed(lambda: disputing.open_dispute(quarter, bonus_id, text, by, now))


def say(dispute_id: int, text: str, by: int, now: int) -> None:
    """Add to an open dispute; for its rep, and for managers and admins."""
    _committed(lambda: disputing.say(dispute_id, text, by, now))


def resolve(dispute_id: int, outcome: str, text: str, by: int, now: int) -> None:
    """End a dispute as upheld or rejected, with the reason; for managers and admins whose own it is not.

    No money moves by it: who upholds a dispute adjusts the bonus besides.
    """
    _committed(lambda: disputing.resolve(dispute_id, outcome, text, by, now))


def withdraw(dispute_id: int, by: int, now: int) -> None:
    """Take back one's own dispute."""
    _committed(lambda: disputing.withdraw(dispute_id, by, now))


def _committed(act: Callable[[], R]) -> R:
    """Do something as a transaction of its own; what is refused leaves nothing behind."""

    def transaction() -> R:
        begin_write()
        try:
            done = act()
        except BonusError:
            db.session.rollback()
            raise
        db.session.commit()
        return done

    return patiently(transaction)
