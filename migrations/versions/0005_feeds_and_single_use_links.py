"""Feeds have a state, refused rows are kept, and people set their passwords by links that work once."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("source", sa.Column("required", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("source", sa.Column("expected_every", sa.BigInteger(), nullable=True))
    op.add_column("source", sa.Column("delivered_at", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE source SET delivered_at = (SELECT max(received_at) FROM batch WHERE source_id = source.id)"
    )
    op.create_index("ix_batch_source", "batch", ["source_id", "id"], unique=False)
    op.create_table(
        "refusal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_refusal_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusal")),
    )
    op.create_index("ix_refusal_source", "refusal", ["source_id", "id"], unique=False)
    op.add_column("user", sa.Column("last_log_in", sa.BigInteger(), nullable=True))
    op.execute(
        'UPDATE "user" SET last_log_in = (SELECT max(created_at) FROM login_session WHERE user_id = "user".id)'
    )
    op.create_table(
        "password_link",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_password_link_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_password_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_password_link_token_hash")),
    )


def downgrade() -> None:
    op.drop_table("password_link")
    op.drop_column("user", "last_log_in")
    op.drop_index("ix_refusal_source", table_name="refusal")
    op.drop_table("refusal")
    op.drop_index("ix_batch_source", table_name="batch")
    op.drop_column("source", "delivered_at")
    op.drop_column("source", "expected_every")
    op.drop_column("source", "required")
