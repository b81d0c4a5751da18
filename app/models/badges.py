"""Badges that are facts: awarded by the close of a quarter or given by a manager, and those that were revoked."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models.activities import RowId


class BadgeAward(Base):
    """A badge that a rep or a team (`board`, `who`: its row's id) has for good, once for each `span`. Append-only.

    It was earned in `month` by the terms of `version_id`, and made final by a close; or given by a user with a reason,
    as the `turn`th one that he gave of it in the month. `name` is what it was called then, `evidence` is JSON.
    """

    __tablename__ = "badge_award"
    __table_args__ = (
        CheckConstraint("board IN ('rep', 'team')", name="board"),
        CheckConstraint("metal IN ('bronze', 'silver', 'gold')", name="metal"),
        CheckConstraint("(close_id IS NULL) = (given_by IS NOT NULL)", name="source"),
        CheckConstraint("(turn IS NULL) = (given_by IS NULL)", name="turn"),
        CheckConstraint("(given_by IS NULL) = (reason = '')", name="reason"),
        UniqueConstraint("board", "who", "badge", "metal", "span"),
        # A manager's badges of a month are counted from 1 to the limit: of two that he gives at once one waits.
        UniqueConstraint("given_by", "badge", "month", "turn"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    board: Mapped[str] = mapped_column(String(4))
    who: Mapped[int]
    badge: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(100))
    metal: Mapped[str] = mapped_column(String(6))
    span: Mapped[str] = mapped_column(String(10))
    month: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("agreement_version.id"))
    evidence: Mapped[str] = mapped_column(Text)
    awarded_at: Mapped[int] = mapped_column(BigInteger)
    close_id: Mapped[int | None] = mapped_column(ForeignKey("quarter_close.id"))
    given_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    turn: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text, default="")


Index("ix_badge_award_at", BadgeAward.awarded_at)


class BadgeRevocation(Base):
    """Somebody took a badge back, and why. Append-only; an award is revoked once."""

    __tablename__ = "badge_revocation"
    __table_args__ = (CheckConstraint("reason <> ''", name="reason"),)

    award_id: Mapped[int] = mapped_column(ForeignKey("badge_award.id"), primary_key=True, autoincrement=False)
    at: Mapped[int] = mapped_column(BigInteger)
    by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(Text)
