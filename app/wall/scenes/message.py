"""A message, in words that somebody wrote for the wall."""

from typing import Any

from app.programme import Item
from app.stamp import Reading
from app.winners.figures import room

SIZES = (("short", 36), ("medium", 110), ("long", 260))
"""What a message is called by how many columns it takes; a longer one is "longest"."""


def figures(item: Item, _now: Reading, _turn: int) -> dict[str, Any] | None:
    """Return the message, if there is one."""
    text = item.detail.strip()
    return {"title": "", "text": text, "room": room(text, SIZES)} if text else None
