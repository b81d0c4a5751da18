"""From a row of a file to activities: the own format as CSV or JSON, and any other through a mapping."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.activities.rows import (
    CORE,
    LONGEST,
    Row,
    check_kind,
    check_texts,
    moment_of,
    pack,
    packer,
    value_of,
)
from app.intake.conditions import compile_conditions
from app.intake.faults import RowError
from app.intake.mapping import Entry
from app.intake.mapping import Mapping as Mapped
from app.intake.templates import compile_template
from app.intake.values import read_decimal, shorten

ParseCells = Callable[[Sequence[str]], Sequence[Row]]


def csv_parser(columns: Sequence[str]) -> ParseCells:
    """Return a function from the cells of a row in the own format to its one activity."""
    places = {name: place for place, name in enumerate(columns)}
    id_at, kind_at, moment_at, rep_at, subject_at, value_at = (places.pop(name, None) for name in CORE)
    assert id_at is not None
    assert kind_at is not None
    assert moment_at is not None
    assert rep_at is not None
    pack_cells = packer(places) if places else None
    kinds: dict[str, str] = {}

    def parse(cells: Sequence[str]) -> Sequence[Row]:
        key, kind, rep = cells[id_at].strip(), cells[kind_at].strip(), cells[rep_at].strip()
        subject = "" if subject_at is None else cells[subject_at].strip()
        if kind not in kinds:
            check_kind(kind)
            kinds[kind] = kind
        # One comparison for nearly every row: only what is suspicious is looked at closely.
        if not key or not rep or len(key) + len(rep) + len(subject) + len(kind) > LONGEST["rep"]:
            check_texts(key, kind, rep, subject)
        at, local = moment_of(cells[moment_at].strip())
        value = None if value_at is None else value_of(cells[value_at].strip())
        attributes = pack_cells(cells) if pack_cells else None
        # One text for each kind, not one for each row.
        return ((key, kinds[kind], at, local, rep, subject, value, attributes),)

    return parse


def mapped_parser(mapping: Mapped, columns: Sequence[str]) -> ParseCells:
    """Return a function from the cells of a row to the activities that `mapping` makes of it."""
    places = {name: place for place, name in enumerate(columns)}
    makers = [_maker(entry, mapping, places) for entry in mapping.activities]

    def parse(cells: Sequence[str]) -> Sequence[Row]:
        return [make(cells) for applies, make in makers if applies(cells)]

    return parse


def _maker(
    entry: Entry, mapping: Mapped, places: Mapping[str, int]
) -> tuple[Callable[[Sequence[str]], bool], Callable[[Sequence[str]], Row]]:
    fields = (compile_template(entry.fields.get(name, ()), places) for name in CORE)
    read_id, read_kind, read_at, read_rep, read_subject, read_value = fields
    attributes = {name: compile_template(template, places) for name, template in entry.attributes.items()}
    moment, number = mapping.dates.moment, mapping.numbers.read

    def make(cells: Sequence[str]) -> Row:
        key, kind, rep = read_id(cells).strip(), read_kind(cells).strip(), read_rep(cells).strip()
        subject = read_subject(cells).strip()
        check_kind(kind)
        check_texts(key, kind, rep, subject)
        at, local = moment_of(read_at(cells).strip(), moment)
        value = value_of(read_value(cells).strip(), number)
        return (
            key,
            kind,
            at,
            local,
            rep,
            subject,
            value,
            pack({name: read(cells) for name, read in attributes.items()}),
        )

    def make_told(cells: Sequence[str]) -> Row:
        try:
            return make(cells)
        except RowError as error:
            raise RowError(f"{entry.place}: {error}") from None

    return compile_conditions(entry.when, places), make_told


def parse_object(found: Mapping[str, Any]) -> Sequence[Row]:
    """Return the one activity that a JSON object in the own format is."""
    key, kind, at, rep, subject = (_text(found, name) for name in CORE[:5])
    check_kind(kind)
    check_texts(key, kind, rep, subject)
    if isinstance(found.get("at"), Decimal):
        raise RowError(_("at is a number: write ISO 8601, such as 2026-09-30T17:00+02:00"))
    instant, local = moment_of(at)
    return ((key, kind, instant, local, rep, subject, _value(found.get("value")), pack(_attributes(found))),)


def _text(found: Mapping[str, Any], name: str) -> str:
    return attribute_text(name, found.get(name)).strip()


def _value(given: Any) -> int | None:
    if isinstance(given, Decimal):
        return value_of(str(given), lambda _text: read_decimal(given))
    if given is None or isinstance(given, str):
        return value_of((given or "").strip())
    raise RowError(_("value is neither a number nor a text"))


def _attributes(found: Mapping[str, Any]) -> dict[str, str]:
    inner = found.get("attributes")
    if inner is None:
        inner = {}
    if not isinstance(inner, Mapping):
        raise RowError(_("attributes is not an object"))
    outer = {name: given for name, given in found.items() if name not in CORE and name != "attributes"}
    if both := sorted(outer.keys() & inner.keys()):
        raise RowError(_("%(name)s stands both in attributes and beside it", name=shorten(both[0])))
    return {name: attribute_text(name, given) for name, given in {**outer, **inner}.items()}


def attribute_text(name: str, given: Any) -> str:
    """Return a JSON value as text, as it was written; nothing for null."""
    if isinstance(given, str):
        return given
    if given is None:
        return ""
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, Decimal):
        return str(given)
    raise RowError(
        _("%(name)s is a list or an object; only texts and numbers can be read", name=shorten(name))
    )
