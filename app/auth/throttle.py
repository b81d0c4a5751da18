"""Limits on failed log-ins, kept in a table: they hold across workers and restarts.

An attempt is counted *before* its password is looked at, by one conditional upsert: however many workers are asked at
once, no more attempts than the limit get through in a window. A success gives the attempt back.
"""

import hashlib
import hmac
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from flask import current_app
from sqlalchemy import delete, select, text

from app.extensions import db
from app.models.users import LoginAttempts

WINDOW = 15 * 60 * 1_000_000
PER_EMAIL = 5
PER_ADDRESS = 30

# The row is counted anew when its window has passed; when the limit is reached nothing changes and no row comes back.
_TAKE = text(
    """
    INSERT INTO login_attempts (key, since, failures) VALUES (:key, :now, 1)
    ON CONFLICT (key) DO UPDATE SET
      failures = CASE WHEN login_attempts.since <= :past THEN 1 ELSE login_attempts.failures + 1 END,
      since = CASE WHEN login_attempts.since <= :past THEN :now ELSE login_attempts.since END
    WHERE login_attempts.since <= :past OR login_attempts.failures < :limit
    RETURNING failures
    """
)
_SINCE = text("SELECT since FROM login_attempts WHERE key = :key")
_GIVE_BACK = text("UPDATE login_attempts SET failures = failures - 1 WHERE key = :key AND failures > 0")


@dataclass(frozen=True)
class Attempt:
    """The hashed keys under which one attempt is counted; there is no e-mail address to count a link by."""

    email: str | None
    address: str


def attempt_of(email: str, address: str | None) -> Attempt:
    """Return the keys for an e-mail address and a remote address; neither can be read back from them."""
    return Attempt(_key("email", email), _key("address", _network(address)))


def link_attempt(address: str | None) -> Attempt:
    """Return the key under which who follows a link is counted: apart from log-ins, by his remote address alone."""
    return Attempt(None, _key("link", _network(address)))


def take(attempt: Attempt, now: int) -> int | None:
    """Count one attempt; return None if it may go on, else the instant from which the next one may. Commits nothing."""
    for key, limit in ((attempt.address, PER_ADDRESS), (attempt.email, PER_EMAIL)):
        if key is None:
            continue
        past = now - WINDOW
        counted = db.session.execute(_TAKE, {"key": key, "now": now, "past": past, "limit": limit})
        if counted.first() is None:
            since: int = db.session.execute(_SINCE, {"key": key}).scalar_one()
            return since + WINDOW
    return None


def forgive(attempt: Attempt, now: int) -> None:
    """Clear the count of an e-mail address after a success, and sweep out what has passed. Commits nothing.

    Rows are locked in the order of `take`; those that somebody holds are left to the next: no two wait in a circle.
    """
    db.session.execute(_GIVE_BACK, {"key": attempt.address})
    db.session.execute(delete(LoginAttempts).where(LoginAttempts.key == attempt.email))
    passed = select(LoginAttempts.key).where(LoginAttempts.since <= now - WINDOW)
    free = passed.with_for_update(skip_locked=True)
    db.session.execute(delete(LoginAttempts).where(LoginAttempts.key.in_(free)))


def _key(kind: str, what: str) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, f"{kind}:{what}".encode(), hashlib.sha256).hexdigest()


def _network(address: str | None) -> str:
    """Return `address`; of IPv6 the /64, for a household owns all of it."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return "unknown"
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
