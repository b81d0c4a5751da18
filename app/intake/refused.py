"""The file of refused rows: line, reason, and the row as it was, so that it can be mended at its source."""

import csv
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TextIO

from flask_babel import gettext as _

from app.cells import harmless
from app.intake.faults import Refusal

LONGEST_CELL = 500
SHOWN = 10
NEWEST = 1_000
"""Refused rows that are kept for who asks about them after a load."""


def shortened(cell: str) -> str:
    """Return `cell`, cut where it is long, so that no spreadsheet runs it."""
    if len(cell) > LONGEST_CELL:
        cell = _("%(start)s… (%(count)d characters)", start=cell[:LONGEST_CELL], count=len(cell))
    return harmless(cell.replace("\0", "\N{SYMBOL FOR NULL}"))


class RefusedRows:
    """Writes refused rows to a file that is made for the first of them; keeps the first few, and the newest.

    If the file cannot be written, `fault` says so and the load goes on: its good rows matter more.
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        """Take the place of the file and the names of the columns of the rows."""
        self.path = path
        self.columns = columns
        self.count = 0
        self.first: list[Refusal] = []
        self.newest: deque[Refusal] = deque(maxlen=NEWEST)
        self.fault = ""
        self._out: TextIO | None = None

    def add(self, refusal: Refusal) -> None:
        """Note a refused row."""
        self.count += 1
        self.newest.append(refusal)
        if len(self.first) < SHOWN:
            self.first.append(refusal)
        if not self.fault:
            try:
                self._write(refusal)
            except OSError as error:
                told = {"path": self.path, "reason": error.strerror}
                self.fault = _(
                    "Refused rows could not be written to %(path)s: %(reason)s. Give --refused.", **told
                )

    def _write(self, refusal: Refusal) -> None:
        if self._out is None:
            self._out = self.path.open("w", encoding="utf-8", newline="")
            csv.writer(self._out).writerow(["line", "reason", *map(shortened, self.columns)])
        csv.writer(self._out).writerow([refusal.line, *map(shortened, (refusal.reason, *refusal.cells))])

    def __enter__(self) -> "RefusedRows":
        """Start taking rows."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        if self._out:
            with suppress(OSError):
                self._out.close()
