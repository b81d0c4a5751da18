"""Tokens that let programs use the API: how often each asked, and what was answered to requests with a key."""

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base

SCOPES = ("ingest", "read")


class ApiToken(Base):
    """What a program shows to use the API; shown once and kept only as a hash.

    `scopes` are words with spaces between; `source` is the feed that activities posted with it belong to.
    """

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[str] = mapped_column(String(100))
    source: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[int | None] = mapped_column(BigInteger)
    last_used_at: Mapped[int | None] = mapped_column(BigInteger)
    revoked_at: Mapped[int | None] = mapped_column(BigInteger)


class ApiUsage(Base):
    """Requests that came with one token in the window that began at `since`."""

    __tablename__ = "api_usage"

    token_id: Mapped[int] = mapped_column(ForeignKey("api_token.id"), primary_key=True)
    since: Mapped[int] = mapped_column(BigInteger)
    requests: Mapped[int]


class ApiAnswer(Base):
    """The answer to a request that came with a key, so that the same request is answered the same once more.

    `digest` is of the request; `status` is empty while it is being worked on.
    """

    __tablename__ = "api_answer"

    token_id: Mapped[int] = mapped_column(ForeignKey("api_token.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[int] = mapped_column(BigInteger, index=True)
    status: Mapped[int | None]
    body: Mapped[str | None] = mapped_column(Text)
