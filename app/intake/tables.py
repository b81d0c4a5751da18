"""Rows of a CSV file, each with the line it begins in; what is wrong with a row is a value, and reading goes on."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.intake.faults import Refusal, UnreadableError
from app.intake.text import TextFile

MOST_COLUMNS = 1_000
LONGEST_HEADER = 100_000
LARGEST_CELL = 16 << 20
"""Characters; a longer cell is cut off in memory, and its row refused. Most often a quote was never closed."""

SEPARATORS = (",", ";", "\t", "|")

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Dialect:
    """How a file separates and quotes its cells, empty if it does not; `skip`: how many lines are above the header."""

    separator: str = ","
    quote: str = '"'
    skip: int = 0

    def options(self) -> dict[str, Any]:
        """Return how to read it with the csv module, which is not to guess at malformed quotes."""
        quoting = {"quotechar": self.quote} if self.quote else {"quoting": csv.QUOTE_NONE}
        return {"delimiter": self.separator, "strict": True, **quoting}


class Table:
    """A CSV file with a header: `columns`, and rows with as many cells."""

    def __init__(self, file: TextFile, dialect: Dialect) -> None:
        """Open `file` and read its header. Raises UnreadableError if there is none that can be used."""
        self.file = file
        self._stream = file.open(newline="")
        try:
            self._skipped = sum(1 for _line in zip(range(dialect.skip), self._stream, strict=False))
            csv.field_size_limit(LARGEST_CELL)
            self._reader = csv.reader(self._stream, **dialect.options())
            self.columns = self._header()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    @property
    def position(self) -> int:
        """Return how many bytes were read."""
        return self._stream.buffer.tell()

    def rows(self) -> Iterator[Row | Refusal]:
        """Yield the rows with the line that each begins in, empty lines left out; a row that is none as a refusal."""
        reader, width, has_nul = self._reader, len(self.columns), self.file.has_nul
        line = reader.line_num + 1
        while True:
            try:
                for cells in reader:
                    if len(cells) == width and not (has_nul and any("\0" in cell for cell in cells)):
                        yield line + self._skipped, cells
                    elif any(cell.strip() for cell in cells):
                        yield Refusal(line + self._skipped, self._odd(cells), cells)
                    line = reader.line_num + 1
            except csv.Error as error:
                yield Refusal(line + self._skipped, self._malformed(error, reader.line_num - line), ())
                line = reader.line_num + 1
            else:
                return

    def _header(self) -> tuple[str, ...]:
        try:
            cells = next((cells for cells in self._reader if any(cell.strip() for cell in cells)), None)
        except csv.Error as error:
            told = {"path": self.file.path, "reason": self._malformed(error, 0)}
            raise UnreadableError(_("The header of %(path)s is malformed: %(reason)s", **told)) from error
        if cells is None:
            raise UnreadableError(_("%(path)s has no header.", path=self.file.path))
        if len(cells) > MOST_COLUMNS:
            raise UnreadableError(
                _(
                    "%(path)s has %(count)d columns: that is no table of facts.",
                    path=self.file.path,
                    count=len(cells),
                )
            )
        return tuple(cell.strip() for cell in cells)

    def _odd(self, cells: Sequence[str]) -> str:
        if len(cells) != len(self.columns):
            counts = {"count": len(cells), "width": len(self.columns)}
            return _("has another number of cells (%(count)d) than the header (%(width)d)", **counts)
        column = next(name for name, cell in zip(self.columns, cells, strict=True) if "\0" in cell)
        return _("%(column)s holds a NUL character", column=column)

    @staticmethod
    def _malformed(error: csv.Error, further: int) -> str:
        """Return the reason in words; `further` lines after the first were read before it came to light."""
        text = str(error)
        if "unexpected end" in text:
            return _(
                "a quoted cell is never closed; the %(count)d lines after it are lost in it", count=further
            )
        if "field limit" in text:
            return _("a cell is larger than 16 MB, or a quoted cell is never closed")
        if "expected after" in text:
            return _("a quoted cell goes on after its closing quote")
        return text


def guess_dialect(file: TextFile, known: Sequence[str]) -> Dialect:
    """Return the dialect whose separator finds most of the `known` columns in the first line; a comma if none does."""
    with file.open(newline="") as stream:
        line = next((line for line in iter(lambda: stream.readline(LONGEST_HEADER), "") if line.strip()), "")

    def hits(separator: str) -> int:
        try:
            cells = [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]
        except csv.Error:
            return 0
        return sum(name in cells for name in known)

    return Dialect(max(SEPARATORS, key=hits))
