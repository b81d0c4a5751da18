"""What an exception is known by, and how its rep is reached."""

import hashlib
import json
from typing import NamedTuple

BREACH, WEEK, LIMIT = "breach", "week", "limit"
"""A clock ran out; a week ended missed; a count or sum went beyond what it may be, and cannot come back."""


class Key(NamedTuple):
    """What an exception is known by: its kind, whose it is, its level, its day and, of a clock, the subject."""

    kind: str
    board: str
    who: int
    level: str
    day: int
    subject: str

    @property
    def digest(self) -> str:
        """Return the key as an address says it."""
        return hashlib.sha256(json.dumps(self).encode()).hexdigest()[:20]


class Reach(NamedTuple):
    """The user that a rep is, and the channels by which he gets reminders."""

    user_id: int
    ways: tuple[str, ...]
