"""Messages to people with what they are about, and what each person chose to get."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

AT_WORK = sa.text("state IN ('waiting', 'sending')")
FAILED = sa.text("state IN ('refused', 'uncertain')")


def upgrade() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("handed_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'void', 'refused', 'uncertain')",
            name=op.f("ck_message_state"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_message_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint(
            "kind", "user_id", "about", "channel", name=op.f("uq_message_kind_user_id_about_channel")
        ),
    )
    for name, column, which in (
        ("ix_message_next", "next_at", AT_WORK),
        ("ix_message_failed", "ended_at", FAILED),
    ):
        op.create_index(name, "message", [column], unique=False, sqlite_where=which, postgresql_where=which)
    op.create_table(
        "reminder",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_reminder_user_id")),
        sa.PrimaryKeyConstraint("user_id", "level", "subject", "started", name=op.f("pk_reminder")),
    )
    op.create_index("ix_reminder_about", "reminder", ["user_id", "about"], unique=False)
    op.create_table(
        "message_choice",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("slack", sa.Text(), nullable=False),
        sa.Column("teams", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_message_choice_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_message_choice")),
    )


def downgrade() -> None:
    for table in ("message_choice", "reminder", "message"):
        op.drop_table(table)
