"""Owners have aliases; an activity keeps the name it was sent under, and is credited to whom that name means."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SAID = "source_id, key, kind_id, local_at, subject, value, attributes, batch_id"
"""What an activity says, apart from its owner and what follows from the zone."""
OTHER_OWNER = "coalesce(NEW.owner_id, NEW.rep_id) <> coalesce(OLD.owner_id, OLD.rep_id)"


def upgrade() -> None:
    op.create_table(
        "alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("rep_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.String(length=320), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["rep.id"], name=op.f("fk_alias_owner_id")),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name=op.f("fk_alias_rep_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alias")),
    )
    op.create_index(op.f("ix_alias_owner_id"), "alias", ["owner_id"], unique=False)
    for table, column in (("rep", "alias_of"), ("activity", "owner_id"), ("touched", "owner_id")):
        # In one statement, for SQLite adds no constraint to a column that is there.
        named = f"CONSTRAINT fk_{table}_{column} REFERENCES rep (id)"
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER {named}")
    op.create_index(op.f("ix_rep_alias_of"), "rep", ["alias_of"], unique=False)
    op.create_index(
        "ix_activity_owner",
        "activity",
        ["owner_id"],
        unique=False,
        sqlite_where=sa.text("owner_id IS NOT NULL"),
        postgresql_where=sa.text("owner_id IS NOT NULL"),
    )
    refuse("alias", "alias_no_delete", "DELETE")
    refuse("alias", "alias_no_update", "UPDATE")
    drop_trigger("activity_no_update")
    refuse("activity", "activity_no_update", f"UPDATE OF {SAID}")
    refuse("activity", "activity_no_other_owner", "UPDATE OF owner_id, rep_id", OTHER_OWNER)


def downgrade() -> None:
    drop_trigger("activity_no_other_owner")
    drop_trigger("activity_no_update")
    op.execute("UPDATE activity SET rep_id = owner_id WHERE owner_id IS NOT NULL")
    # Whatever was credited to somebody else has to be scored again, on all clocks.
    op.execute(
        "INSERT INTO touched (first, last, clocks, cause) "
        "SELECT 0, 119880, true, 'aliases' WHERE EXISTS (SELECT id FROM alias)"
    )
    refuse("activity", "activity_no_update", f"UPDATE OF rep_id, {SAID}")
    op.drop_index("ix_activity_owner", table_name="activity")
    op.drop_index(op.f("ix_rep_alias_of"), table_name="rep")
    for table, column in (("touched", "owner_id"), ("activity", "owner_id"), ("rep", "alias_of")):
        op.drop_column(table, column)
    op.drop_table("alias")


def refuse(table: str, name: str, act: str, when: str = "true") -> None:
    """Make a trigger by which `table` refuses `act`, always or when a condition holds."""
    if op.get_bind().dialect.name == "postgresql":
        how = "EXECUTE FUNCTION facts_stay()"
    else:
        how = f"BEGIN SELECT RAISE(ABORT, 'facts of {table} stay as they are'); END"
    op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW WHEN ({when}) {how}")


def drop_trigger(name: str) -> None:
    """Drop a trigger of activities."""
    of_table = " ON activity" if op.get_bind().dialect.name == "postgresql" else ""
    op.execute(f"DROP TRIGGER {name}{of_table}")
