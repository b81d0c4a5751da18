"""Activities as JSON objects that came in one message: each is stored, was there, or is refused with its place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.activities.parsing import attribute_text, parse_object
from app.activities.rows import LONGEST, Row
from app.intake.faults import RowError
from app.intake.jsonlines import object_fault


@dataclass(frozen=True, order=True)
class Rejected:
    """An activity that is refused: its place from 0, its id if it can be told, and why."""

    index: int
    id: str | None
    errors: list[str]


CORRECTS, WITHDRAWS = "corrects", "withdraws"
"""The fields by which an activity takes the place of another one, or an entry withdraws one."""


class Read(NamedTuple):
    """What a message says: rows and corrections with their places, and what is refused of it."""

    rows: list[Row]
    places: list[int]
    corrections: list[tuple[str, str, Row | None]]
    corrected_at: list[int]
    rejected: list[Rejected]


def read_objects(found: Sequence[Any], *, escaped: bool) -> Read:
    """Return the rows that decoded JSON values are, by the rules for a line of a file."""
    read = Read([], [], [], [], [])
    for index, one in enumerate(found):
        try:
            if fault := object_fault(one, escaped=escaped):
                raise RowError(fault)
            if CORRECTS in one or WITHDRAWS in one:
                read.corrections.append(_correction(one))
                read.corrected_at.append(index)
                continue
            rows = parse_object(one)
        except RowError as error:
            read.rejected.append(Rejected(index, _id_of(one), [str(error)]))
        else:
            read.rows.extend(rows)
            read.places.extend(index for _row in rows)
    return read


def _correction(found: dict[str, Any]) -> tuple[str, str, Row | None]:
    """Return own id, id of what is corrected, and the activity that takes its place, if any does."""
    if WITHDRAWS in found:
        if further := sorted(found.keys() - {"id", WITHDRAWS}):
            raise RowError(
                _("withdraws: goes with nothing but an id, not with %(names)s", names=", ".join(further))
            )
        return _key(found, "id"), _key(found, WITHDRAWS), None
    (row,) = parse_object({name: value for name, value in found.items() if name != CORRECTS})
    return row[0], _key(found, CORRECTS), row


def _key(found: dict[str, Any], name: str) -> str:
    key = attribute_text(name, found.get(name)).strip()
    if not key:
        raise RowError(_("%(name)s is empty", name=name))
    if len(key) > LONGEST["id"]:
        told = {"name": name, "length": len(key), "most": LONGEST["id"]}
        raise RowError(_("%(name)s is %(length)d characters long, the most is %(most)d", **told))
    return key


def conflicts(
    read: Read, of_rows: Sequence[tuple[int, str]], of_corrections: Sequence[tuple[int, str]]
) -> Iterator[Rejected]:
    """Yield what is refused when it is stored: rows with the fields that differ, corrections with the reason."""
    for number, fields in of_rows:
        reason = _("conflicts with what was there first under this id: %(fields)s", fields=fields)
        yield Rejected(read.places[number], read.rows[number][0], [reason])
    for number, reason in of_corrections:
        yield Rejected(read.corrected_at[number], read.corrections[number][0], [reason])


def _id_of(found: Any) -> str | None:
    if not isinstance(found, dict):
        return None
    try:
        return attribute_text("id", found.get("id")).strip() or None
    except RowError:
        return None
