"""A screen's programme: the items that it shows, one after the other."""

from typing import NamedTuple


class Item(NamedTuple):
    """One item of a screen's programme: `kind` is a key of `app.wall.scenes.KINDS`, `side` empty for all sides.

    `detail` is the text of a message, or the id of a service level for a metric (empty: the one that matters).
    """

    kind: str
    side: str
    seconds: int
    detail: str


Programme = tuple[Item, ...]

STANDARD: Programme = (
    Item("race", "", 24, ""),
    Item("reps", "", 24, ""),
    Item("levels", "", 20, ""),
    Item("badges", "", 16, ""),
    Item("metric", "", 16, ""),
    Item("due", "", 15, ""),
    Item("podium", "", 16, ""),
    Item("countdown", "", 10, ""),
)
"""What a screen shows that has no programme of its own."""
