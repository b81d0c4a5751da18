"""Entries form a chain: each one's hash is over the hash before it and all that the entry says."""

import hashlib
import json
from typing import Any

BEGINNING = "0" * 64
"""The hash before the first entry."""
HASHED = (
    *("seq", "at", "by", "kind", "bonus_id", "board", "who", "quarter"),
    *("amount", "currency", "batch_id", "note"),
)


def hash_of(before: str, entry: dict[str, Any]) -> str:
    """Return the hash of an entry that follows on the one with the hash `before`."""
    told = json.dumps(
        {name: entry[name] for name in HASHED}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return hashlib.sha256((before + told).encode()).hexdigest()
