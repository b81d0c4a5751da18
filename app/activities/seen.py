"""What a dry run would have stored, kept in a temporary file: the memory stays flat however long the load is."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType

from app.activities.storing import Content


class Seen:
    """Activities by id, as far as needed to tell a repeat from a conflict."""

    def __init__(self) -> None:
        """Make the file; it is gone when the connection is closed."""
        self._connection = sqlite3.connect("", isolation_level=None)
        self._connection.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, meaning TEXT) WITHOUT ROWID")

    def __enter__(self) -> "Seen":
        """Start remembering."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Forget everything."""
        self._connection.close()

    def find(self, keys: Sequence[str]) -> Iterator[tuple[str, Content]]:
        """Yield what was seen under those of `keys` that were."""
        query = (
            "SELECT seen.key, meaning FROM json_each(?) AS asked CROSS JOIN seen ON seen.key = asked.value"
        )
        for key, meaning in self._connection.execute(query, (json.dumps(keys),)):
            yield key, tuple(json.loads(meaning))

    def add(self, meanings: Mapping[str, Content]) -> None:
        """Remember these."""
        self._connection.execute("BEGIN")
        rows = ((key, json.dumps(meaning)) for key, meaning in meanings.items())
        self._connection.executemany("INSERT INTO seen VALUES (?, ?)", rows)
        self._connection.execute("COMMIT")
