"""Activities: append-only facts from the CRM, where they came from, and the batches they were stored in."""

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base

# SQLite counts rows only in a column that is INTEGER to the letter.
RowId = BigInteger().with_variant(Integer, "sqlite")


class Source(Base):
    """A feed of activities; an activity's id is unique in its source.

    `delivered_at` is when it last brought activities, new or known ones. It is late when nothing came for longer than
    `expected_every` (microseconds; empty: nothing is expected); boards say so of one that is `required`.
    """

    __tablename__ = "source"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    required: Mapped[bool] = mapped_column(default=False, server_default=false())
    expected_every: Mapped[int | None] = mapped_column(BigInteger)
    delivered_at: Mapped[int | None] = mapped_column(BigInteger)


class Refusal(Base):
    """A row of a delivery that was refused: its `file` (or another word for where it came from), line, id and reason.

    The newest of each source are kept, so that they can be mended where they come from.
    """

    __tablename__ = "refusal"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    received_at: Mapped[int] = mapped_column(BigInteger)
    file: Mapped[str] = mapped_column(String(200))
    line: Mapped[int]
    key: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text)


class Kind(Base):
    """A kind of activity in the organisation's own words, for example `lead.assigned`."""

    __tablename__ = "kind"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)


class Batch(Base):
    """Activities stored in one transaction, the last of them at `last_at`.

    Scores rest on those up to `scored_at`, empty until the first scores are committed. `next_at` is the moment of the
    first of the others, which the batch awaits; empty when there are none.
    """

    __tablename__ = "batch"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    received_at: Mapped[int] = mapped_column(BigInteger)
    size: Mapped[int]
    last_at: Mapped[int] = mapped_column(BigInteger)
    scored_at: Mapped[int | None] = mapped_column(BigInteger)
    next_at: Mapped[int | None] = mapped_column(BigInteger)


class Activity(Base):
    """Something happened at an instant, owned by a rep, about a subject.

    It is credited to `rep_id`; `owner_id` is the owner that it was sent under if that is an alias of this rep, else
    empty. The owner is a fact, whom he means follows from what was decided about aliases.

    `at` is in microseconds since 1970; `local_at` keeps the wall time of one that came without an offset, in the same
    unit, so that a change of the agreement's zone can place it anew. `value` is in ten-thousandths. `day` and `month`
    (year × 12 + month − 1) are those of the agreement's zone, derived from `at`. `attributes` is JSON text with sorted
    keys and no empty values, or null. `corrected` tells that a correction took its place: it counts no more.
    """

    __tablename__ = "activity"
    __table_args__ = (UniqueConstraint("source_id", "key"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    key: Mapped[str] = mapped_column(Text)
    kind_id: Mapped[int] = mapped_column(ForeignKey("kind.id"))
    at: Mapped[int] = mapped_column(BigInteger)
    local_at: Mapped[int | None] = mapped_column(BigInteger)
    day: Mapped[int]
    month: Mapped[int]
    rep_id: Mapped[int] = mapped_column(ForeignKey("rep.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("rep.id"))
    subject: Mapped[str] = mapped_column(Text, default="")
    value: Mapped[int | None] = mapped_column(BigInteger)
    attributes: Mapped[str | None] = mapped_column(Text)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    corrected: Mapped[bool] = mapped_column(default=False, server_default=false())


class Correction(Base):
    """An entry that names an activity, by its id in the source, and takes its place or withdraws it. Append-only.

    `key` is its own id, that of the activity in the other's place if there is one (`replaced_by`). `activity_id` is
    empty until the activity that it corrects has come.
    """

    __tablename__ = "correction"
    __table_args__ = (UniqueConstraint("source_id", "key"), UniqueConstraint("source_id", "of_key"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    key: Mapped[str] = mapped_column(Text)
    of_key: Mapped[str] = mapped_column(Text)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"), index=True)
    replaced_by: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)


_EARLY = Correction.activity_id.is_(None)
Index("ix_correction_early", Correction.source_id, sqlite_where=_EARLY, postgresql_where=_EARLY)

# Grouping order of the tallies: one pass over this index answers every measure without touching the table.
Index(
    "ix_activity_tally",
    Activity.rep_id,
    Activity.month,
    Activity.kind_id,
    Activity.day,
    Activity.value,
    Activity.corrected,
)
_HAS_SUBJECT = Activity.subject != ""
# A subject's activities as its clocks read them, without touching the table.
Index(
    "ix_activity_subject",
    Activity.subject,
    Activity.at,
    Activity.kind_id,
    Activity.rep_id,
    Activity.corrected,
    sqlite_where=_HAS_SUBJECT,
    postgresql_where=_HAS_SUBJECT,
)
_OF_ALIAS = Activity.owner_id.is_not(None)
Index("ix_activity_owner", Activity.owner_id, sqlite_where=_OF_ALIAS, postgresql_where=_OF_ALIAS)
_AWAITING = Batch.next_at.is_not(None)
Index("ix_batch_next", Batch.next_at, sqlite_where=_AWAITING, postgresql_where=_AWAITING)
Index("ix_batch_last", Batch.last_at)
Index("ix_batch_source", Batch.source_id, Batch.id)
Index("ix_refusal_source", Refusal.source_id, Refusal.id)
