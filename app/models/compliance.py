"""What managers did about the exceptions of a day: followed them up, and had reps reminded of them."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models.activities import RowId

NOTE, TAKEN, NUDGED = "note", "taken", "nudged"


class FollowUp(Base):
    """A manager noted something about an exception, or took it on himself. Append-only.

    Exceptions follow from the facts and have no rows: each is known by its kind, whose it is (`board`, `who`: its
    row's id), its level, the day it happened on and, of a clock, the subject.
    """

    __tablename__ = "follow_up"
    __table_args__ = (CheckConstraint("act IN ('note', 'taken')", name="act"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    board: Mapped[str] = mapped_column(String(4))
    who: Mapped[int]
    level: Mapped[str] = mapped_column(String(200))
    day: Mapped[int] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(Text)
    at: Mapped[int] = mapped_column(BigInteger)
    by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    act: Mapped[str] = mapped_column(String(5))
    text: Mapped[str] = mapped_column(Text)


_TAKEN = FollowUp.act == TAKEN
# One takes it: of two who press at once the second one is told who was quicker.
Index(
    "uq_follow_up_taken",
    *(FollowUp.day, FollowUp.kind, FollowUp.board, FollowUp.who, FollowUp.level, FollowUp.subject),
    unique=True,
    sqlite_where=_TAKEN,
    postgresql_where=_TAKEN,
)


class Nudge(Base):
    """A manager had the user `user_id` reminded of an exception, at most once on each day (`on_day`). Append-only.

    The exception is known as by `FollowUp`. The message about it is in the outbox, about this row's id.
    """

    __tablename__ = "nudge"
    __table_args__ = (UniqueConstraint("day", "kind", "board", "who", "level", "subject", "on_day"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    board: Mapped[str] = mapped_column(String(4))
    who: Mapped[int]
    level: Mapped[str] = mapped_column(String(200))
    day: Mapped[int]
    subject: Mapped[str] = mapped_column(Text)
    on_day: Mapped[int]
    at: Mapped[int] = mapped_column(BigInteger)
    by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
