"""Links by which people set their own passwords: an invitation, or a way back in. Nothing here commits.

A user has one at most: a new link takes the place of the one before. What it holds is kept as a hash, and its use
deletes the row, so that of two who follow it at once one finds nothing.
"""

import secrets

from sqlalchemy import delete, text

from app.auth.queries import fingerprint
from app.extensions import db
from app.models.users import PasswordLink

DAY = 24 * 3600 * 1_000_000
INVITATION = 7 * DAY
RESET = DAY

_PUT = text(
    """
    INSERT INTO password_link (user_id, token_hash, expires_at) VALUES (:user, :hash, :end)
    ON CONFLICT (user_id) DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at
    """
)


def put(user_id: int, end: int) -> str:
    """Make the link of a user, which works until `end`; return what it holds."""
    token = secrets.token_urlsafe(32)
    db.session.execute(_PUT, {"user": user_id, "hash": fingerprint(token), "end": end})
    return token


def use(token: str, now: int) -> int | None:
    """Return whose link this is, if it still works; it does not from now on."""
    link = delete(PasswordLink).where(PasswordLink.token_hash == fingerprint(token))
    return db.session.scalar(link.where(PasswordLink.expires_at > now).returning(PasswordLink.user_id))


def void(user_id: int) -> None:
    """Let the link of a user work no longer, if he has one."""
    db.session.execute(delete(PasswordLink).where(PasswordLink.user_id == user_id))
