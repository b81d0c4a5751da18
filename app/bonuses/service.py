"""Writes of bonuses: each moves from state to state once, by whom it may, in one transaction with its ledger entry.

All but `propose` commit. They raise `BonusError`, and then nothing is stored. `by` is the id of the user who acts.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.bonuses.rows import Close, Format

if TYPE_CHECKING:
    from scoring.agreement import BonusPlan
    from scoring.bonus import Entitlement


def propose(close: Close, entitlements: Sequence["Entitlement"], plan: "BonusPlan | None", now: int) -> int:
    """Propose the bonuses of a quarter as a part of the transaction that closes it; return how many are new.

    Told twice, it proposes nothing more. Of a later version only what differs from what was decided is proposed, and
    what was not decided yet is superseded.
    """
    raise NotImplementedError


def approve(bonus_id: int, by: int, now: int) -> str:
    """Approve a bonus; return the state that it is in now: approved, or seconded where another one has to approve too."""
    raise NotImplementedError


def decline(bonus_id: int, reason: str, by: int, now: int) -> None:
    """Decline a bonus for a reason."""
    raise NotImplementedError


def adjust(bonus_id: int, amount: int, reason: str, by: int, now: int) -> int:
    """Propose `amount` minor units (not 0) more, or less, than a bonus was; return the id of the new bonus."""
    raise NotImplementedError


def adjust_payee(board: str, who: int, quarter: int, amount: int, reason: str, by: int, now: int) -> int:
    """Propose an amount for a rep or a team in a quarter that no bonus stands for; return the id of the new bonus.

    It is in the currency of that quarter's plan.
    """
    raise NotImplementedError


def export(form: Format, by: int, now: int) -> list[int]:
    """Send what is approved to payroll, a batch for each currency; return the ids of the batches.

    What comes to nothing or less for a payee stays approved and is carried forward.
    """
    raise NotImplementedError


def mark_paid(batch_id: int, by: int, now: int) -> None:
    """Note that a batch was paid, once, with all its bonuses."""
    raise NotImplementedError


def set_format(form: Format, by: int, now: int) -> None:
    """Let the file for payroll be written like this from the next batch on; for admins."""
    raise NotImplementedError


def open_dispute(quarter: int, bonus_id: int | None, text: str, by: int, now: int) -> int:
    """Dispute what oneself gets for a quarter, or one bonus of it; return the id of the dispute."""
    raise NotImplementedError


def say(dispute_id: int, text: str, by: int, now: int) -> None:
    """Add to an open dispute; for its rep, and for managers and admins."""
    raise NotImplementedError


def resolve(dispute_id: int, outcome: str, text: str, by: int, now: int) -> None:
    """End a dispute as upheld or rejected, with the reason; for managers and admins whose own it is not.

    No money moves by it: who upholds a dispute adjusts the bonus besides.
    """
    raise NotImplementedError


def withdraw(dispute_id: int, by: int, now: int) -> None:
    """Take back one's own dispute."""
    raise NotImplementedError
