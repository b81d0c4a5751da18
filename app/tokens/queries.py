"""Reads of tokens for those who keep them in order."""

from typing import NamedTuple

from sqlalchemy import select

from app.extensions import db
from app.models.tokens import ApiToken


class Token(NamedTuple):
    """A token as it is listed: instants in microseconds, empty where there is none."""

    name: str
    scopes: str
    source: str
    created_at: int
    expires_at: int | None
    last_used_at: int | None
    revoked_at: int | None

    def state(self, now: int) -> str:
        """Return active, expired or revoked."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at is not None and self.expires_at <= now else "active"


def all_tokens() -> list[Token]:
    """Return every token by name."""
    columns = [getattr(ApiToken, name) for name in Token._fields]
    return [Token(*row) for row in db.session.execute(select(*columns).order_by(ApiToken.name))]


def token_called(name: str) -> Token | None:
    """Return the token called `name`."""
    return next((one for one in all_tokens() if one.name == name), None)
