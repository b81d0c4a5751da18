"""People: reps with their aliases, teams, dated memberships, absences.

Days are whole numbers (`date.toordinal()`), ranges half-open: they are compared and grouped on hot paths.
"""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base

FIRST_DAY = 0
"""Start of a membership that was always there."""
LAST_DAY = 3_652_060
"""End of an open membership: after the last day that a date can have."""


class Rep(Base):
    """An owner key that activities use; one who was never in a team is unknown, and has no name.

    `alias_of` is the rep whom the key means if it is an alias: the newest decision about it says so. `wall_name` is
    what he chose to be called on walls; empty: his name.
    """

    __tablename__ = "rep"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(320), default="", index=True)
    alias_of: Mapped[int | None] = mapped_column(ForeignKey("rep.id"), index=True)
    wall_name: Mapped[str] = mapped_column(String(60), default="", server_default=text("''"))

    memberships: Mapped[list["Membership"]] = relationship(back_populates="rep", order_by="Membership.starts")


class Alias(Base):
    """A decision that an owner key means a rep, or (`rep_id` empty) none but itself again. Append-only.

    The newest one about a key stands.
    """

    __tablename__ = "alias"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("rep.id"), index=True)
    rep_id: Mapped[int | None] = mapped_column(ForeignKey("rep.id"))
    decided_at: Mapped[int] = mapped_column(BigInteger)
    decided_by: Mapped[str] = mapped_column(String(320))


class Team(Base):
    """A team and the one side of the agreement that it is on."""

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    side: Mapped[str] = mapped_column(String(80))


class Membership(Base):
    """A rep in a team from the day `starts` up to, not including, `ends`; name and e-mail as that row gave them."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("rep_id", "starts"),
        CheckConstraint("starts < ends", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rep_id: Mapped[int] = mapped_column(ForeignKey("rep.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    starts: Mapped[int] = mapped_column(default=FIRST_DAY)
    ends: Mapped[int] = mapped_column(default=LAST_DAY)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320), default="")

    rep: Mapped[Rep] = relationship(back_populates="memberships")
    team: Mapped[Team] = relationship()


class Absence(Base):
    """Days on which a rep owes nothing: from `starts` up to, not including, `ends`."""

    __tablename__ = "absence"
    __table_args__ = (
        UniqueConstraint("rep_id", "starts", "ends"),
        CheckConstraint("starts < ends", name="order"),
        # A page that is old withdraws the absence that it showed, and no other that was noted since.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rep_id: Mapped[int] = mapped_column(ForeignKey("rep.id"))
    starts: Mapped[int]
    ends: Mapped[int]


Index("ix_membership_team_id_rep_id", Membership.team_id, Membership.rep_id)
