"""An open file of activities, whatever its format: each row with its activities, or the reason why it is refused."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from flask_babel import gettext as _

from app.activities.parsing import csv_parser, mapped_parser, parse_object
from app.activities.rows import CORE, NEEDED, Row
from app.intake.faults import Refusal, RowError, UnreadableError
from app.intake.jsonlines import JsonLines
from app.intake.mapping import Mapping, check_columns
from app.intake.tables import Table, guess_dialect
from app.intake.text import TextFile, inspect

JSON_LINES = (".jsonl", ".ndjson")


Read = tuple[int, Sequence[Row]]
"""A row that was understood: the line it begins in, and its activities."""


class Delivery(ABC):
    """A file of activities that is open for reading; `columns` are the names of its cells, `size` is in bytes."""

    columns: Sequence[str]
    size: int

    @property
    @abstractmethod
    def position(self) -> int:
        """Return how many bytes were read."""

    @abstractmethod
    def rows(self) -> Iterator[Read | Refusal]:
        """Yield what each row says."""

    @abstractmethod
    def cells(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Read the file once more, and yield the line that each row begins in, and its cells."""

    @abstractmethod
    def close(self) -> None:
        """Close the file."""


def open_delivery(path: Path, mapping: Mapping | None = None, encoding: str | None = None) -> Delivery:
    """Open the file at `path`: JSON lines, CSV in the own format, or CSV as `mapping` says.

    Raises UnreadableError if it cannot be loaded at all, MappingError if it lacks columns that the mapping asks for.
    """
    file = inspect(path, encoding or (mapping.encoding if mapping else None))
    start = _first_character(file)
    if start == "[" and mapping is None:
        raise UnreadableError(_("%(path)s is a JSON array: write one object on each line.", path=path))
    if start != "{" and path.suffix not in JSON_LINES:
        return CsvDelivery(file, mapping)
    if mapping:
        raise UnreadableError(_("A mapping is for CSV, and %(path)s is JSON.", path=path))
    return JsonDelivery(file)


def _first_character(file: TextFile) -> str:
    with file.open(newline="") as stream:
        while piece := stream.read(1_000):
            if piece.strip():
                return piece.strip()[0]
    return ""


class JsonDelivery(Delivery):
    """JSON lines."""

    def __init__(self, file: TextFile) -> None:
        """Open `file`."""
        self._file = file
        self._lines = JsonLines(file)
        self.columns = ("row",)
        self.size = file.size

    @property
    def position(self) -> int:
        """Return how many bytes were read."""
        return self._lines.position

    def rows(self) -> Iterator[Read | Refusal]:
        """Yield the activity of each line."""
        for row in self._lines.rows():
            if isinstance(row, Refusal):
                yield row
                continue
            line, cells, found = row
            try:
                yield line, parse_object(found)
            except RowError as error:
                yield Refusal(line, str(error), cells)

    def cells(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield the lines as they are."""
        with closing(JsonLines(self._file)) as lines:
            yield from ((row[0], row[1]) for row in lines.rows() if not isinstance(row, Refusal))

    def close(self) -> None:
        """Close the file."""
        self._lines.close()


class CsvDelivery(Delivery):
    """CSV, in the own format or as a mapping says."""

    def __init__(self, file: TextFile, mapping: Mapping | None) -> None:
        """Open `file` and make a parser for its columns."""
        self._file = file
        self._dialect = mapping.dialect if mapping else guess_dialect(file, CORE)
        self._table = Table(file, self._dialect)
        self.columns = self._table.columns
        self.size = file.size
        try:
            if mapping:
                check_columns(mapping.activities, self.columns)
                self._parse = mapped_parser(mapping, self.columns)
            else:
                check_header(file.path, self.columns)
                self._parse = csv_parser(self.columns)
        except Exception:
            self.close()
            raise

    @property
    def position(self) -> int:
        """Return how many bytes were read."""
        return self._table.position

    def rows(self) -> Iterator[Read | Refusal]:
        """Yield the activities of each row."""
        parse = self._parse
        for row in self._table.rows():
            if isinstance(row, Refusal):
                yield row
                continue
            line, cells = row
            try:
                yield line, parse(cells)
            except RowError as error:
                if any(cell.strip() for cell in cells):
                    yield Refusal(line, str(error), cells)

    def cells(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield the cells of all rows."""
        with closing(Table(self._file, self._dialect)) as table:
            yield from (row for row in table.rows() if not isinstance(row, Refusal))

    def close(self) -> None:
        """Close the file."""
        self._table.close()


def check_header(path: Path, columns: Sequence[str]) -> None:
    """Raise UnreadableError unless `columns` are those of the own format and further ones with names of their own."""
    missing = [name for name in NEEDED if name not in columns]
    faults = [_("no column is called %(names)s", names=", ".join(missing))] if missing else []
    faults += [_("column %(at)d has no name", at=at) for at, name in enumerate(columns, 1) if not name]
    shouted = [name for name in columns if name not in CORE and name.lower() in CORE]
    faults += [_("%(name)s has to be written in lower case", name=name) for name in shouted]
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    faults += [_("more than one column is called %(name)s", name=name) for name in twice]
    if faults:
        told = {"path": path, "faults": "; ".join(faults), "core": ",".join(CORE)}
        raise UnreadableError(
            _(
                "The header of %(path)s is not %(core)s with further columns: %(faults)s. "
                "Any other table can be loaded with a mapping: --map, see docs/loading.md.",
                **told,
            )
        )
