"""What happened: noticed by the scores and badges as they are stored, shown to all, and the kudos for it.

Happenings follow from scores and badges. They are never deleted, for kudos hang on them: what is not so any more is
gone, and what is so again comes back.
"""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models.activities import RowId

BADGE, STREAK, MONTH, EXCEEDED, LEADER = "badge", "streak", "month", "exceeded", "leader"
THE_BOARD = 0
"""No row id of a participant: it stands for a board as a whole, where somebody is compared with all others."""


class Happening(Base):
    """Something good that happened to a rep or a team (`board`, `who`: its row's id) in `month`, once for each `key`.

    `side` is empty where it is not about one side. `at` is the moment at which it was noticed; of what came to light
    later, the one at which it came about. `live` tells that it had just come about by the course of things when it was
    noticed. `gone_at` is the moment at which it was found not to be so any more. `detail` is JSON.
    """

    __tablename__ = "happening"
    __table_args__ = (
        CheckConstraint("kind IN ('badge', 'streak', 'month', 'exceeded', 'leader')", name="kind"),
        CheckConstraint("board IN ('rep', 'team')", name="board"),
        CheckConstraint("gone_at IS NULL OR NOT live", name="live"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    key: Mapped[str] = mapped_column(Text, unique=True)
    board: Mapped[str] = mapped_column(String(4))
    who: Mapped[int]
    side: Mapped[str] = mapped_column(String(80))
    month: Mapped[int]
    at: Mapped[int] = mapped_column(BigInteger)
    detail: Mapped[str] = mapped_column(Text)
    live: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    gone_at: Mapped[int | None] = mapped_column(BigInteger)


Index("ix_happening_at", Happening.at, Happening.id)
Index("ix_happening_who", Happening.board, Happening.who, Happening.at)
Index("ix_happening_month", Happening.month, Happening.board)


class Kudos(Base):
    """A rep's kudos for a happening; he may take them back."""

    __tablename__ = "kudos"

    happening_id: Mapped[int] = mapped_column(
        ForeignKey("happening.id"), primary_key=True, autoincrement=False
    )
    rep_id: Mapped[int] = mapped_column(ForeignKey("rep.id"), primary_key=True, autoincrement=False)
    at: Mapped[int] = mapped_column(BigInteger)


class Unnoticed(Base):
    """Somebody (`board`, `who`), or a board as a whole, of whom scores or badges of a month changed.

    Nobody has looked at it since. `live` tells that it was the course of things that changed them. Whoever looked at
    changes takes them by their ids: the id of one that is gone is never given to another.
    """

    __tablename__ = "unnoticed"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - as SQLAlchemy wants it

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    board: Mapped[str] = mapped_column(String(4))
    who: Mapped[int]
    month: Mapped[int]
    live: Mapped[bool]


Index("ix_unnoticed_who", Unnoticed.board, Unnoticed.who)


class NoticedMonth(Base):
    """One row: the newest month of which it was noticed that it is over."""

    __tablename__ = "noticed_month"

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[int]


class NoticedLead(Base):
    """Who was last noticed to lead a board (`side` empty: of all) of the quarter called `period`, alone."""

    __tablename__ = "noticed_lead"

    board: Mapped[str] = mapped_column(String(4), primary_key=True)
    side: Mapped[str] = mapped_column(String(80), primary_key=True)
    period: Mapped[str] = mapped_column(String(10))
    who: Mapped[int]
