"""Quarters that were closed: what state each is in, and every version of what was made final.

All but the state itself is append-only. A quarter without a row is running, or provisional.
"""

from fractions import Fraction

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models.activities import RowId
from app.models.scores import Exact

FINAL, REOPENED = "final", "reopened"
ASKED, AGREED, REFUSED = "asked", "agreed", "refused"


class Quarter(Base):
    """A quarter that was closed at least once, by its first month; `version` is the number of its newest close."""

    __tablename__ = "quarter"
    __table_args__ = (CheckConstraint("state IN ('final', 'reopened')", name="state"),)

    first: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
    label: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    close_id: Mapped[int] = mapped_column(ForeignKey("quarter_close.id"))


class QuarterClose(Base):
    """A version of a quarter that was made final, and what it rests on. Append-only.

    `closed_by` is empty where the nightly run closed it. What it rests on is the activities and corrections of the
    batches up to `last_batch` (none: 0), the decisions about aliases up to `last_alias`, `versions` of the agreement
    and the `roster` of then, and the closes that were in force then, `finals`; the three are JSON.
    `digest` is SHA-256 over all that and what was made final.
    """

    __tablename__ = "quarter_close"
    __table_args__ = (UniqueConstraint("first", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[int]
    last: Mapped[int]
    label: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    closed_at: Mapped[int] = mapped_column(BigInteger)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    last_batch: Mapped[int] = mapped_column(BigInteger)
    last_alias: Mapped[int]
    activities: Mapped[int] = mapped_column(BigInteger)
    versions: Mapped[str] = mapped_column(Text)
    finals: Mapped[str] = mapped_column(Text)
    roster: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))


class FinalScore(Base):
    """A score as a close made it final; its columns are those of `Score`. Append-only."""

    __tablename__ = "final_score"

    close_id: Mapped[int] = mapped_column(ForeignKey("quarter_close.id"), primary_key=True)
    board: Mapped[str] = mapped_column(String(4), primary_key=True)
    who: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[str] = mapped_column(String(200), primary_key=True)
    side: Mapped[str] = mapped_column(String(80))
    version_id: Mapped[int] = mapped_column(ForeignKey("agreement_version.id"))
    numerator: Mapped[Fraction | None] = mapped_column(Exact)
    denominator: Mapped[Fraction | None] = mapped_column(Exact)
    value: Mapped[Fraction | None] = mapped_column(Exact)
    target: Mapped[Fraction | None] = mapped_column(Exact)
    exceed: Mapped[Fraction | None] = mapped_column(Exact)
    attainment: Mapped[str] = mapped_column(String(8))
    points: Mapped[int]


class FinalStanding(Base):
    """A line of a quarter's board as a close made it final, with key and name of then. Append-only."""

    __tablename__ = "final_standing"

    close_id: Mapped[int] = mapped_column(ForeignKey("quarter_close.id"), primary_key=True)
    side: Mapped[str] = mapped_column(String(80), primary_key=True)
    board: Mapped[str] = mapped_column(String(4), primary_key=True)
    who: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    place: Mapped[int]
    rank: Mapped[int]
    points: Mapped[int]
    exceeded: Mapped[int]
    met: Mapped[int]


class FinalClock(Base):
    """A clock, by level, subject and start, that a close counted on `day`, for good (R17). Append-only."""

    __tablename__ = "final_clock"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    close_id: Mapped[int] = mapped_column(ForeignKey("quarter_close.id"))
    level: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(Text)
    started: Mapped[int] = mapped_column(BigInteger)
    rep_id: Mapped[int] = mapped_column(ForeignKey("rep.id"))
    got_day: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    ended: Mapped[int | None] = mapped_column(BigInteger)
    used: Mapped[int] = mapped_column(BigInteger)
    deadline: Mapped[int | None] = mapped_column(BigInteger)
    day: Mapped[int]


Index("ix_final_clock_subject", FinalClock.subject, FinalClock.close_id)
Index("ix_final_clock_close", FinalClock.close_id, FinalClock.rep_id)


class NightlyRun(Base):
    """The nightly run of a local day; `told` (a JSON list) is what it did and found, empty until it has finished."""

    __tablename__ = "nightly_run"

    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    started_at: Mapped[int] = mapped_column(BigInteger)
    finished_at: Mapped[int | None] = mapped_column(BigInteger)
    faults: Mapped[int] = mapped_column(default=0)
    told: Mapped[str] = mapped_column(Text, default="[]")


class Reopening(Base):
    """Somebody asked for a final quarter to be opened again, and why; another one agreed or refused."""

    __tablename__ = "reopening"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'agreed', 'refused')", name="state"),
        CheckConstraint("decided_by <> asked_by OR state = 'refused'", name="two_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    close_id: Mapped[int] = mapped_column(ForeignKey("quarter_close.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[int] = mapped_column(BigInteger)
    asked_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    state: Mapped[str] = mapped_column(String(10))
    decided_at: Mapped[int | None] = mapped_column(BigInteger)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answer: Mapped[str] = mapped_column(Text, default="")


_ASKED = Reopening.state == ASKED
Index("uq_reopening_asked", Reopening.close_id, unique=True, sqlite_where=_ASKED, postgresql_where=_ASKED)
