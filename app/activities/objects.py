"""Activities as JSON objects that came in one message: each is stored, was there, or is refused with its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.activities.parsing import attribute_text, parse_object
from app.activities.rows import Row
from app.intake.faults import RowError
from app.intake.jsonlines import object_fault


@dataclass(frozen=True, order=True)
class Rejected:
    """An activity that is refused: its place from 0, its id if it can be told, and why."""

    index: int
    id: str | None
    errors: list[str]


class Read(NamedTuple):
    """What a message says: rows with their places, and what is refused of it."""

    rows: list[Row]
    places: list[int]
    rejected: list[Rejected]


def read_objects(found: Sequence[Any], *, escaped: bool) -> Read:
    """Return the rows that decoded JSON values are, by the rules for a line of a file."""
    read = Read([], [], [])
    for index, one in enumerate(found):
        try:
            if fault := object_fault(one, escaped=escaped):
                raise RowError(fault)
            rows = parse_object(one)
        except RowError as error:
            read.rejected.append(Rejected(index, _id_of(one), [str(error)]))
        else:
            read.rows.extend(rows)
            read.places.extend(index for _row in rows)
    return read


def conflict(read: Read, number: int, fields: str) -> Rejected:
    """Return row `number` as refused: something else stands under its id, different in `fields`."""
    reason = _("conflicts with what was there first under this id: %(fields)s", fields=fields)
    return Rejected(read.places[number], read.rows[number][0], [reason])


def _id_of(found: Any) -> str | None:
    if not isinstance(found, dict):
        return None
    try:
        return attribute_text("id", found.get("id")).strip() or None
    except RowError:
        return None
