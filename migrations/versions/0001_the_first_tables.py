"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agreement_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("loaded_at", sa.BigInteger(), nullable=False),
        sa.Column("replaced_at", sa.BigInteger(), nullable=True),
        sa.Column("holidays_from", sa.Integer(), nullable=False),
        sa.Column("holidays_to", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_version")),
    )
    op.create_index(op.f("ix_agreement_version_starts"), "agreement_version", ["starts"], unique=False)
    op.create_table(
        "kind",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kind")),
        sa.UniqueConstraint("name", name=op.f("uq_kind_name")),
    )
    op.create_table(
        "login_attempts",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_login_attempts")),
    )
    op.create_table(
        "points_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("board", sa.String(length=4), nullable=False),
        sa.Column("who", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=200), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points_change")),
    )
    op.create_index("ix_points_change_who", "points_change", ["board", "who", "month"], unique=False)
    op.create_table(
        "rep",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rep")),
        sa.UniqueConstraint("key", name=op.f("uq_rep_key")),
    )
    op.create_index(op.f("ix_rep_email"), "rep", ["email"], unique=False)
    op.create_table(
        "scored_month",
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_scored_month")),
    )
    op.create_table(
        "screen",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screen")),
        sa.UniqueConstraint("name", name=op.f("uq_screen_name")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_screen_token_hash")),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("name", name=op.f("uq_source_name")),
    )
    op.create_table(
        "stamp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("data_as_of", sa.BigInteger(), nullable=True),
        sa.Column("clocks_as_of", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamp")),
    )
    op.create_table(
        "standing",
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("side", sa.String(length=80), nullable=False),
        sa.Column("board", sa.String(length=4), nullable=False),
        sa.Column("who", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("exceeded", sa.Integer(), nullable=False),
        sa.Column("met", sa.Integer(), nullable=False),
        sa.Column("opening_rank", sa.Integer(), nullable=True),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("period", "side", "board", "who", name=op.f("pk_standing")),
    )
    op.create_index("ix_standing_place", "standing", ["period", "side", "board", "place"], unique=False)
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("side", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name=op.f("uq_team_name")),
    )
    op.create_table(
        "touched",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("clocks", sa.Boolean(), nullable=False),
        sa.Column("cause", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touched")),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("disabled_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rep_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.CheckConstraint("starts < ends", name=op.f("ck_absence_order")),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name=op.f("fk_absence_rep_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sa.UniqueConstraint("rep_id", "starts", "ends", name=op.f("uq_absence_rep_id_starts_ends")),
    )
    op.create_table(
        "batch",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("scored_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_batch_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.create_index(
        "ix_batch_unscored",
        "batch",
        ["id"],
        unique=False,
        sqlite_where=sa.text("scored_at IS NULL"),
        postgresql_where=sa.text("scored_at IS NULL"),
    )
    op.create_table(
        "clock",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("level", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("rep_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=False),
        sa.Column("got", sa.BigInteger(), nullable=False),
        sa.Column("got_day", sa.Integer(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("deadline", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.Integer(), nullable=True),
        sa.Column("month", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name=op.f("fk_clock_rep_id")),
        sa.ForeignKeyConstraint(["version_id"], ["agreement_version.id"], name=op.f("fk_clock_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
    )
    op.create_index(
        "ix_clock_open",
        "clock",
        ["deadline"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_clock_rep", "clock", ["rep_id", "month"], unique=False)
    op.create_index("ix_clock_subject", "clock", ["subject"], unique=False)
    op.create_index(
        "ix_clock_tally", "clock", ["month", "level", "rep_id", "day", "state", "got_day"], unique=False
    )
    op.create_table(
        "holiday",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["agreement_version.id"], name=op.f("fk_holiday_version_id")),
        sa.PrimaryKeyConstraint("version_id", "day", name=op.f("pk_holiday")),
    )
    op.create_table(
        "login_session",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("idle_ends_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_login_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
    )
    op.create_index(op.f("ix_login_session_user_id"), "login_session", ["user_id"], unique=False)
    op.create_table(
        "managed_team",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_managed_team_team_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_managed_team_user_id")),
        sa.PrimaryKeyConstraint("user_id", "team_id", name=op.f("pk_managed_team")),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rep_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.CheckConstraint("starts < ends", name=op.f("ck_membership_order")),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name=op.f("fk_membership_rep_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_membership_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("rep_id", "starts", name=op.f("uq_membership_rep_id_starts")),
    )
    op.create_index(op.f("ix_membership_team_id"), "membership", ["team_id"], unique=False)
    op.create_index("ix_membership_team_id_rep_id", "membership", ["team_id", "rep_id"], unique=False)
    op.create_table(
        "score",
        sa.Column("board", sa.String(length=4), nullable=False),
        sa.Column("who", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=200), nullable=False),
        sa.Column("side", sa.String(length=80), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("numerator", sa.Text(), nullable=True),
        sa.Column("denominator", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("exceed", sa.Text(), nullable=True),
        sa.Column("attainment", sa.String(length=8), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["agreement_version.id"], name=op.f("fk_score_version_id")),
        sa.PrimaryKeyConstraint("board", "who", "month", "level", name=op.f("pk_score")),
    )
    op.create_index("ix_score_month", "score", ["month", "board"], unique=False)
    op.create_table(
        "activity",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("local_at", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("rep_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("attributes", sa.Text(), nullable=True),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_activity_batch_id")),
        sa.ForeignKeyConstraint(["kind_id"], ["kind.id"], name=op.f("fk_activity_kind_id")),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name=op.f("fk_activity_rep_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_activity_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint("source_id", "key", name=op.f("uq_activity_source_id_key")),
    )
    op.create_index(op.f("ix_activity_batch_id"), "activity", ["batch_id"], unique=False)
    op.create_index(
        "ix_activity_subject",
        "activity",
        ["subject", "at", "kind_id", "rep_id"],
        unique=False,
        sqlite_where=sa.text("subject != ''"),
        postgresql_where=sa.text("subject != ''"),
    )
    op.create_index(
        "ix_activity_tally", "activity", ["rep_id", "month", "kind_id", "day", "value"], unique=False
    )
    op.execute("INSERT INTO stamp (id, number) VALUES (1, 1)")
    keep_facts()


def keep_facts() -> None:
    """Let the database itself refuse to change facts; `at`, `day` and `month` of an activity follow the zone."""
    fixed = "source_id, key, kind_id, local_at, rep_id, subject, value, attributes, batch_id"
    refuse("activity", "DELETE")
    refuse("activity", f"UPDATE OF {fixed}")
    refuse("points_change", "DELETE")
    refuse("points_change", "UPDATE")


def refuse(table: str, act: str) -> None:
    """Make a trigger by which `table` refuses `act`."""
    name = f"{table}_no_{act.split(maxsplit=1)[0].lower()}"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION facts_stay() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'facts of % stay as they are', TG_TABLE_NAME; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION facts_stay()"
        )
        return
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'facts of {table} stay as they are'); END"
    )


def downgrade() -> None:
    op.drop_table("activity")
    op.drop_table("score")
    op.drop_table("membership")
    op.drop_table("managed_team")
    op.drop_table("login_session")
    op.drop_table("holiday")
    op.drop_table("clock")
    op.drop_table("batch")
    op.drop_table("absence")
    op.drop_table("user")
    op.drop_table("touched")
    op.drop_table("team")
    op.drop_table("standing")
    op.drop_table("stamp")
    op.drop_table("source")
    op.drop_table("screen")
    op.drop_table("scored_month")
    op.drop_table("rep")
    op.drop_table("points_change")
    op.drop_table("login_attempts")
    op.drop_table("kind")
    op.drop_table("agreement_version")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION facts_stay()")
