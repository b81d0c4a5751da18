"""Templates of a mapping: literal text with columns in braces, as in `{first|lower}.{last|lower}@example.com`."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from flask_babel import gettext as _

Cells = Sequence[str]
Render = Callable[[Cells], str]

_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|([{}])|[^{}]+")
_NO_WORD = re.compile(r"[^a-z0-9]+")
# Letters that Unicode does not take apart into a plain one and an accent; casefold knows ß.
_PLAIN = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th"})


def slug(text: str) -> str:
    """Return `text` as words of plain lower-case letters and digits joined by dots, fit for an e-mail address."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return _NO_WORD.sub(".", "".join(letter for letter in plain if not unicodedata.combining(letter))).strip(
        "."
    )


FILTERS: Mapping[str, Callable[[str], str]] = {
    "lower": str.lower,
    "slug": slug,
    "strip": str.strip,
    "upper": str.upper,
}


@dataclass(frozen=True)
class Part:
    """A piece of a template: literal text, or the cell of a column after some filters."""

    text: str
    is_column: bool = False
    filters: tuple[str, ...] = ()


Template = tuple[Part, ...]


def parse_template(text: str) -> tuple[Template, list[str]]:
    """Return the parts of the template `text` and what is wrong with it."""
    parts: list[Part] = []
    faults: list[str] = []
    for token in _TOKEN.finditer(text):
        found, stray = token.groups()
        if stray:
            faults.append(
                _("a single %(brace)s: write %(brace)s%(brace)s for the character itself", brace=stray)
            )
        elif found is None:
            parts.append(Part({"{{": "{", "}}": "}"}.get(token[0], token[0])))
        else:
            column, *filters = (word.strip() for word in found.split("|"))
            parts.append(Part(column, True, tuple(filters)))
            faults += _faults_of(column, filters)
    return tuple(parts), faults


def _faults_of(column: str, filters: list[str]) -> list[str]:
    faults = [] if column else [_("braces without a column: {column}")]
    known = ", ".join(FILTERS)
    unknown = [name for name in filters if name not in FILTERS]
    return faults + [
        _("no filter is called %(name)s; there are %(known)s", name=name or "“”", known=known)
        for name in unknown
    ]


def columns_of(template: Template) -> list[str]:
    """Return the columns that `template` asks for."""
    return [part.text for part in template if part.is_column]


def compile_template(template: Template, places: Mapping[str, int]) -> Render:
    """Return a function from the cells of a row to text; `places` says where each column is."""
    pieces = [_piece(part, places) for part in template]
    if not pieces:
        return _constant("")
    if len(pieces) == 1:
        return pieces[0]
    return lambda cells: "".join([piece(cells) for piece in pieces])


def _piece(part: Part, places: Mapping[str, int]) -> Render:
    if not part.is_column:
        return _constant(part.text)
    cell: Render = itemgetter(places[part.text])
    for name in part.filters:
        cell = _filtered(cell, FILTERS[name])
    return cell


def _constant(text: str) -> Render:
    return lambda _cells: text


def _filtered(cell: Render, change: Callable[[str], str]) -> Render:
    return lambda cells: change(cell(cells))
