"""Writes of pairing: a screen begins to wait, and a manager lets it show the wall.

The screen holds its future cookie from the beginning, so nothing has to be handed over: whoever enters the code makes
what waits a screen. Both are rows that hold the same hash, and one transaction takes the one for the other.
"""

import secrets

from flask_babel import gettext as _
from sqlalchemy import delete, select, text

from app.auth import screens, throttle
from app.auth.queries import fingerprint
from app.auth.service import MINUTE, Refusal, RefusedError
from app.extensions import begin_write, db
from app.models.screens import ScreenPairing
from app.pairing import codes, queries

LIFE = 10 * MINUTE

_WAIT = text(
    """
    INSERT INTO screen_pairing (token_hash, code_hash, expires_at) VALUES (:token, :code, :end)
    ON CONFLICT DO NOTHING
    RETURNING token_hash
    """
)


def wait(address: str | None, now: int) -> str | Refusal:
    """Let a screen wait to be paired; return the token that it holds from now on, or say that too many wait."""
    begin_write()
    retry_at = throttle.take(throttle.waiting_attempt(address), now)
    if retry_at is not None:
        db.session.rollback()
        return Refusal(retry_at)
    passed = select(ScreenPairing.token_hash).where(ScreenPairing.expires_at <= now)
    free = passed.with_for_update(skip_locked=True)
    db.session.execute(delete(ScreenPairing).where(ScreenPairing.token_hash.in_(free)))
    token = _begin(now + LIFE)
    db.session.commit()
    return token


def _begin(end: int) -> str:
    """Store a screen that waits under a code that no other one shows; return its token."""
    while True:
        token = secrets.token_urlsafe(32)
        code = codes.hash_of(codes.code_of(token))
        waiting = {"token": fingerprint(token), "code": code, "end": end}
        if db.session.scalar(_WAIT, waiting) is not None:
            return token


def pair(code: str, name: str, user_id: int, address: str | None, now: int) -> int | Refusal:
    """Let the screen that shows `code` show the wall as `name`, once; return its id, or say no.

    Raises RefusedError if another screen has that name.
    """
    if queries.is_taken(name):  # that is no wrong code: it does not count as one
        raise _taken()
    attempt = throttle.pairing_attempt(user_id, address)
    begin_write()
    retry_at = throttle.take(attempt, now)
    db.session.commit()
    if retry_at is not None:
        return Refusal(retry_at)
    begin_write()
    shown = delete(ScreenPairing).where(ScreenPairing.code_hash == codes.hash_of(code))
    token_hash = db.session.scalar(
        shown.where(ScreenPairing.expires_at > now).returning(ScreenPairing.token_hash)
    )
    if token_hash is None:
        db.session.rollback()
        return Refusal()
    number = screens.hang(name, token_hash, now, seen_at=now)
    if number is None:
        db.session.rollback()
        raise _taken()
    throttle.forgive(attempt, now)
    db.session.commit()
    return number


def _taken() -> RefusedError:
    return RefusedError(
        _("A screen of this name shows the wall. Choose another name, or revoke that one first.")
    )
