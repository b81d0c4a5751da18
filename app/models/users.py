"""Users, their login sessions, the teams a manager manages, and wall screens."""

from sqlalchemy import BigInteger, ForeignKey, String, false, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base
from app.models.people import Team

ROLES = ("rep", "manager", "admin")


class User(Base):
    """Someone who logs in; linked to the rep with the same e-mail address (stored in lower case).

    `password_hash` is empty while an invitation was not followed; no password matches it.
    """

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    role: Mapped[str] = mapped_column(String(10))
    password_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[int] = mapped_column(BigInteger)
    disabled_at: Mapped[int | None] = mapped_column(BigInteger)
    last_log_in: Mapped[int | None] = mapped_column(BigInteger)

    manages: Mapped[list["ManagedTeam"]] = relationship(cascade="all, delete-orphan")


class ManagedTeam(Base):
    """A team that a manager manages."""

    __tablename__ = "managed_team"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)

    team: Mapped[Team] = relationship()


class LoginSession(Base):
    """One log-in: revocable, with an idle and an absolute end; `id` is the hash of what the cookie holds."""

    __tablename__ = "login_session"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[int] = mapped_column(BigInteger)
    idle_ends_at: Mapped[int] = mapped_column(BigInteger)
    ends_at: Mapped[int] = mapped_column(BigInteger)
    revoked_at: Mapped[int | None] = mapped_column(BigInteger)


class PasswordLink(Base):
    """The one link by which a user may set his password: kept as the hash of what it holds, deleted by its use."""

    __tablename__ = "password_link"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[int] = mapped_column(BigInteger)


class LoginAttempts(Base):
    """Failed log-ins of one address or e-mail (hashed) in the window that began at `since`."""

    __tablename__ = "login_attempts"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[int] = mapped_column(BigInteger)
    failures: Mapped[int]


class Screen(Base):
    """A wall screen: what its cookie holds is kept only as a hash.

    `seen_at` is when it last asked, to a minute or two. From `quiet_from` to `quiet_to`, times of the day like "18:30"
    in the agreement's zone or both empty, nothing interrupts what it shows. `programme_version` counts the changes of
    its programme.
    """

    __tablename__ = "screen"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[int] = mapped_column(BigInteger)
    revoked_at: Mapped[int | None] = mapped_column(BigInteger)
    seen_at: Mapped[int | None] = mapped_column(BigInteger)
    sound: Mapped[bool] = mapped_column(default=False, server_default=false())
    quiet_from: Mapped[str] = mapped_column(String(5), default="", server_default=text("''"))
    quiet_to: Mapped[str] = mapped_column(String(5), default="", server_default=text("''"))
    dims: Mapped[bool] = mapped_column(default=True, server_default=true())
    programme_version: Mapped[int] = mapped_column(default=0, server_default="0")
