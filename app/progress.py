"""How a long job tells what it does."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is (0 if unknown)."""


def quiet(_what: str, _done: int, _all: int) -> None:
    """Say nothing about progress."""
