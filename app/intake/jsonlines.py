"""JSON lines: an object on each line. Numbers are read exactly; what is wrong with a line is a value."""

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _

from app.intake.faults import Refusal
from app.intake.text import TextFile
from app.intake.values import shorten

LONGEST_LINE = 4 << 20

Row = tuple[int, list[str], dict[str, Any]]


class JsonLines:
    """A file of JSON lines."""

    def __init__(self, file: TextFile) -> None:
        """Open `file`."""
        self._stream = file.open(newline="\n")

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    @property
    def position(self) -> int:
        """Return how many bytes were read."""
        return self._stream.buffer.tell()

    def rows(self) -> Iterator[Row | Refusal]:
        """Yield line number, text and object of each line that is not empty; a line that is none as a refusal."""
        number = 0
        while line := self._stream.readline(LONGEST_LINE):
            number += 1
            if len(line) == LONGEST_LINE and not line.endswith("\n"):
                self._skip_line()
                yield Refusal(number, _("is longer than 4 MB"), [line[:LONGEST_LINE]])
            elif not line.isspace():
                line = line.rstrip("\r\n")
                found = parse(line)
                yield Refusal(number, found, [line]) if isinstance(found, str) else (number, [line], found)

    def _skip_line(self) -> None:
        while (rest := self._stream.readline(LONGEST_LINE)) and not rest.endswith("\n"):
            pass


class MalformedError(ValueError):
    """Text that is not JSON as it is read here; the message says what is wrong with it."""


def parse(line: str) -> dict[str, Any] | str:
    """Return the JSON object written in `line`, or as text what is wrong with it."""
    try:
        found = decode(line)
    except MalformedError as error:
        return str(error)
    # Only an escape can write what cannot be stored: the line itself was decoded strictly.
    return object_fault(found, escaped="\\u" in line) or found


def decode(text: str) -> Any:
    """Return the JSON value written in `text`, its numbers as exact decimals. Raises MalformedError."""
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        told = {"at": error.pos + 1, "reason": error.msg}
        raise MalformedError(_("is not JSON at character %(at)d: %(reason)s", **told)) from None
    except InvalidOperation:
        raise MalformedError(_("holds a number that is too large")) from None
    except RecursionError:
        raise MalformedError(_("is nested too deeply")) from None


def object_fault(found: Any, *, escaped: bool) -> str:
    """Return why a decoded value is no object that can be stored, or nothing; `escaped` text may hold any character."""
    if not isinstance(found, dict):
        return _("is not a JSON object")
    return _unstorable(json.dumps(found, ensure_ascii=False, default=str)) if escaped else ""


def _unstorable(text: str) -> str:
    if "\\u0000" in text:
        return _("holds a NUL character")
    try:
        text.encode()
    except UnicodeEncodeError:
        return _("holds half of a character (a lone surrogate)")
    return ""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(name for name, _value in pairs).most_common(1)[0][0]
        raise MalformedError(_("names %(name)s twice", name=shorten(twice)))
    return found


def _no_number(text: str) -> Any:
    raise MalformedError(_("%(text)s is not a number", text=text))


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number
)
