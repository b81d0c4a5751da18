"""Reps question records behind their scores, and are answered; both stay."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

FACTS = ("question", "question_entry")


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rep_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=200), nullable=False),
        sa.Column("activity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(activity_id IS NULL) = (started IS NOT NULL)", name=op.f("ck_question_one_record")
        ),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_question_activity_id")),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name=op.f("fk_question_rep_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    index("uq_question_activity", ["rep_id", "month", "level", "activity_id"], "activity_id IS NOT NULL")
    index("uq_question_clock", ["rep_id", "month", "level", "subject", "started"], "started IS NOT NULL")
    op.create_table(
        "question_entry",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.CheckConstraint("outcome IN ('', 'stands', 'mended')", name=op.f("ck_question_entry_outcome")),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_question_entry_by")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_question_entry_question_id")),
        sa.PrimaryKeyConstraint("question_id", "number", name=op.f("pk_question_entry")),
    )
    for table in FACTS:
        refuse(table, "DELETE")
        refuse(table, "UPDATE")


def downgrade() -> None:
    for table in FACTS[::-1]:
        op.drop_table(table)


def index(name: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(
        name, "question", columns, unique=True, sqlite_where=condition, postgresql_where=condition
    )


def refuse(table: str, act: str) -> None:
    """Let the database itself refuse to change what was asked or answered."""
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
