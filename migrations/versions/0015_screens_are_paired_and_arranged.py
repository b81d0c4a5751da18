"""Screens are paired by a code, are arranged, tell when they last asked, and call people what they chose."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

EMPTY = sa.text("''")


def upgrade() -> None:
    op.add_column("screen", sa.Column("seen_at", sa.BigInteger(), nullable=True))
    for name, start in (("sound", sa.false()), ("dims", sa.true())):
        op.add_column("screen", sa.Column(name, sa.Boolean(), server_default=start, nullable=False))
    for name in ("quiet_from", "quiet_to"):
        op.add_column("screen", sa.Column(name, sa.String(length=5), server_default=EMPTY, nullable=False))
    op.add_column("screen", sa.Column("programme_version", sa.Integer(), server_default="0", nullable=False))
    op.add_column("rep", sa.Column("wall_name", sa.String(length=60), server_default=EMPTY, nullable=False))
    op.create_table(
        "screen_pairing",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_screen_pairing")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_screen_pairing_code_hash")),
    )
    op.create_index(op.f("ix_screen_pairing_expires_at"), "screen_pairing", ["expires_at"], unique=False)
    op.create_table(
        "programme_item",
        sa.Column("screen_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("side", sa.String(length=80), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.CheckConstraint("seconds BETWEEN 5 AND 300", name=op.f("ck_programme_item_seconds")),
        sa.ForeignKeyConstraint(["screen_id"], ["screen.id"], name=op.f("fk_programme_item_screen_id")),
        sa.PrimaryKeyConstraint("screen_id", "place", name=op.f("pk_programme_item")),
    )


def downgrade() -> None:
    op.drop_table("programme_item")
    op.drop_index(op.f("ix_screen_pairing_expires_at"), table_name="screen_pairing")
    op.drop_table("screen_pairing")
    op.drop_column("rep", "wall_name")
    for name in ("programme_version", "quiet_to", "quiet_from", "dims", "sound", "seen_at"):
        op.drop_column("screen", name)
