"""Corrections of activities."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TALLY = ["rep_id", "month", "kind_id", "day", "value"]
SUBJECT = ["subject", "at", "kind_id", "rep_id"]
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("activity", sa.Column("corrected", sa.Boolean(), server_default=sa.false(), nullable=False))
    index_activities([*TALLY, "corrected"], [*SUBJECT, "corrected"])
    op.create_table(
        "correction",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("of_key", sa.Text(), nullable=False),
        sa.Column("activity_id", ROW_ID, nullable=True),
        sa.Column("replaced_by", ROW_ID, nullable=True),
        sa.Column("batch_id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_correction_source_id")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_correction_activity_id")),
        sa.ForeignKeyConstraint(["replaced_by"], ["activity.id"], name=op.f("fk_correction_replaced_by")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_correction_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sa.UniqueConstraint("source_id", "key", name=op.f("uq_correction_source_id_key")),
        sa.UniqueConstraint("source_id", "of_key", name=op.f("uq_correction_source_id_of_key")),
    )
    op.create_index(op.f("ix_correction_activity_id"), "correction", ["activity_id"], unique=False)
    op.create_index(op.f("ix_correction_batch_id"), "correction", ["batch_id"], unique=False)
    op.create_index(
        "ix_correction_early",
        "correction",
        ["source_id"],
        unique=False,
        sqlite_where=sa.text("activity_id IS NULL"),
        postgresql_where=sa.text("activity_id IS NULL"),
    )
    refuse("DELETE")
    refuse("UPDATE OF source_id, key, of_key, replaced_by, batch_id")


def downgrade() -> None:
    op.drop_table("correction")
    index_activities(TALLY, SUBJECT)
    op.drop_column("activity", "corrected")


def index_activities(tally: list[str], subject: list[str]) -> None:
    """Index activities by these columns instead of those before."""
    op.drop_index("ix_activity_tally", table_name="activity")
    op.drop_index("ix_activity_subject", table_name="activity")
    op.create_index("ix_activity_tally", "activity", tally, unique=False)
    op.create_index(
        "ix_activity_subject",
        "activity",
        subject,
        unique=False,
        sqlite_where=sa.text("subject != ''"),
        postgresql_where=sa.text("subject != ''"),
    )


def refuse(act: str) -> None:
    """Make a trigger by which corrections refuse `act`; which activity one is of is found when that comes."""
    name = f"correction_no_{act.split(maxsplit=1)[0].lower()}"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON correction FOR EACH ROW EXECUTE FUNCTION facts_stay()"
        )
        return
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {act} ON correction "
        "BEGIN SELECT RAISE(ABORT, 'facts of correction stay as they are'); END"
    )
