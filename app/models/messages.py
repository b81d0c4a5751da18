"""Messages to people: the outbox, what was reminded of, and what each person chose to get."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models.activities import RowId

WAITING, SENDING, SENT, VOID = "waiting", "sending", "sent", "void"
REFUSED, UNCERTAIN = "refused", "uncertain"


class Message(Base):
    """A message to one person by one channel, about one thing of its kind: a digest's day, a reminder's moment.

    `next_at` is when it is tried (waiting) or when who is at it is taken for dead (sending). `handed_at` is set before
    what is sent could arrive: from then on it is not sent again unless the channel refused it. It ends as sent, void
    (there was nothing left to say), refused (for good, or too often) or uncertain (handed over, and no answer came).
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("kind", "user_id", "about", "channel"),
        CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'void', 'refused', 'uncertain')", name="state"
        ),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    about: Mapped[int] = mapped_column(BigInteger)
    channel: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[int] = mapped_column(BigInteger)
    next_at: Mapped[int] = mapped_column(BigInteger)
    tries: Mapped[int]
    handed_at: Mapped[int | None] = mapped_column(BigInteger)
    ended_at: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str] = mapped_column(Text)


_AT_WORK = Message.state.in_((WAITING, SENDING))
Index("ix_message_next", Message.next_at, sqlite_where=_AT_WORK, postgresql_where=_AT_WORK)
_FAILED = Message.state.in_((REFUSED, UNCERTAIN))
Index("ix_message_failed", Message.ended_at, sqlite_where=_FAILED, postgresql_where=_FAILED)


class Reminder(Base):
    """A person was, or is about to be, reminded of a clock: once, in the messages about the moment `about`."""

    __tablename__ = "reminder"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    level: Mapped[str] = mapped_column(String(200), primary_key=True)
    subject: Mapped[str] = mapped_column(Text, primary_key=True)
    started: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    about: Mapped[int] = mapped_column(BigInteger)


Index("ix_reminder_about", Reminder.user_id, Reminder.about)


class MessageChoice(Base):
    """What a person chose to get, as words `kind/channel`, and the webhooks that are his; without a row, the default.

    The address of a webhook lets whoever knows it write there.
    """

    __tablename__ = "message_choice"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    wanted: Mapped[str] = mapped_column(Text)
    slack: Mapped[str] = mapped_column(Text)
    teams: Mapped[str] = mapped_column(Text)
