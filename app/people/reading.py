"""Files about people, read whole: they are judged by what holds at their end, not row by row."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Generic, TypeVar

from flask_babel import gettext as _

from app.intake.conditions import compile_conditions
from app.intake.faults import Refusal, RowError, UnreadableError
from app.intake.mapping import Mapping, check_columns
from app.intake.tables import Dialect, Table, guess_dialect
from app.intake.templates import compile_template
from app.intake.text import TextFile, inspect
from app.intake.values import read_day
from app.people.rows import (
    ABSENCE,
    ALIAS,
    MEMBERSHIP,
    MEMBERSHIP_NEEDED,
    Away,
    Cells,
    Member,
    Named,
    Renders,
    read_away,
    read_member,
    read_named,
)

MOST_ROWS = 1_000_000

R = TypeVar("R", Member, Away, Named)

Parse = Callable[[int, Cells], R | None]
"""Makes a value of the cells of a row, or nothing of a row that is none of its business."""


@dataclass
class Told(Generic[R]):
    """What a file says: its columns, its rows, those that are refused, and how many a mapping passed over."""

    columns: Sequence[str]
    rows: list[R]
    refusals: list[Refusal]
    empty: int = 0


def read_people(path: Path, mapping: Mapping | None = None, encoding: str | None = None) -> Told[Member]:
    """Return what the file at `path` says about memberships.

    Raises UnreadableError if it cannot be loaded at all, MappingError if it lacks columns that the mapping asks for.
    """
    if mapping is None:
        return _read(path, encoding, MEMBERSHIP, MEMBERSHIP_NEEDED, read_member)
    people = mapping.people
    if people is None:
        raise UnreadableError(_("The mapping has no [people]: it cannot load people."))

    def parser(table: Table) -> Parse[Member]:
        check_columns((people,), table.columns)
        places = {name: place for place, name in enumerate(table.columns)}
        applies = compile_conditions(people.when, places)
        renders = {name: compile_template(template, places) for name, template in people.fields.items()}
        read = partial(read_member, renders=renders, read_day=mapping.dates.day)
        return lambda line, cells: read(line, cells) if applies(cells) else None

    return _rows(inspect(path, encoding or mapping.encoding), mapping.dialect, parser)


def read_absences(path: Path, encoding: str | None = None) -> Told[Away]:
    """Return what the file at `path` says about absences. Raises UnreadableError if it cannot be loaded at all."""
    return _read(path, encoding, ABSENCE, ABSENCE, read_away)


def read_aliases(path: Path, encoding: str | None = None) -> Told[Named]:
    """Return what the file at `path` says about aliases. Raises UnreadableError if it cannot be loaded at all."""
    return _read(path, encoding, ALIAS, ALIAS, read_named)


def _read(
    path: Path,
    encoding: str | None,
    known: Sequence[str],
    needed: Sequence[str],
    read: Callable[[int, Cells, Renders, Callable[[str], int]], R],
) -> Told[R]:
    def parser(table: Table) -> Parse[R]:
        check_header(path, table.columns, known, needed)
        renders = {name: itemgetter(place) for place, name in enumerate(table.columns)}
        return lambda line, cells: read(line, cells, renders, read_day)

    file = inspect(path, encoding)
    return _rows(file, guess_dialect(file, known), parser)


def _rows(file: TextFile, dialect: Dialect, parser: Callable[[Table], Parse[R]]) -> Told[R]:
    with closing(Table(file, dialect)) as table:
        parse = parser(table)
        told: Told[R] = Told(table.columns, [], [])
        for number, row in enumerate(table.rows()):
            if number >= MOST_ROWS:
                raise UnreadableError(
                    _("%(path)s has more than a million rows about people.", path=file.path)
                )
            if isinstance(row, Refusal):
                told.refusals.append(row)
            elif any(cell.strip() for cell in row[1]):
                _take(told, row, parse)
        return told


def _take(told: Told[R], row: tuple[int, list[str]], parse: Parse[R]) -> None:
    line, cells = row
    try:
        found = parse(line, cells)
    except RowError as error:
        told.refusals.append(Refusal(line, str(error), cells))
    else:
        if found is None:
            told.empty += 1
        else:
            told.rows.append(found)


def check_header(path: Path, columns: Sequence[str], known: Sequence[str], needed: Sequence[str]) -> None:
    """Raise UnreadableError unless `columns` are among those `known`, each once, the `needed` ones all there."""
    faults = [_("no column is called %(name)s", name=name) for name in needed if name not in columns]
    # Ignored, a column that is merely misspelt would make everybody a member for ever.
    faults += [_("%(name)s is not known", name=name or "“”") for name in columns if name not in known]
    twice = sorted({name for name in columns if columns.count(name) > 1})
    faults += [_("more than one column is called %(name)s", name=name or "“”") for name in twice]
    if faults:
        told = {"path": path, "faults": "; ".join(faults), "known": ",".join(known)}
        raise UnreadableError(
            _(
                "The header of %(path)s is not %(known)s: %(faults)s. "
                "Any other table about people can be loaded with a mapping: --map, see docs/loading.md.",
                **told,
            )
        )
