"""Quarters are closed: every version of what was made final is kept, and late decisions of clocks count later."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None

TALLY = ["month", "level", "rep_id", "day", "state", "got_day"]
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FACTS = ("quarter_close", "final_score", "final_standing", "final_clock")


def upgrade() -> None:
    op.add_column("clock", sa.Column("counts_on", sa.Integer(), nullable=True))
    index_clocks([*TALLY, "counts_on"])
    moved = sa.text("counts_on IS NOT NULL")
    op.create_index("ix_clock_moved", "clock", ["counts_on"], sqlite_where=moved, postgresql_where=moved)
    create_closes()
    create_final_figures()
    create_reopenings()
    op.create_table(
        "nightly_run",
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_nightly_run")),
    )
    for table in FACTS:
        refuse(table, "DELETE")
        refuse(table, "UPDATE")
    refuse("reopening", "DELETE")
    refuse("reopening", "UPDATE OF id, close_id, reason, asked_at, asked_by")


def downgrade() -> None:
    for table in ("nightly_run", "reopening", "quarter", *FACTS[:0:-1], FACTS[0]):
        op.drop_table(table)
    op.drop_index("ix_clock_moved", table_name="clock")
    index_clocks(TALLY)
    op.drop_column("clock", "counts_on")


def create_closes() -> None:
    op.create_table(
        "quarter_close",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("last_batch", sa.BigInteger(), nullable=False),
        sa.Column("last_alias", sa.Integer(), nullable=False),
        sa.Column("activities", sa.BigInteger(), nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
        sa.Column("finals", sa.Text(), nullable=False),
        sa.Column("roster", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["closed_by"], ["user.id"], name=op.f("fk_quarter_close_closed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarter_close")),
        sa.UniqueConstraint("first", "version", name=op.f("uq_quarter_close_first_version")),
    )
    op.create_table(
        "quarter",
        sa.Column("first", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("close_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('final', 'reopened')", name=op.f("ck_quarter_state")),
        sa.ForeignKeyConstraint(["close_id"], ["quarter_close.id"], name=op.f("fk_quarter_close_id")),
        sa.PrimaryKeyConstraint("first", name=op.f("pk_quarter")),
    )


def create_final_figures() -> None:
    op.create_table(
        "final_score",
        sa.Column("close_id", sa.Integer(), nullable=False),
        sa.Column("board", sa.String(length=4), nullable=False),
        sa.Column("who", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=200), nullable=False),
        sa.Column("side", sa.String(length=80), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=True)
            for name in ("numerator", "denominator", "value", "target", "exceed")
        ),
        sa.Column("attainment", sa.String(length=8), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["close_id"], ["quarter_close.id"], name=op.f("fk_final_score_close_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["agreement_version.id"], name=op.f("fk_final_score_version_id")
        ),
        sa.PrimaryKeyConstraint("close_id", "board", "who", "month", "level", name=op.f("pk_final_score")),
    )
    op.create_table(
        "final_standing",
        sa.Column("close_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=80), nullable=False),
        sa.Column("board", sa.String(length=4), nullable=False),
        sa.Column("who", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("place", "rank", "points", "exceeded", "met")
        ),
        sa.ForeignKeyConstraint(["close_id"], ["quarter_close.id"], name=op.f("fk_final_standing_close_id")),
        sa.PrimaryKeyConstraint("close_id", "side", "board", "who", name=op.f("pk_final_standing")),
    )
    op.create_table(
        "final_clock",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("close_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=False),
        sa.Column("rep_id", sa.Integer(), nullable=False),
        sa.Column("got_day", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("deadline", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["close_id"], ["quarter_close.id"], name=op.f("fk_final_clock_close_id")),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name=op.f("fk_final_clock_rep_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_final_clock")),
    )
    op.create_index("ix_final_clock_subject", "final_clock", ["subject", "close_id"])
    op.create_index("ix_final_clock_close", "final_clock", ["close_id", "rep_id"])


def create_reopenings() -> None:
    op.create_table(
        "reopening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("close_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('asked', 'agreed', 'refused')", name=op.f("ck_reopening_state")),
        sa.CheckConstraint(
            "decided_by <> asked_by OR state = 'refused'", name=op.f("ck_reopening_two_people")
        ),
        sa.ForeignKeyConstraint(["close_id"], ["quarter_close.id"], name=op.f("fk_reopening_close_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["user.id"], name=op.f("fk_reopening_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_reopening_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reopening")),
    )
    op.create_index("ix_reopening_close_id", "reopening", ["close_id"])
    asked = sa.text("state = 'asked'")
    op.create_index(
        "uq_reopening_asked",
        "reopening",
        ["close_id"],
        unique=True,
        sqlite_where=asked,
        postgresql_where=asked,
    )


def index_clocks(tally: list[str]) -> None:
    """Index clocks for the tallies by these columns instead of those before."""
    op.drop_index("ix_clock_tally", table_name="clock")
    op.create_index("ix_clock_tally", "clock", tally, unique=False)


def refuse(table: str, act: str) -> None:
    """Make a trigger by which `table` refuses `act`."""
    name = f"{table}_no_{act.split(maxsplit=1)[0].lower()}"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION facts_stay()"
        )
        return
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'facts of {table} stay as they are'); END"
    )
