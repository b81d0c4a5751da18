"""Limits on failed log-ins and other guesses, kept in a table: they hold across workers and restarts.

An attempt is counted *before* its password or code is looked at, by one conditional upsert: however many workers are
asked at once, no more attempts than the limit get through in a window. A success gives the attempt back.
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
PER_PERSON = 5
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
    """The hashed keys under which one attempt is counted: of who tries, if that can be known, and of his address."""

    person: str | None
    address: str


def attempt_of(email: str, address: str | None) -> Attempt:
    """Return the keys for an e-mail address and a remote address; neither can be read back from them."""
    return Attempt(keyed("email", email), keyed("address", _network(address)))


def link_attempt(address: str | None) -> Attempt:
    """Return the key under which who follows a link is counted: apart from log-ins, by his remote address alone."""
    return Attempt(None, keyed("link", _network(address)))


def waiting_attempt(address: str | None) -> Attempt:
    """Return the key under which a screen that wants a code is counted: by its remote address."""
    return Attempt(None, keyed("waiting", _network(address)))


def pairing_attempt(user_id: int, address: str | None) -> Attempt:
    """Return the keys under which a user who enters the code of a screen is counted."""
    return Attempt(keyed("pairing", str(user_id)), keyed("pairing-address", _network(address)))


def take(attempt: Attempt, now: int) -> int | None:
    """Count one attempt; return None if it may go on, else the instant from which the next one may. Commits nothing."""
    for key, limit in ((attempt.address, PER_ADDRESS), (attempt.person, PER_PERSON)):
        if key is None:
            continue
        past = now - WINDOW
        counted = db.session.execute(_TAKE, {"key": key, "now": now, "past": past, "limit": limit})
        if counted.first() is None:
            since: int = db.session.execute(_SINCE, {"key": key}).scalar_one()
            return since + WINDOW
    return None


def forgive(attempt: Attempt, now: int) -> None:
    """Clear the count of who tried after a success, and sweep out what has passed. Commits nothing.

    Rows are locked in the order of `take`; those that somebody holds are left to the next: no two wait in a circle.
    """
    db.session.execute(_GIVE_BACK, {"key": attempt.address})
    db.session.execute(delete(LoginAttempts).where(LoginAttempts.key == attempt.person))
    passed = select(LoginAttempts.key).where(LoginAttempts.since <= now - WINDOW)
    free = passed.with_for_update(skip_locked=True)
    db.session.execute(delete(LoginAttempts).where(LoginAttempts.key.in_(free)))


def keyed(kind: str, what: str) -> str:
    """Return the fingerprint of something short, which nobody finds by trying without this installation's secret."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, f"{kind}:{what}".encode(), hashlib.sha256).hexdigest()


def _network(address: str | None) -> str:
    """Return `address`; of IPv6 the /64, for a household owns all of it."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return "unknown"
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
