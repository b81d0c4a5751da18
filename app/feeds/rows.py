"""What the service takes."""

from typing import NamedTuple


class Refused(NamedTuple):
    """A row that was refused: the name of its file or `API`, its line or place there, its id if known, and why."""

    file: str
    line: int
    key: str
    reason: str
