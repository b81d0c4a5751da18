"""What belongs to wall screens: those that wait to be paired, and what each one shows."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base


class ScreenPairing(Base):
    """A screen that waits: the hash of the cookie it holds, and of the code that it shows; deleted by its use."""

    __tablename__ = "screen_pairing"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[int] = mapped_column(BigInteger, index=True)


class ProgrammeItem(Base):
    """One item of a screen's programme, in the order of `place`; a screen without any shows the standard programme.

    `side` is empty for all sides; `detail` is the text of a message, or the id of a service level, else empty.
    """

    __tablename__ = "programme_item"
    __table_args__ = (CheckConstraint("seconds BETWEEN 5 AND 300", name="seconds"),)

    screen_id: Mapped[int] = mapped_column(ForeignKey("screen.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    side: Mapped[str] = mapped_column(String(80))
    seconds: Mapped[int]
    detail: Mapped[str] = mapped_column(String(200))
