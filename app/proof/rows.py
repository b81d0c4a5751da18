"""What the service of questions takes: a record behind a score, and what somebody says about it."""

from typing import NamedTuple


class Key(NamedTuple):
    """A record: an activity by its row's id, or else a clock by its subject and start."""

    activity_id: int | None
    subject: str
    started: int | None


class Asking(NamedTuple):
    """A record behind the score of a rep (his row's id) for a level in a month."""

    rep_id: int
    month: int
    level: str
    record: Key


class Said(NamedTuple):
    """What somebody says, by the id of his user, and when."""

    text: str
    by: int
    at: int
