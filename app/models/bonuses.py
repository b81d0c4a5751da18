"""Bonuses, the ledger of what was awarded and paid, what went to payroll, and what reps dispute.

Amounts are whole minor units of their currency and may be negative. Facts are append-only: what a bonus rests on never
changes, only how far it came; entries, events and messages never change at all.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models.activities import RowId

PROPOSED, SECONDED, APPROVED, EXPORTED = "proposed", "seconded", "approved", "exported"
PAID, DECLINED, SUPERSEDED = "paid", "declined", "superseded"
STATES = (PROPOSED, SECONDED, APPROVED, EXPORTED, PAID, DECLINED, SUPERSEDED)
UNDECIDED = (PROPOSED, SECONDED)
AWARDED = (APPROVED, EXPORTED, PAID)
"""States of bonuses that somebody is owed, or was."""
ADJUSTMENT = "adjustment"
"""The rule of a bonus that people proposed: no plan gives it."""
AWARD, PAYMENT = "award", "payment"
OPEN, UPHELD, REJECTED, WITHDRAWN = "open", "upheld", "rejected", "withdrawn"


def _one_of(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


class Bonus(Base):
    """Money that a rep or a team (`board`, `who`: its row's id) gets, or gives back, for the quarter that begins with
    the month `quarter`, by a rule of the plan or as an adjustment, which may be of another bonus (`of_id`).

    `version` is that of the close which proposed it; `proposed_by` who closed, empty for the nightly run. `basis` is
    the reckoning as JSON, `digest` SHA-256 over it. One further from nothing than `second_above` needs two approvals:
    the first is `seconded_*`, the one that completes is `approved_*`.
    """

    __tablename__ = "bonus"
    __table_args__ = (
        CheckConstraint(_one_of("state", STATES), name="state"),
        CheckConstraint("board IN ('rep', 'team')", name="board"),
        CheckConstraint("amount <> 0", name="amount"),
        CheckConstraint("approved_by <> proposed_by AND seconded_by <> proposed_by", name="not_own_proposal"),
        CheckConstraint("approved_by <> seconded_by", name="two_people"),
        CheckConstraint(
            f"NOT {_one_of('state', AWARDED)} OR (approved_by IS NOT NULL AND approved_at IS NOT NULL AND "
            "(second_above IS NULL OR abs(amount) <= second_above OR seconded_by IS NOT NULL))",
            name="approved",
        ),
        CheckConstraint("(batch_id IS NOT NULL) = (state IN ('exported', 'paid'))", name="batch"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    quarter: Mapped[int]
    version: Mapped[int]
    board: Mapped[str] = mapped_column(String(4))
    who: Mapped[int]
    rule: Mapped[str] = mapped_column(String(40))
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    basis: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text, default="")
    of_id: Mapped[int | None] = mapped_column(ForeignKey("bonus.id"))
    second_above: Mapped[int | None] = mapped_column(BigInteger)
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    proposed_at: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(10), default=PROPOSED)
    seconded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    seconded_at: Mapped[int | None] = mapped_column(BigInteger)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_at: Mapped[int | None] = mapped_column(BigInteger)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("payroll_batch.id"), index=True)


_BY_RULE = Bonus.rule != ADJUSTMENT
# A close may be told twice; people may adjust as often as they have reasons.
Index(
    "uq_bonus_rule",
    *(Bonus.quarter, Bonus.version, Bonus.board, Bonus.who, Bonus.rule, Bonus.currency),
    unique=True,
    sqlite_where=_BY_RULE,
    postgresql_where=_BY_RULE,
)
Index("ix_bonus_payee", Bonus.board, Bonus.who)
Index("ix_bonus_state", Bonus.state)


class BonusEvent(Base):
    """What happened to a bonus: the state it came into, who did it (empty: the nightly run), and why. Append-only."""

    __tablename__ = "bonus_event"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    bonus_id: Mapped[int] = mapped_column(ForeignKey("bonus.id"), index=True)
    at: Mapped[int] = mapped_column(BigInteger)
    by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    what: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")


class LedgerEntry(Base):
    """A line of the ledger: what was awarded (`amount` as it is) or paid (with the other sign). Append-only.

    `seq` counts from 1 without gap. `hash` is SHA-256 over the hash before and the entry. `note` is the digest of the
    bonus that was awarded, or the number of the batch it was paid with.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        CheckConstraint("kind IN ('award', 'payment')", name="kind"),
        CheckConstraint("amount <> 0", name="amount"),
        UniqueConstraint("bonus_id", "kind"),
    )

    seq: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    at: Mapped[int] = mapped_column(BigInteger)
    by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[str] = mapped_column(String(10))
    bonus_id: Mapped[int] = mapped_column(ForeignKey("bonus.id"))
    board: Mapped[str] = mapped_column(String(4))
    who: Mapped[int]
    quarter: Mapped[int]
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("payroll_batch.id"))
    note: Mapped[str] = mapped_column(String(200))
    hash: Mapped[str] = mapped_column(String(64))


Index("ix_ledger_entry_payee", LedgerEntry.board, LedgerEntry.who)


class LedgerHead(Base):
    """One row: number and hash of the last entry. Who appends holds its lock, so that entries form one chain."""

    __tablename__ = "ledger_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))


class PayrollBatch(Base):
    """Bonuses of one currency that went to payroll together, with the file as it was sent; paid once, or not yet."""

    __tablename__ = "payroll_batch"
    __table_args__ = (
        CheckConstraint("state IN ('exported', 'paid')", name="state"),
        CheckConstraint("(state = 'paid') = (paid_at IS NOT NULL)", name="paid_at"),
        CheckConstraint("(state = 'paid') = (paid_by IS NOT NULL)", name="paid_by"),
        CheckConstraint("total > 0", name="total"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    created_at: Mapped[int] = mapped_column(BigInteger)
    created_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    currency: Mapped[str] = mapped_column(String(3))
    total: Mapped[int] = mapped_column(BigInteger)
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10), default=EXPORTED)
    paid_at: Mapped[int | None] = mapped_column(BigInteger)
    paid_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class PayrollFormat(Base):
    """One row: how the file for payroll is written; `columns` is JSON, pairs of column and heading.

    `wage_types` is JSON too: the wage type of each kind of rule that has one of its own; the others have `wage_type`.
    """

    __tablename__ = "payroll_format"

    id: Mapped[int] = mapped_column(primary_key=True)
    separator: Mapped[str] = mapped_column(String(1))
    decimal_sign: Mapped[str] = mapped_column(String(1))
    bom: Mapped[bool] = mapped_column(default=False, server_default=false())
    columns: Mapped[str] = mapped_column(Text)
    wage_type: Mapped[str] = mapped_column(String(40))
    wage_types: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[int] = mapped_column(BigInteger)
    changed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))


class Dispute(Base):
    """A rep says that what he gets for a quarter, or one bonus of it, is not right."""

    __tablename__ = "dispute"
    __table_args__ = (
        CheckConstraint(_one_of("state", (OPEN, UPHELD, REJECTED, WITHDRAWN)), name="state"),
        CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed_at"),
        CheckConstraint("(state = 'open') = (closed_by IS NULL)", name="closed_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rep_id: Mapped[int] = mapped_column(ForeignKey("rep.id"))
    quarter: Mapped[int]
    bonus_id: Mapped[int | None] = mapped_column(ForeignKey("bonus.id"))
    opened_at: Mapped[int] = mapped_column(BigInteger)
    opened_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    state: Mapped[str] = mapped_column(String(10), default=OPEN)
    closed_at: Mapped[int | None] = mapped_column(BigInteger)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


_OPEN_BONUS = (Dispute.state == OPEN) & Dispute.bonus_id.is_not(None)
_OPEN_QUARTER = (Dispute.state == OPEN) & Dispute.bonus_id.is_(None)
# One open dispute about one thing: a form that is sent twice opens one.
Index(
    "uq_dispute_bonus",
    Dispute.bonus_id,
    unique=True,
    sqlite_where=_OPEN_BONUS,
    postgresql_where=_OPEN_BONUS,
)
Index(
    "uq_dispute_quarter",
    *(Dispute.rep_id, Dispute.quarter),
    unique=True,
    sqlite_where=_OPEN_QUARTER,
    postgresql_where=_OPEN_QUARTER,
)
Index("ix_dispute_rep", Dispute.rep_id)


class DisputeMessage(Base):
    """What somebody said in a dispute. Append-only."""

    __tablename__ = "dispute_message"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    dispute_id: Mapped[int] = mapped_column(ForeignKey("dispute.id"), index=True)
    at: Mapped[int] = mapped_column(BigInteger)
    by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    text: Mapped[str] = mapped_column(Text)
