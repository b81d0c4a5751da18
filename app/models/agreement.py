"""Agreement versions: the text as it was loaded and the holidays as they were resolved then, both frozen."""

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base


class AgreementVersion(Base):
    """One version of the agreement, in force from its first month (year × 12 + month − 1) until a later one starts.

    A version loaded for the same first month replaces it: `replaced_at` is set and it is kept for the record.
    `holidays_from` and `holidays_to` are the years, both included, for which holidays are frozen.
    """

    __tablename__ = "agreement_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    starts: Mapped[int] = mapped_column(index=True)
    text: Mapped[str] = mapped_column(Text)
    loaded_at: Mapped[int] = mapped_column(BigInteger)
    replaced_at: Mapped[int | None] = mapped_column(BigInteger)
    holidays_from: Mapped[int]
    holidays_to: Mapped[int]


class Holiday(Base):
    """A public holiday frozen with a version; `day` as `date.toordinal()`."""

    __tablename__ = "holiday"

    version_id: Mapped[int] = mapped_column(ForeignKey("agreement_version.id"), primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
