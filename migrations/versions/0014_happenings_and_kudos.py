"""What happened, kudos for it, and what awaits being noticed: at first everybody, of whom nothing is news."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "happening",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("board", sa.String(length=4), nullable=False),
        sa.Column("who", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=80), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("live", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("gone_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('badge', 'streak', 'month', 'exceeded', 'leader')", name=op.f("ck_happening_kind")
        ),
        sa.CheckConstraint("board IN ('rep', 'team')", name=op.f("ck_happening_board")),
        sa.CheckConstraint("gone_at IS NULL OR NOT live", name=op.f("ck_happening_live")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_happening")),
        sa.UniqueConstraint("key", name=op.f("uq_happening_key")),
    )
    op.create_index("ix_happening_at", "happening", ["at", "id"], unique=False)
    op.create_index("ix_happening_who", "happening", ["board", "who", "at"], unique=False)
    op.create_index("ix_happening_month", "happening", ["month", "board"], unique=False)
    op.create_table(
        "kudos",
        sa.Column("happening_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("rep_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["happening_id"], ["happening.id"], name=op.f("fk_kudos_happening_id")),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name=op.f("fk_kudos_rep_id")),
        sa.PrimaryKeyConstraint("happening_id", "rep_id", name=op.f("pk_kudos")),
    )
    op.create_table(
        "unnoticed",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("board", sa.String(length=4), nullable=False),
        sa.Column("who", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unnoticed")),
    )
    op.create_index("ix_unnoticed_who", "unnoticed", ["board", "who"], unique=False)
    op.create_table(
        "noticed_month",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noticed_month")),
    )
    op.create_table(
        "noticed_lead",
        sa.Column("board", sa.String(length=4), nullable=False),
        sa.Column("side", sa.String(length=80), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("who", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("board", "side", name=op.f("pk_noticed_lead")),
    )
    for who, table in (("who", "score"), ("0", "score"), ("who", "badge_award")):
        op.execute(
            "INSERT INTO unnoticed (board, who, month, live) "  # noqa: S608 - the names are written above
            f"SELECT DISTINCT board, {who}, month, false FROM {table}"
        )


def downgrade() -> None:
    for table in ("noticed_lead", "noticed_month", "unnoticed", "kudos", "happening"):
        op.drop_table(table)
