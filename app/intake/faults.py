"""What is wrong with a file or with one row of it."""

from collections.abc import Sequence
from typing import NamedTuple


class UnreadableError(Exception):
    """A file that cannot be loaded at all; the message says what is wrong, where, and what to do."""


class RowError(ValueError):
    """A row that is refused; the message is the reason. Whoever reads rows makes a `Refusal` of it."""


class Refusal(NamedTuple):
    """A row that is refused: where it begins, why, and its cells, if they could be told apart."""

    line: int
    reason: str
    cells: Sequence[str]
