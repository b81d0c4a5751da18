"""SQLite gives the id of a row that is gone to no other where something goes by the ids that it read before."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def unnoticed() -> list[Any]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board", sa.String(length=4), nullable=False),
        sa.Column("who", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unnoticed")),
    ]


def absence() -> list[Any]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rep_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.CheckConstraint("starts < ends", name=op.f("ck_absence_order")),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name=op.f("fk_absence_rep_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sa.UniqueConstraint("rep_id", "starts", "ends", name=op.f("uq_absence_rep_id_starts_ends")),
    ]


def upgrade() -> None:
    remake_all(given_once=True)


def downgrade() -> None:
    remake_all(given_once=False)


def remake_all(*, given_once: bool) -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for described in (unnoticed, absence):
        remake(described, given_once=given_once)
    op.create_index("ix_unnoticed_who", "unnoticed", ["board", "who"], unique=False)


def remake(described: Callable[[], list[Any]], *, given_once: bool) -> None:
    """Make a table anew with its rows: SQLite alters no key."""
    table, old = described.__name__, f"old_{described.__name__}"
    op.rename_table(table, old)
    op.create_table(table, *described(), sqlite_autoincrement=given_once)
    names = ", ".join(one.name for one in described() if isinstance(one, sa.Column))
    op.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {old}")  # noqa: S608 - the names are written above
    op.drop_table(old)
