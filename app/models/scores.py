"""What follows from the facts: clocks, scores with their points history, standings. All of it can be rebuilt."""

from fractions import Fraction

from sqlalchemy import BigInteger, Dialect, ForeignKey, Index, Integer, String, Text, TypeDecorator
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models.activities import RowId


class Exact(TypeDecorator[Fraction]):
    """An exact number, stored as `numerator/denominator` in text: no database rounds it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Fraction | None, dialect: Dialect) -> str | None:
        """Write a fraction as text."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Fraction | None:
        """Read a fraction from text."""
        return None if value is None else Fraction(value)


class ClockRow(Base):
    """The time that one subject gave its owner under one service level; recomputed whole for a touched subject.

    Instants and `used` are in microseconds. `state` is met, breached, open, held (open and on hold), dropped or
    carried (handed over with its time). `got_day` is the day its rep got it; `month` and `day` are those of the
    decision, empty while undecided. `counts_on` is the day it counts on if that is another one, because of quarters
    that are final. `deadline` is empty while on hold.
    """

    __tablename__ = "clock"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    level: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(Text)
    rep_id: Mapped[int] = mapped_column(ForeignKey("rep.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("agreement_version.id"))
    state: Mapped[str] = mapped_column(String(10))
    started: Mapped[int] = mapped_column(BigInteger)
    got: Mapped[int] = mapped_column(BigInteger)
    got_day: Mapped[int]
    ended: Mapped[int | None] = mapped_column(BigInteger)
    used: Mapped[int] = mapped_column(BigInteger)
    deadline: Mapped[int | None] = mapped_column(BigInteger)
    day: Mapped[int | None]
    month: Mapped[int | None]
    counts_on: Mapped[int | None]


Index(
    "ix_clock_tally",
    ClockRow.month,
    ClockRow.level,
    ClockRow.rep_id,
    ClockRow.day,
    ClockRow.state,
    ClockRow.got_day,
    ClockRow.counts_on,
)
_MOVED = ClockRow.counts_on.is_not(None)
Index("ix_clock_moved", ClockRow.counts_on, sqlite_where=_MOVED, postgresql_where=_MOVED)
Index("ix_clock_rep", ClockRow.rep_id, ClockRow.month)
Index("ix_clock_subject", ClockRow.subject)
Index(
    "ix_clock_open",
    ClockRow.deadline,
    sqlite_where=ClockRow.state == "open",
    postgresql_where=ClockRow.state == "open",
)


class Score(Base):
    """Attainment and points of a rep or a team (`board`, `who`: its row's id) for one service level in one month.

    `numerator` ÷ `denominator` is what was measured; for weekly levels, the weeks that count. `exceed` is empty where
    the level can only be met.
    """

    __tablename__ = "score"

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


Index("ix_score_month", Score.month, Score.board)


class PointsChange(Base):
    """A line of the points history: a score's points changed, when and why. Append-only."""

    __tablename__ = "points_change"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    at: Mapped[int] = mapped_column(BigInteger)
    board: Mapped[str] = mapped_column(String(4))
    who: Mapped[int]
    month: Mapped[int]
    level: Mapped[str] = mapped_column(String(200))
    before: Mapped[int]
    after: Mapped[int]
    cause: Mapped[str] = mapped_column(String(200))


Index("ix_points_change_who", PointsChange.board, PointsChange.who, PointsChange.month)


class ScoredMonth(Base):
    """A month whose scores are stored, and the moment of scoring they are as of."""

    __tablename__ = "scored_month"

    month: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    as_of: Mapped[int] = mapped_column(BigInteger)


class Standing(Base):
    """A line of a board: period (`2017-05`, `2017-Q2`, `2017`), side (empty: all), `board` rep or team.

    `place` counts the lines from 1 without ties; pages are cut by it. `opening_rank` is the rank with which the day
    `opened` (of the last scoring) began; empty for who was not there.
    """

    __tablename__ = "standing"

    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    side: Mapped[str] = mapped_column(String(80), primary_key=True)
    board: Mapped[str] = mapped_column(String(4), primary_key=True)
    who: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int]
    rank: Mapped[int]
    points: Mapped[int]
    exceeded: Mapped[int]
    met: Mapped[int]
    opening_rank: Mapped[int | None]
    opened: Mapped[int]


Index("ix_standing_points", Standing.period, Standing.side, Standing.board, Standing.points)
Index("ix_standing_place", Standing.period, Standing.side, Standing.board, Standing.place)


class Stamp(Base):
    """One row: a number that moves in the transaction that changes what any board shows, and how fresh the data are.

    `rest` moves with all of that but scores: people, screens, log-ins, quarters, feeds, what was noticed. `data_as_of`
    is when activities were last received, `clocks_as_of` the moment that the stored clocks stand at.
    """

    __tablename__ = "stamp"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    rest: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    data_as_of: Mapped[int | None] = mapped_column(BigInteger)
    clocks_as_of: Mapped[int | None] = mapped_column(BigInteger)


class Touched(Base):
    """Months, both included, that a change of people, absences or the agreement touched and that await scoring.

    `clocks` tells that all clocks have to run anew; `owner_id` that those do which the activities of this owner are
    about, for they are credited to somebody else.
    """

    __tablename__ = "touched"

    id: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[int]
    last: Mapped[int]
    clocks: Mapped[bool]
    cause: Mapped[str] = mapped_column(String(200))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("rep.id"))
