"""What came before in a load: its ids, or what a dry run would have stored. Neither takes much memory."""

import json
import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import TracebackType

from app.activities.storing import Content


class SeenIds:
    """The ids of the batches before, of each a number of eight bytes.

    Of files of a million rows one in 37 million has two ids with one number. Should the later one's row have to correct
    something, it is refused and told, and not when the file is loaded again.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self.batches: list[array[int]] = []

    def __contains__(self, key: str) -> bool:
        """Tell whether this id came before."""
        number = hash(key)
        for batch in self.batches:
            place = bisect_left(batch, number)
            if place < len(batch) and batch[place] == number:
                return True
        return False

    def add(self, keys: Iterable[str]) -> None:
        """Remember the ids of another batch."""
        self.batches.append(array("q", sorted(map(hash, keys))))


class Seen:
    """Activities by id, as far as needed to tell a repeat from a conflict, in a temporary file."""

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
