"""A second number in the stamp moves with all that is shown but scores."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stamp", sa.Column("rest", sa.BigInteger(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("stamp", "rest")
