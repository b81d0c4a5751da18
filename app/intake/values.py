"""Moments, days and numbers as files write them. A text that is none of them raises RowError with the reason."""

import re
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.clock import EPOCH, MICROSECOND
from app.intake.faults import RowError
from scoring.periods import at_local

PLACES = 4
SCALE = 10_000
LARGEST_DIGITS = 11
"""Values are below 10¹¹ either way."""

LOCAL_EPOCH = EPOCH.replace(tzinfo=None)

# Room on either side: the local day, and some months after it, must exist in every zone.
EARLIEST = (LOCAL_EPOCH.replace(year=2) - LOCAL_EPOCH) // MICROSECOND
LATEST = (LOCAL_EPOCH.replace(year=9990) - LOCAL_EPOCH) // MICROSECOND - 1

_NUMBER = re.compile(r"([+-]?)(\d*)(?:\.(\d*))?", re.ASCII)
_ISO = re.compile(
    r"(\d{4}-\d{2}-\d{2}|\d{8})([T ]\d{2}(:?\d{2}(:?\d{2}([.,]\d+)?)?)? ?(Z|[+-]\d{2}(:?\d{2}(:\d{2})?)?)?)?",
    re.ASCII,
)
_BETWEEN = frozenset(("", "T", " "))

Moment = tuple[int | None, int | None]
"""An instant, or the wall time of what has no zone of its own, in microseconds since 1970; the other is None."""


def shorten(text: str) -> str:
    """Return `text` in quotation marks, cut where it is too long for a message."""
    return f"“{text}”" if len(text) <= 40 else f"“{text[:40]}…”"


def micros(span: timedelta) -> int:
    """Return `span` in microseconds; quicker than to divide it."""
    return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds


def read_moment(text: str) -> Moment:
    """Return the moment written in `text` as ISO 8601; a date alone is its midnight, without a zone."""
    # The usual form is told by three characters; a pattern for each of a million rows would cost more than all else.
    if text[4:5] == "-" == text[7:8] and text[10:11] in _BETWEEN:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = _iso(text)
    else:
        moment = _iso(text)
    if moment.tzinfo is None:
        return None, _in_range(micros(moment - LOCAL_EPOCH))
    return _in_range(micros(moment - EPOCH)), None


def read_day(text: str) -> int:
    """Return the day written in `text` as an ISO 8601 date."""
    found = _iso(text)
    if len(text) > 10:
        raise RowError(_("%(text)s is not a date such as 2026-09-30", text=shorten(text)))
    return found.toordinal()


def _iso(text: str) -> datetime:
    # Python takes more than this: weeks, and any character between date and time.
    with suppress(ValueError):
        if _ISO.fullmatch(text):
            return datetime.fromisoformat(text)
    raise RowError(
        _("%(text)s is not a date or time such as 2026-09-30 or 2026-09-30T17:00+02:00", text=shorten(text))
    )


def _in_range(moment: int) -> int:
    if not EARLIEST <= moment <= LATEST:
        raise RowError(_("is before the year 2 or after the year 9989"))
    return moment


def read_number(text: str) -> int:
    """Return the decimal number written in `text` in ten-thousandths."""
    if text.isdecimal() and text.isascii() and len(text) <= LARGEST_DIGITS:
        return int(text) * SCALE
    found = _NUMBER.fullmatch(text)
    if not found or not (found[2] or found[3]):
        raise RowError(_("%(text)s is not a decimal number such as 1234.5", text=shorten(text)))
    sign, whole, fraction = found.groups()
    return _scaled(text, sign, whole.lstrip("0"), (fraction or "").rstrip("0"))


def _scaled(text: str, sign: str, whole: str, fraction: str) -> int:
    if len(fraction) > PLACES:
        raise RowError(_("%(text)s has more than 4 decimal places", text=shorten(text)))
    if len(whole) > LARGEST_DIGITS:
        raise RowError(_("%(text)s is not below 100,000,000,000", text=shorten(text)))
    value = int(whole + fraction.ljust(PLACES, "0"))
    return -value if sign == "-" else value


def read_decimal(value: Decimal) -> int:
    """Return an exact number, as JSON has it, in ten-thousandths."""
    sign, _digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or value.adjusted() > 1_000 or exponent < -1_000:
        raise RowError(_("%(text)s is out of range", text=shorten(str(value))))
    text = f"{abs(value):f}"
    whole, _point, fraction = text.partition(".")
    return _scaled(str(value), "-" if sign else "", whole.lstrip("0"), fraction.rstrip("0"))


class Numbers:
    """Reads numbers with a decimal sign, a thousands sign and currencies of their own."""

    def __init__(self, decimal: str, thousands: str, currencies: tuple[str, ...]) -> None:
        """Take the signs; `thousands` may be empty, and a space stands for every kind of space."""
        self.currencies = currencies
        self.example = f"1{thousands}234{decimal}5"
        between = "[ \u00a0\u202f]" if thousands == " " else re.escape(thousands)
        grouped = rf"|\d{{1,3}}(?:{between}\d{{3}})+" if thousands else ""
        self.pattern = re.compile(rf"([+-]?)(\d*{grouped})(?:{re.escape(decimal)}(\d*))?", re.ASCII)

    def read(self, text: str) -> int:
        """Return the number written in `text` in ten-thousandths."""
        bare = text
        for currency in self.currencies:
            bare = bare.removeprefix(currency).removesuffix(currency).strip()
        found = self.pattern.fullmatch(bare)
        if not found or not (found[2] or found[3]):
            told = {"text": shorten(text), "example": self.example}
            raise RowError(_("%(text)s is not a number such as %(example)s", **told))
        sign, whole, fraction = found.groups()
        whole = "".join(filter(str.isdecimal, whole)).lstrip("0")
        return _scaled(text, sign, whole, (fraction or "").rstrip("0"))


class Dates:
    """Reads dates and times in formats of their own, the first that fits; `iso` stands for ISO 8601.

    A time without an offset is one of `zone`, if that is given. A date alone is a day and no time: it has no zone.
    """

    MOST_KEPT = 50_000

    def __init__(self, formats: tuple[str, ...], zone: ZoneInfo | None) -> None:
        """Take the formats, as for `datetime.strptime`, in the order in which they are tried."""
        self.formats = formats
        self.zone = zone
        self._moments: dict[str, Moment] = {}

    def moment(self, text: str) -> Moment:
        """Return the moment written in `text`."""
        # Reading by a format is slow, and exports name the same days again and again.
        kept = self._moments.get(text)
        if kept is None:
            if len(self._moments) >= self.MOST_KEPT:
                self._moments.clear()
            kept = self._moments[text] = self._moment(text)
        return kept

    def day(self, text: str) -> int:
        """Return the day written in `text`; a time of day after it says nothing."""
        return self._read(text)[0].toordinal()

    def _moment(self, text: str) -> Moment:
        found, timed = self._read(text)
        if found.tzinfo is not None:
            return _in_range(micros(found - EPOCH)), None
        local = _in_range(micros(found - LOCAL_EPOCH))
        return (at_local(found, self.zone), None) if self.zone and timed else (None, local)

    def _read(self, text: str) -> tuple[datetime, bool]:
        for one in self.formats:
            try:
                if one == "iso":
                    return _iso(text), len(text) > 10 or "T" in text
                return datetime.strptime(text, one), has_time(one)  # noqa: DTZ007 - the format may have no zone
            except ValueError:
                continue
        told = {"text": shorten(text), "formats": ", ".join(self.formats)}
        raise RowError(_("%(text)s is in none of the date formats: %(formats)s", **told))


def has_time(date_format: str) -> bool:
    """Tell whether a format for dates holds a time of day."""
    return any(f"%{letter}" in date_format for letter in "HIMScXT")
