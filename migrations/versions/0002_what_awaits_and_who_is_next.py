"""Batches await the moment of their next activity; standings are found by points."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("batch", sa.Column("next_at", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE batch SET next_at = (SELECT min(at) FROM activity WHERE batch_id = batch.id) WHERE scored_at IS NULL"
    )
    op.drop_index("ix_batch_unscored", table_name="batch")
    op.create_index(
        "ix_batch_next",
        "batch",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_index("ix_batch_last", "batch", ["last_at"], unique=False)
    op.create_index("ix_standing_points", "standing", ["period", "side", "board", "points"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_standing_points", table_name="standing")
    op.execute("UPDATE batch SET scored_at = NULL WHERE next_at IS NOT NULL")
    op.drop_index("ix_batch_last", table_name="batch")
    op.drop_index("ix_batch_next", table_name="batch")
    op.create_index(
        "ix_batch_unscored",
        "batch",
        ["id"],
        unique=False,
        sqlite_where=sa.text("scored_at IS NULL"),
        postgresql_where=sa.text("scored_at IS NULL"),
    )
    op.drop_column("batch", "next_at")
