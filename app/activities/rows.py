"""One activity of a file becomes a plain tuple, checked; what is wrong with it raises RowError with the reason."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from json.encoder import encode_basestring

from flask_babel import gettext as _

from app.intake.faults import RowError
from app.intake.values import Moment, read_moment, read_number, shorten

Row = tuple[str, str, int | None, int | None, str, str, int | None, str | None]
"""Id, kind, instant or (if it has no zone of its own) wall time, rep, subject, value and attributes as JSON.

Times are in microseconds since 1970, values in ten-thousandths; attributes have sorted names and no empty texts.
"""

CORE = ("id", "kind", "at", "rep", "subject", "value")
NEEDED = CORE[:4]

LONGEST = {"id": 500, "kind": 200, "rep": 200, "subject": 500}
LONGEST_ATTRIBUTE = 10_000

_KIND = re.compile(r"[\w-]+(\.[\w-]+)*")


def check_kind(kind: str) -> None:
    """Raise RowError unless `kind` is words in lower case joined by dots."""
    if not kind:
        raise RowError(_("kind is empty"))
    if not _KIND.fullmatch(kind) or kind != kind.lower():
        raise RowError(_("kind: %(kind)s is not dotted lower case such as lead.assigned", kind=shorten(kind)))


def check_texts(key: str, kind: str, rep: str, subject: str) -> None:
    """Raise RowError if one of an activity's texts is missing or too long."""
    for name, text in (("id", key), ("kind", kind), ("rep", rep), ("subject", subject)):
        if not text and name in NEEDED:
            raise RowError(_("%(name)s is empty", name=name))
        if len(text) > LONGEST[name]:
            told = {"name": name, "length": len(text), "most": LONGEST[name]}
            raise RowError(_("%(name)s is %(length)d characters long, the most is %(most)d", **told))


def moment_of(text: str, read: Callable[[str], Moment] = read_moment) -> Moment:
    """Return the moment written in `text`; the reason of a refusal names the field."""
    if not text:
        raise RowError(_("at is empty"))
    try:
        return read(text)
    except RowError as error:
        raise RowError(f"at: {error}") from None


def value_of(text: str, read: Callable[[str], int] = read_number) -> int | None:
    """Return the value written in `text`, None if there is none; the reason of a refusal names the field."""
    if not text:
        return None
    try:
        return read(text)
    except RowError as error:
        raise RowError(f"value: {error}") from None


def pack(attributes: Mapping[str, str]) -> str | None:
    """Return `attributes` as JSON that is equal for equal attributes; None if all are empty."""
    parts = [
        f"{encode_basestring(name)}:{encode_basestring(attributes[name])}"
        for name in sorted(attributes)
        if attributes[name]
    ]
    return _packed(parts, attributes.items())


def packer(columns: Mapping[str, int]) -> Callable[[Sequence[str]], str | None]:
    """Return a function from the cells of a row to its attributes as JSON; `columns` says where each is."""
    heads = [(f"{encode_basestring(name)}:", columns[name]) for name in sorted(columns)]

    def pack_cells(cells: Sequence[str]) -> str | None:
        parts = [head + encode_basestring(cells[place]) for head, place in heads if cells[place]]
        return _packed(parts, ((name, cells[place]) for name, place in columns.items())) if parts else None

    return pack_cells


def _packed(parts: list[str], attributes: Iterable[tuple[str, str]]) -> str | None:
    packed = f"{{{','.join(parts)}}}"
    if len(packed) > LONGEST_ATTRIBUTE:
        for name, text in attributes:
            if len(text) > LONGEST_ATTRIBUTE:
                told = {"name": shorten(name), "length": len(text), "most": LONGEST_ATTRIBUTE}
                raise RowError(_("%(name)s is %(length)d characters long, the most is %(most)d", **told))
    return packed if parts else None
