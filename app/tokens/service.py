"""Writes of tokens: made, shown once, and revoked for good."""

import secrets
from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import select, update

from app.auth.queries import fingerprint
from app.extensions import begin_write, db
from app.models.tokens import SCOPES, ApiToken

DAY = 24 * 3600 * 1_000_000
PREFIX = "baton_"
"""Lets people and programs that look for secrets in the wrong place tell what one is."""
LONGEST = 200
MOST_DAYS = 3_650


class RefusedError(Exception):
    """What was asked for cannot be done; `field` is what is wrong, the text says why."""

    def __init__(self, field: str, reason: str) -> None:
        """Keep the field beside the reason."""
        super().__init__(reason)
        self.field = field


def create_token(name: str, scopes: Collection[str], source: str, days: int | None, now: int) -> str:
    """Store a token and return it, which nobody can read again; it ends after `days`. Raises RefusedError."""
    name, source = name.strip(), source.strip()
    for field, text in (("name", name), ("source", source)):
        if not text or len(text) > LONGEST or "\0" in text:
            raise RefusedError(field, _("give a name of 1 to %(most)d characters", most=LONGEST))
    chosen = [scope for scope in SCOPES if scope in scopes]
    if not chosen:
        raise RefusedError("scopes", _("choose what the token may do"))
    token = PREFIX + secrets.token_urlsafe(32)
    begin_write()
    if db.session.scalar(select(ApiToken.id).where(ApiToken.name == name)) is not None:
        db.session.rollback()
        raise RefusedError("name", _("there is a token called %(name)s already", name=name))
    db.session.add(
        ApiToken(
            name=name,
            token_hash=fingerprint(token),
            scopes=" ".join(chosen),
            source=source,
            created_at=now,
            expires_at=None if days is None else now + days * DAY,
        )
    )
    db.session.commit()
    return token


def revoke_token(name: str, now: int) -> None:
    """Keep a token from being used, from the next request on. Raises RefusedError with the reason."""
    begin_write()
    revoked = db.session.scalar(
        update(ApiToken)
        .where(ApiToken.name == name, ApiToken.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(ApiToken.id)
    )
    if revoked is None:
        db.session.rollback()
        raise RefusedError("name", _("there is no token called %(name)s that is not revoked", name=name))
    db.session.commit()
