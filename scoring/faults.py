"""Faults of a written agreement as values, each with its place, and a reader of TOML tables that collects them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from json import dumps
from typing import Any

DIGITS = 15
PLACES = 12
"""No number of an agreement is longer, so that an exponent cannot make one that fills the memory."""


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where; as text `place: message`."""

    place: str
    message: str

    def __str__(self) -> str:
        """Return the fault as a line."""
        return f"{self.place}: {self.message}"


class AgreementError(ValueError):
    """An agreement that breaks the format or means nothing; `faults` holds every fault found."""

    def __init__(self, faults: list[Fault]) -> None:
        """Keep `faults`, their lines as the message."""
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def shown(value: object) -> str:
    """Return `value` as a fault quotes it: short, text in double quotes and on one line."""
    try:
        text = dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)
    except ValueError:  # Python writes out no whole number of more than 4,300 digits
        return "a number of thousands of digits"
    return text if len(text) <= 60 else text[:57] + "…"


class Table:
    """One TOML table: each key is asked for once, and what is missing, of a wrong type or unknown becomes a fault."""

    def __init__(self, found: Any, place: str, faults: list[Fault]) -> None:
        """Read `found`, whose place in the file is `place` (empty for the file itself)."""
        self.place, self.faults = place, faults
        # Of a table that is not there, or is none, nothing more is said than that.
        self._absent = not isinstance(found, Mapping)
        self._left: dict[str, Any] = {} if self._absent else dict(found)
        if self._absent and found is not None:
            self.fault("", f"{shown(found)} is not a table")

    def fault(self, key: str, message: str) -> None:
        """Note a fault at `key` of this table; an empty key means the table itself."""
        self.faults.append(Fault(".".join(part for part in (self.place, key) if part), message))

    def has(self, key: str) -> bool:
        """Tell whether `key` is there and has not been asked for."""
        return key in self._left

    def take(self, key: str, default: Any = None, *, required: bool = False) -> Any:
        """Return what stands at `key`, or `default`; a fault if it is required and missing."""
        if key not in self._left:
            if required and not self._absent:
                self.fault(key, "is missing")
            return default
        return self._left.pop(key)

    def names(self) -> list[str]:
        """Return the keys that nobody has asked for yet."""
        return list(self._left)

    def table(self, key: str, *, required: bool = False) -> "Table":
        """Return the table at `key`; an empty one if there is none."""
        found = self.take(key, required=required)
        return Table(found, f"{self.place}.{key}" if self.place else key, self.faults)

    def text(self, key: str, default: str = "", *, required: bool = False) -> str:
        """Return the text at `key`; empty text is a fault."""
        found = self.take(key, required=required)
        if found is None:
            return default
        if not isinstance(found, str) or not found.strip() or "\0" in found:
            self.fault(key, f"{shown(found)} is not a text")
            return default
        return found

    def choice(self, key: str, allowed: Collection[str], default: str, *, required: bool = False) -> str:
        """Return the one of the `allowed` words at `key`."""
        found = self.take(key, required=required)
        if found is None:
            return default
        if found not in allowed or not isinstance(found, str):
            self.fault(key, f"{shown(found)} is none of {', '.join(allowed)}")
            return default
        return found

    def flag_word(self, key: str, word: str) -> bool:
        """Tell whether `key` is there; the only thing that it may say is `word`."""
        return self.has(key) and self.choice(key, (word,), word) == word

    def words(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Return the word, or list of different words, at `key`."""
        found = self.take(key, required=required)
        if found is None:
            return ()
        listed = found if isinstance(found, list) else [found]
        if not listed or not all(isinstance(word, str) and "\0" not in word for word in listed):
            self.fault(key, f"{shown(found)} is not a text or a list of texts")
            return ()
        if len(set(listed)) < len(listed):
            self.fault(key, "names the same twice")
        return tuple(dict.fromkeys(listed))

    def whole(self, key: str, least: int, most: int, default: int, *, required: bool = False) -> int:
        """Return the whole number at `key`, between `least` and `most`."""
        found = self.take(key, default, required=required)
        if isinstance(found, bool) or not isinstance(found, int) or not least <= found <= most:
            self.fault(key, f"{shown(found)} is not a whole number from {least} to {most}")
            return default
        return found

    def number(self, key: str, *, required: bool = False) -> Fraction | None:
        """Return the number at `key`, exactly as written."""
        found = self.take(key, required=required)
        return None if found is None else self.as_number(key, found)

    def as_number(self, key: str, found: Any) -> Fraction | None:
        """Return `found`, which stands at `key`, as an exact number; a fault if it is none."""
        number = Decimal("nan")
        if isinstance(found, int | Decimal) and not isinstance(found, bool):
            number = Decimal(found)
        exponent = number.as_tuple().exponent
        if not isinstance(exponent, int):  # infinite, or none at all
            self.fault(key, f"{shown(found)} is not a number")
            return None
        if exponent < -PLACES or number.adjusted() >= DIGITS:
            self.fault(key, f"{shown(found)} has more than {DIGITS} digits or {PLACES} places")
            return None
        return Fraction(number)

    def close(self) -> None:
        """Make a fault of every key that nobody asked for."""
        for key in self._left:
            self.fault(key, "is not known here")
        self._left = {}
