"""What managers do about the exceptions of a day stays with them."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = ["day", "kind", "board", "who", "level", "subject"]


def upgrade() -> None:
    op.create_table(
        "follow_up",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("board", sa.String(length=4), nullable=False),
        sa.Column("who", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=5), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("act IN ('note', 'taken')", name=op.f("ck_follow_up_act")),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_follow_up_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    op.create_index(op.f("ix_follow_up_day"), "follow_up", ["day"], unique=False)
    taken = sa.text("act = 'taken'")
    op.create_index(
        "uq_follow_up_taken", "follow_up", KEY, unique=True, sqlite_where=taken, postgresql_where=taken
    )
    for act in ("DELETE", "UPDATE"):
        refuse("follow_up", act)


def downgrade() -> None:
    op.drop_table("follow_up")


def refuse(table: str, act: str) -> None:
    """Make a trigger by which `table` refuses `act`."""
    name = f"{table}_no_{act.lower()}"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION facts_stay()"
        )
        return
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'facts of {table} stay as they are'); END"
    )
