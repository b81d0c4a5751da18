"""Passwords: argon2id, with the least parameters that OWASP recommends; cheap ones in tests."""

import secrets
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

MIN_LENGTH = 10
MAX_LENGTH = 1000
"""Longer ones are refused unread: hashing them is work that anybody could ask for."""


@lru_cache
def _hasher(testing: bool) -> PasswordHasher:
    if testing:
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hasher() -> PasswordHasher:
    """Return the hasher with the parameters of today."""
    return _hasher(bool(current_app.config.get("TESTING")))


def make_hash(password: str) -> str:
    """Return what is stored of `password`."""
    return hasher().hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Return whether `password` is the one that `stored` was made from.

    Nothing stored – nobody has that e-mail address, or set no password yet – costs the same work, so that the time
    taken gives nobody away.
    """
    if not stored:
        make_hash(password)
        return False
    try:
        return hasher().verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Return whether `stored` was made with other parameters than today's."""
    return hasher().check_needs_rehash(stored)


def generate() -> str:
    """Return a new random password that can be read out and typed."""
    alphabet = "abcdefghijkmnpqrstuvwxyz23456789"  # without l and 1, o and 0
    return "-".join("".join(secrets.choice(alphabet) for _ in range(5)) for _ in range(4))
