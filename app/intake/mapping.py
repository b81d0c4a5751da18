"""A mapping (TOML) says how the rows of any export become facts. It is read whole, or refused with every fault.

Faults carry their place, an activity by its number from 1: `activity[2].when.stage: the file has no such column`.
"""

import tomllib
from collections.abc import Mapping as Mappings
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.intake.conditions import Condition, read_conditions
from app.intake.tables import Dialect
from app.intake.templates import Template, columns_of, parse_template
from app.intake.text import is_encoding
from app.intake.values import Dates, Numbers
from scoring.faults import Fault, Table, shown

NEEDED = {"activity": ("id", "kind", "at", "rep"), "people": ("rep", "team", "side")}
FURTHER = {"activity": ("subject", "value"), "people": ("name", "email", "starts", "ends")}
SAMPLE_DAY = datetime(2026, 10, 23)  # noqa: DTZ001 - a day to try a format with, in no zone


class MappingError(ValueError):
    """A mapping that cannot be used; `faults` holds every fault found."""

    def __init__(self, faults: list[Fault]) -> None:
        """Keep `faults`, their lines as the message."""
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True)
class Entry:
    """What a row becomes if all conditions of `when` hold: a template for each field, and for each attribute."""

    place: str
    when: tuple[Condition, ...]
    fields: Mappings[str, Template]
    attributes: Mappings[str, Template]

    def columns(self) -> list[tuple[str, str]]:
        """Return the columns it asks for, each with the place where."""
        asked = [(f"when.{one.column}", one.column) for one in self.when]
        for name, template in self.fields.items():
            asked += [(name, column) for column in columns_of(template)]
        for name, template in self.attributes.items():
            asked += [(f"attributes.{name}", column) for column in columns_of(template)]
        return [(f"{self.place}.{place}", column) for place, column in asked]


@dataclass(frozen=True)
class Mapping:
    """How to read a file, and what its rows become."""

    dialect: Dialect
    encoding: str | None
    dates: Dates
    numbers: Numbers
    activities: tuple[Entry, ...]
    people: Entry | None


def parse_mapping(text: str) -> Mapping:
    """Return the mapping written in `text`. Raises MappingError with all faults at once."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingError([Fault(_("mapping"), _("is not TOML: %(reason)s", reason=error))]) from error
    faults: list[Fault] = []
    file = Table(found, "", faults)
    settings = file.table("file")
    dialect, encoding = _dialect(settings), _encoding(settings)
    dates, numbers = _dates(settings), _numbers(settings)
    settings.close()
    activities = _activities(file)
    people = _entry(file.table("people"), "people") if file.has("people") else None
    if not activities and people is None and not faults:
        faults.append(
            Fault(_("mapping"), _("has neither [[activity]] nor [people]: nothing would become of a row"))
        )
    file.close()
    if faults:
        raise MappingError(faults)
    return Mapping(dialect, encoding, dates, numbers, activities, people)


def check_columns(entries: tuple[Entry, ...], columns: tuple[str, ...]) -> None:
    """Raise MappingError if `entries` ask for a column that a file with `columns` does not have, or has twice."""
    faults = []
    for entry in entries:
        for place, column in entry.columns():
            if column not in columns:
                near = get_close_matches(column, columns, n=1)
                hint = (
                    _("did you mean %(near)s?", near=near[0])
                    if near
                    else _("it has: %(all)s", all=", ".join(columns))
                )
                faults.append(
                    Fault(place, _("the file has no column %(name)s; %(hint)s", name=column, hint=hint))
                )
            elif columns.count(column) > 1:
                faults.append(Fault(place, _("the file has more than one column %(name)s", name=column)))
    if faults:
        raise MappingError(faults)


def _dialect(settings: Table) -> Dialect:
    separator = _text(settings, "separator", ",")
    quote = _text(settings, "quote", '"')
    skip = settings.whole("skip", 0, 1_000, 0)
    separator = "\t" if separator == "tab" else separator
    if len(separator) != 1 or separator in '"\r\n':
        settings.fault("separator", _("%(given)s is not one character, or “tab”", given=shown(separator)))
        separator = ","
    if quote != "none" and (len(quote) != 1 or quote in f"{separator}\r\n "):
        settings.fault("quote", _("%(given)s is not one character, or “none”", given=shown(quote)))
        quote = "none"
    return Dialect(separator, "" if quote == "none" else quote, skip)


def _encoding(settings: Table) -> str | None:
    name = settings.text("encoding")
    if name and not is_encoding(name):
        settings.fault("encoding", _("%(given)s is no encoding, such as utf-8 or cp1252", given=shown(name)))
        return None
    return name or None


def _dates(settings: Table) -> Dates:
    formats = settings.words("dates") or ("iso",)
    for one in formats:
        if one != "iso" and not _is_date_format(one):
            settings.fault(
                "dates", _("%(given)s is not a date format, such as %%d.%%m.%%Y", given=shown(one))
            )
    name = settings.text("timezone")
    zone = None
    if name:
        try:
            zone = ZoneInfo(name)
        except (ValueError, OSError, KeyError):
            settings.fault(
                "timezone", _("%(given)s is not a time zone, such as Europe/Berlin", given=shown(name))
            )
    return Dates(formats, zone)


def _is_date_format(text: str) -> bool:
    try:
        return datetime.strptime(SAMPLE_DAY.strftime(text), text).date() == SAMPLE_DAY.date()  # noqa: DTZ007 - as above
    except ValueError:
        return False


def _numbers(settings: Table) -> Numbers:
    decimal = _text(settings, "decimal", ".")
    thousands = _text(settings, "thousands", "")
    if len(decimal) != 1 or decimal.isalnum() or decimal in "+- ":
        settings.fault("decimal", _("%(given)s is not a decimal sign", given=shown(decimal)))
    if len(thousands) > 1 or thousands.isalnum() or thousands in ("+", "-", decimal):
        settings.fault("thousands", _("%(given)s is not a sign between thousands", given=shown(thousands)))
    return Numbers(decimal, thousands, settings.words("currency"))


def _activities(file: Table) -> tuple[Entry, ...]:
    found = file.take("activity", [])
    if not isinstance(found, list):
        file.fault("activity", _("write [[activity]], in double brackets"))
        return ()
    tables = [Table(one, f"activity[{number}]", file.faults) for number, one in enumerate(found, 1)]
    return tuple(_entry(table, "activity") for table in tables)


def _entry(table: Table, what: str) -> Entry:
    when = read_conditions(table.table("when")) if table.has("when") else ()
    fields = {name: _template(table, name) for name in NEEDED[what]}
    for name in FURTHER[what]:
        if table.has(name):
            fields[name] = _template(table, name)
    attributes = {}
    if what == "activity" and table.has("attributes"):
        inner = table.table("attributes")
        attributes = {name: _template(inner, name) for name in inner.names()}
    table.close()
    return Entry(table.place, when, fields, attributes)


def _template(table: Table, name: str) -> Template:
    found = table.take(name, required=True)
    if found is None:
        return ()
    if not isinstance(found, str) or "\0" in found:
        table.fault(name, _("%(given)s is not a text", given=shown(found)))
        return ()
    template, faults = parse_template(found)
    for fault in faults:
        table.fault(name, fault)
    return template


def _text(settings: Table, key: str, default: str) -> str:
    """Return a text that may be white space."""
    found = settings.take(key, default)
    if not isinstance(found, str):
        settings.fault(key, _("%(given)s is not a text", given=shown(found)))
        return default
    return found
