"""A file of activities goes in batch by batch: what was stored stays, and a load that was killed can be run again."""

import gc
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.activities.reading import Delivery
from app.activities.rows import Row
from app.activities.service import Outcome
from app.intake.faults import Refusal
from app.intake.refused import RefusedRows
from app.intake.values import shorten

BATCH = 30_000

Sink = Callable[[list[Row]], Outcome]
"""Stores activities, or would."""


@dataclass
class Counts:
    """Activities new, repeated, corrected or conflicting; rows that were refused, or of which no activity was made."""

    new: int = 0
    repeated: int = 0
    corrected: int = 0
    conflicting: int = 0
    refused: int = 0
    empty: int = 0


class Load:
    """One file on its way through a sink, its refused rows on their way into another file."""

    def __init__(self, delivery: Delivery, sink: Sink, refused: RefusedRows, batch: int = BATCH) -> None:
        """Take the file, where activities and refused rows go, and how many activities make a batch."""
        self.delivery, self.sink, self.refused, self.batch = delivery, sink, refused, batch
        self.counts = Counts()
        self._rows: list[Row] = []
        self._lines = array("q")
        self._echo: Iterator[tuple[int, Sequence[str]]] = delivery.cells()

    def run(self, progress: Callable[[int, int], None]) -> Counts:
        """Load the whole file; tell `progress` how many bytes of how many are done."""
        # Millions of tuples come and go, none of them in a circle: looking for circles would cost a tenth of the time.
        gc.disable()
        try:
            self._run(progress)
        finally:
            gc.enable()
        return self.counts

    def _run(self, progress: Callable[[int, int], None]) -> None:
        rows, lines = self._rows, self._lines
        for read in self.delivery.rows():
            if isinstance(read, Refusal):
                self.counts.refused += 1
                self.refused.add(read)
                continue
            line, found = read
            if not found:
                self.counts.empty += 1
            for row in found:
                rows.append(row)
                lines.append(line)
            # Activities of one row stay together: a batch may be a little larger.
            if len(rows) >= self.batch:
                self._flush()
                progress(self.delivery.position, self.delivery.size)
        self._flush()
        progress(self.delivery.size, self.delivery.size)

    def _flush(self) -> None:
        if not self._rows:
            return
        outcome = self.sink(self._rows)
        self.counts.new += outcome.new
        self.counts.repeated += outcome.repeated
        self.counts.corrected += outcome.corrected
        self.counts.conflicting += len(outcome.conflicts)
        for number, fields in outcome.conflicts:
            told = {"key": shorten(self._rows[number][0]), "fields": fields}
            reason = _("conflicts with what was there first under the id %(key)s: %(fields)s", **told)
            line = self._lines[number]
            self.refused.add(Refusal(line, reason, self._cells(line)))
        self._rows.clear()
        del self._lines[:]
        # Statements leave circles behind, and corrections take many of them.
        gc.collect(0)

    def _cells(self, line: int) -> Sequence[str]:
        """Return the cells of the row that begins in `line`, which is not before the last one asked for.

        The file is read a second time as far as needed: to keep the cells of each row would double the memory.
        """
        return next((cells for number, cells in self._echo if number >= line), ())
