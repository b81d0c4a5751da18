"""Reads of pairing: whether a screen waits or was paired, and which names are free."""

from sqlalchemy import select

from app.auth.queries import fingerprint
from app.extensions import db
from app.models.screens import ScreenPairing
from app.models.users import Screen


def is_waiting(token: str, now: int) -> bool:
    """Return whether a screen with this token waits to be paired."""
    waiting = select(ScreenPairing.token_hash).where(ScreenPairing.token_hash == fingerprint(token))
    return db.session.scalar(waiting.where(ScreenPairing.expires_at > now)) is not None


def is_hung(token: str) -> bool:
    """Return whether the screen with this token may show the wall, whatever this process remembers."""
    hung = select(Screen.id).where(Screen.token_hash == fingerprint(token), Screen.revoked_at.is_(None))
    return db.session.scalar(hung) is not None


def revoked_names() -> list[str]:
    """Return the names of screens that were revoked: a new screen may take the place of each."""
    return list(
        db.session.scalars(select(Screen.name).where(Screen.revoked_at.is_not(None)).order_by(Screen.name))
    )


def is_taken(name: str) -> bool:
    """Return whether a screen that is not revoked has this name."""
    taken = select(Screen.id).where(Screen.name == name, Screen.revoked_at.is_(None))
    return db.session.scalar(taken) is not None
