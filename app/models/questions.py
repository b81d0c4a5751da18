"""What reps asked about records behind their scores, and what they were answered. Append-only."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base

STANDS, MENDED = "stands", "mended"
OUTCOMES = (STANDS, MENDED)


class Question(Base):
    """A rep questions a record behind his score for a level in a month: an activity, or a clock by subject and start.

    Clocks are made anew from the activities, so that no row of theirs can be named. What was said about it, and how it
    stands, is in its entries.
    """

    __tablename__ = "question"
    __table_args__ = (CheckConstraint("(activity_id IS NULL) = (started IS NOT NULL)", name="one_record"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rep_id: Mapped[int] = mapped_column(ForeignKey("rep.id"))
    month: Mapped[int]
    level: Mapped[str] = mapped_column(String(200))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    subject: Mapped[str] = mapped_column(Text, default="")
    started: Mapped[int | None] = mapped_column(BigInteger)


_OF_ACTIVITY = Question.activity_id.is_not(None)
_OF_CLOCK = Question.started.is_not(None)
# One question about one record: who asks again adds to it.
Index(
    "uq_question_activity",
    *(Question.rep_id, Question.month, Question.level, Question.activity_id),
    unique=True,
    sqlite_where=_OF_ACTIVITY,
    postgresql_where=_OF_ACTIVITY,
)
Index(
    "uq_question_clock",
    *(Question.rep_id, Question.month, Question.level, Question.subject, Question.started),
    unique=True,
    sqlite_where=_OF_CLOCK,
    postgresql_where=_OF_CLOCK,
)


class QuestionEntry(Base):
    """What the rep asked (`outcome` empty), or somebody answered: it stands, or is mended at the source.

    The entries of a question are numbered from 1: of two who answer at once, or ask, one is first. A question is open
    while its last entry is the rep's.
    """

    __tablename__ = "question_entry"
    __table_args__ = (CheckConstraint("outcome IN ('', 'stands', 'mended')", name="outcome"),)

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[int] = mapped_column(BigInteger)
    by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    text: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(10), default="")
