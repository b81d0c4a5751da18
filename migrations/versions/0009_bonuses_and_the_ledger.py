"""Bonuses with the ledger of what was awarded and paid, payroll batches, and disputes."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FACTS = ("bonus_event", "ledger_entry", "dispute_message")
TOLD_ONCE = {
    "bonus": "id, quarter, version, board, who, rule, amount, currency, basis, digest, reason, of_id, second_above, "
    "proposed_by, proposed_at",
    "payroll_batch": "id, number, created_at, created_by, currency, total, content, digest",
    "dispute": "id, rep_id, quarter, bonus_id, opened_at, opened_by",
}
"""What of these tables never changes; the rest tells how far each row came."""


def upgrade() -> None:
    create_payroll()
    create_bonuses()
    create_ledger()
    create_disputes()
    keep_facts()


def downgrade() -> None:
    for table in ("dispute_message", "dispute", "ledger_head", "ledger_entry", "bonus_event", "bonus"):
        op.drop_table(table)
    op.drop_table("payroll_format")
    op.drop_table("payroll_batch")


def create_payroll() -> None:
    op.create_table(
        "payroll_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("paid_at", sa.BigInteger(), nullable=True),
        sa.Column("paid_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'paid') = (paid_at IS NOT NULL)", name=op.f("ck_payroll_batch_paid_at")),
        sa.CheckConstraint("(state = 'paid') = (paid_by IS NOT NULL)", name=op.f("ck_payroll_batch_paid_by")),
        sa.CheckConstraint("state IN ('exported', 'paid')", name=op.f("ck_payroll_batch_state")),
        sa.CheckConstraint("total > 0", name=op.f("ck_payroll_batch_total")),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_payroll_batch_created_by")),
        sa.ForeignKeyConstraint(["paid_by"], ["user.id"], name=op.f("fk_payroll_batch_paid_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payroll_batch")),
        sa.UniqueConstraint("number", name=op.f("uq_payroll_batch_number")),
    )
    op.create_table(
        "payroll_format",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("separator", sa.String(length=1), nullable=False),
        sa.Column("decimal_sign", sa.String(length=1), nullable=False),
        sa.Column("bom", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("wage_type", sa.String(length=40), nullable=False),
        sa.Column("wage_types", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["user.id"], name=op.f("fk_payroll_format_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payroll_format")),
    )


def create_bonuses() -> None:
    op.create_table(
        "bonus",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("board", sa.String(length=4), nullable=False),
        sa.Column("who", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("of_id", ROW_ID, nullable=True),
        sa.Column("second_above", sa.BigInteger(), nullable=True),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("seconded_by", sa.Integer(), nullable=True),
        sa.Column("seconded_at", sa.BigInteger(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.BigInteger(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(batch_id IS NOT NULL) = (state IN ('exported', 'paid'))", name=op.f("ck_bonus_batch")
        ),
        sa.CheckConstraint(
            "NOT state IN ('approved', 'exported', 'paid') OR (approved_by IS NOT NULL AND approved_at IS NOT NULL "
            "AND (second_above IS NULL OR abs(amount) <= second_above OR seconded_by IS NOT NULL))",
            name=op.f("ck_bonus_approved"),
        ),
        sa.CheckConstraint("board IN ('rep', 'team')", name=op.f("ck_bonus_board")),
        sa.CheckConstraint(
            "state IN ('proposed', 'seconded', 'approved', 'exported', 'paid', 'declined', 'superseded')",
            name=op.f("ck_bonus_state"),
        ),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_bonus_amount")),
        sa.CheckConstraint(
            "approved_by <> proposed_by AND seconded_by <> proposed_by",
            name=op.f("ck_bonus_not_own_proposal"),
        ),
        sa.CheckConstraint("approved_by <> seconded_by", name=op.f("ck_bonus_two_people")),
        sa.ForeignKeyConstraint(["approved_by"], ["user.id"], name=op.f("fk_bonus_approved_by")),
        sa.ForeignKeyConstraint(["batch_id"], ["payroll_batch.id"], name=op.f("fk_bonus_batch_id")),
        sa.ForeignKeyConstraint(["of_id"], ["bonus.id"], name=op.f("fk_bonus_of_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["user.id"], name=op.f("fk_bonus_proposed_by")),
        sa.ForeignKeyConstraint(["seconded_by"], ["user.id"], name=op.f("fk_bonus_seconded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bonus")),
    )
    op.create_index(op.f("ix_bonus_batch_id"), "bonus", ["batch_id"], unique=False)
    op.create_index("ix_bonus_payee", "bonus", ["board", "who"], unique=False)
    op.create_index("ix_bonus_state", "bonus", ["state"], unique=False)
    op.create_index(
        "uq_bonus_rule",
        "bonus",
        ["quarter", "version", "board", "who", "rule", "currency"],
        unique=True,
        sqlite_where=sa.text("rule != 'adjustment'"),
        postgresql_where=sa.text("rule != 'adjustment'"),
    )
    op.create_table(
        "bonus_event",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("bonus_id", ROW_ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["bonus_id"], ["bonus.id"], name=op.f("fk_bonus_event_bonus_id")),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_bonus_event_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bonus_event")),
    )
    op.create_index(op.f("ix_bonus_event_bonus_id"), "bonus_event", ["bonus_id"], unique=False)


def create_ledger() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("seq", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("bonus_id", ROW_ID, nullable=False),
        sa.Column("board", sa.String(length=4), nullable=False),
        sa.Column("who", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("kind IN ('award', 'payment')", name=op.f("ck_ledger_entry_kind")),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_ledger_entry_amount")),
        sa.ForeignKeyConstraint(["batch_id"], ["payroll_batch.id"], name=op.f("fk_ledger_entry_batch_id")),
        sa.ForeignKeyConstraint(["bonus_id"], ["bonus.id"], name=op.f("fk_ledger_entry_bonus_id")),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_ledger_entry_by")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("bonus_id", "kind", name=op.f("uq_ledger_entry_bonus_id_kind")),
    )
    op.create_index("ix_ledger_entry_payee", "ledger_entry", ["board", "who"], unique=False)
    head = op.create_table(
        "ledger_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_head")),
    )
    op.bulk_insert(head, [{"id": 1, "seq": 0, "hash": "0" * 64}])


def create_disputes() -> None:
    op.create_table(
        "dispute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rep_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("bonus_id", ROW_ID, nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'open') = (closed_at IS NULL)", name=op.f("ck_dispute_closed_at")),
        sa.CheckConstraint("(state = 'open') = (closed_by IS NULL)", name=op.f("ck_dispute_closed_by")),
        sa.CheckConstraint(
            "state IN ('open', 'upheld', 'rejected', 'withdrawn')", name=op.f("ck_dispute_state")
        ),
        sa.ForeignKeyConstraint(["bonus_id"], ["bonus.id"], name=op.f("fk_dispute_bonus_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["user.id"], name=op.f("fk_dispute_closed_by")),
        sa.ForeignKeyConstraint(["opened_by"], ["user.id"], name=op.f("fk_dispute_opened_by")),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name=op.f("fk_dispute_rep_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
    )
    op.create_index("ix_dispute_rep", "dispute", ["rep_id"], unique=False)
    op.create_index(
        "uq_dispute_bonus",
        "dispute",
        ["bonus_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open' AND bonus_id IS NOT NULL"),
        postgresql_where=sa.text("state = 'open' AND bonus_id IS NOT NULL"),
    )
    op.create_index(
        "uq_dispute_quarter",
        "dispute",
        ["rep_id", "quarter"],
        unique=True,
        sqlite_where=sa.text("state = 'open' AND bonus_id IS NULL"),
        postgresql_where=sa.text("state = 'open' AND bonus_id IS NULL"),
    )
    op.create_table(
        "dispute_message",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_dispute_message_by")),
        sa.ForeignKeyConstraint(["dispute_id"], ["dispute.id"], name=op.f("fk_dispute_message_dispute_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_message")),
    )
    op.create_index(op.f("ix_dispute_message_dispute_id"), "dispute_message", ["dispute_id"], unique=False)


def keep_facts() -> None:
    """Let the database itself refuse to change what was decided, entered or said."""
    for table in FACTS:
        refuse(table, "DELETE")
        refuse(table, "UPDATE")
    for table, columns in TOLD_ONCE.items():
        refuse(table, "DELETE")
        refuse(table, f"UPDATE OF {columns}")
    refuse("ledger_head", "DELETE")
    refuse("bonus", "UPDATE", "ended", "OLD.state IN ('paid', 'declined', 'superseded')")
    refuse("payroll_batch", "UPDATE", "ended", "OLD.state = 'paid'")
    refuse("dispute", "UPDATE", "ended", "OLD.state <> 'open'")


def refuse(table: str, act: str, name: str = "", when: str = "") -> None:
    """Make a trigger by which `table` refuses `act`, on rows of which `when` holds if it is given."""
    trigger = f"{table}_no_{name or act.split(maxsplit=1)[0].lower()}"
    condition = f"WHEN ({when}) " if when else ""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {trigger} BEFORE {act} ON {table} FOR EACH ROW {condition}"
            "EXECUTE FUNCTION facts_stay()"
        )
        return
    op.execute(
        f"CREATE TRIGGER {trigger} BEFORE {act} ON {table} {condition}"
        f"BEGIN SELECT RAISE(ABORT, 'facts of {table} stay as they are'); END"
    )
