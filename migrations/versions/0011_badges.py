"""Badges that were awarded for good, and those that were revoked."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    create_awards()
    create_revocations()
    for table in ("badge_award", "badge_revocation"):
        for act in ("DELETE", "UPDATE"):
            refuse(table, act)


def downgrade() -> None:
    op.drop_table("badge_revocation")
    op.drop_table("badge_award")


def create_awards() -> None:
    op.create_table(
        "badge_award",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("board", sa.String(length=4), nullable=False),
        sa.Column("who", sa.Integer(), nullable=False),
        sa.Column("badge", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("metal", sa.String(length=6), nullable=False),
        sa.Column("span", sa.String(length=10), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("awarded_at", sa.BigInteger(), nullable=False),
        sa.Column("close_id", sa.Integer(), nullable=True),
        sa.Column("given_by", sa.Integer(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("board IN ('rep', 'team')", name=op.f("ck_badge_award_board")),
        sa.CheckConstraint("metal IN ('bronze', 'silver', 'gold')", name=op.f("ck_badge_award_metal")),
        sa.CheckConstraint("(close_id IS NULL) = (given_by IS NOT NULL)", name=op.f("ck_badge_award_source")),
        sa.CheckConstraint("(turn IS NULL) = (given_by IS NULL)", name=op.f("ck_badge_award_turn")),
        sa.CheckConstraint("(given_by IS NULL) = (reason = '')", name=op.f("ck_badge_award_reason")),
        sa.ForeignKeyConstraint(["close_id"], ["quarter_close.id"], name=op.f("fk_badge_award_close_id")),
        sa.ForeignKeyConstraint(["given_by"], ["user.id"], name=op.f("fk_badge_award_given_by")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["agreement_version.id"], name=op.f("fk_badge_award_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_award")),
        sa.UniqueConstraint(
            "board", "who", "badge", "metal", "span", name=op.f("uq_badge_award_board_who_badge_metal_span")
        ),
        sa.UniqueConstraint(
            "given_by", "badge", "month", "turn", name=op.f("uq_badge_award_given_by_badge_month_turn")
        ),
    )
    op.create_index("ix_badge_award_at", "badge_award", ["awarded_at"], unique=False)


def create_revocations() -> None:
    op.create_table(
        "badge_revocation",
        sa.Column("award_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_badge_revocation_reason")),
        sa.ForeignKeyConstraint(["award_id"], ["badge_award.id"], name=op.f("fk_badge_revocation_award_id")),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_badge_revocation_by")),
        sa.PrimaryKeyConstraint("award_id", name=op.f("pk_badge_revocation")),
    )


def refuse(table: str, act: str) -> None:
    """Make a trigger by which `table` refuses `act`: what was awarded, or taken back, stays written."""
    trigger = f"{table}_no_{act.lower()}"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {trigger} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION facts_stay()"
        )
        return
    op.execute(
        f"CREATE TRIGGER {trigger} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'facts of {table} stay as they are'); END"
    )
