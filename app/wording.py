"""Periods, ranks, numbers and moments as people say them, in the reader's language."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from app.clock import to_datetime
from scoring.calendar import HOUR, MINUTE
from scoring.money import digits_of, in_units
from scoring.periods import Period

MOST_DIGITS = 6


def locale() -> Locale:
    """Return the reader's locale."""
    return get_locale() or Locale("en")


def first_of(month: int) -> date:
    """Return the first day of `month` (year × 12 + month − 1)."""
    return date(month // 12, month % 12 + 1, 1)


def month_name(month: int) -> str:
    """Return `month` with its year, as in "September 2026"."""
    return format_skeleton("yMMMM", first_of(month), locale=locale())


def short_month(month: int) -> str:
    """Return `month` by its name alone, as in "September"."""
    return format_date(first_of(month), "LLLL", locale=locale())


def month_letters(month: int) -> str:
    """Return the shortest name of `month` that still tells, as in "Sep"."""
    return format_date(first_of(month), "LLL", locale=locale())


def period_name(period: Period, fiscal_start: int) -> str:
    """Return a period as people say it: "September 2026", "third quarter 2026", "2026", "fiscal year 2026"."""
    if period.kind == "month":
        return month_name(period.first)
    if period.kind == "year":
        calendar = fiscal_start == 1 and len(period.months) == 12
        return period.label if calendar else _("fiscal year %(year)s", year=period.label)
    year, _sep, number = period.label.partition("-Q")
    return {
        "1": _("first quarter %(year)s", year=year),
        "2": _("second quarter %(year)s", year=year),
        "3": _("third quarter %(year)s", year=year),
        "4": _("fourth quarter %(year)s", year=year),
        "5": _("fifth quarter %(year)s", year=year),
        "6": _("sixth quarter %(year)s", year=year),
        "7": _("seventh quarter %(year)s", year=year),
        "8": _("eighth quarter %(year)s", year=year),
    }[number]


def capital(text: str) -> str:
    """Return `text` as it begins a line."""
    return text[:1].upper() + text[1:]


def ordinal(number: int) -> str:
    """Return a rank as a word: 1st, 2nd, 3rd, 4th, 11th, 21st."""
    if number % 100 in (11, 12, 13):
        return _("%(number)dth", number=number)
    return {
        1: _("%(number)dst", number=number),
        2: _("%(number)dnd", number=number),
        3: _("%(number)drd", number=number),
    }.get(number % 10) or _("%(number)dth", number=number)


def rounded(value: Fraction, digits: int) -> Decimal:
    """Return `value` with `digits` decimals, half to even, through no binary float."""
    return Decimal(round(value * 10**digits)).scaleb(-digits)


@lru_cache(maxsize=20_000)
def whole_in(name: str, number: int) -> str:
    """Return a whole number with the separators of the locale called `name`; boards ask for the same ones all day."""
    return format_decimal(number, locale=name)


def whole(number: int) -> str:
    """Return a whole number with the reader's separators."""
    return whole_in(str(locale()), number)


def number(value: Fraction, digits: int = 0) -> str:
    """Return `value` with at most `digits` decimals; zeros at the end say nothing and are left out."""
    return format_decimal(rounded(value, digits).normalize(), format="#,##0.######", locale=locale())


def percent(value: Fraction, digits: int = 0) -> str:
    """Return a part of one as percent with at most `digits` decimals."""
    pattern = locale().percent_formats[None].pattern.replace("0", "0.####", 1)
    return format_percent(
        rounded(value, digits + 2), format=pattern, locale=locale(), decimal_quantization=False
    )


def money(amount: int, currency: str) -> str:
    """Return an amount of minor units with its currency and all its digits, as in "€1,000.00"."""
    digits = digits_of(currency)
    # Babel's own digits are those in use; the agreement counts in those of ISO 4217.
    pattern = locale().currency_formats["standard"].pattern.replace("0.00", str(in_units(0, digits)))
    if get_currency_symbol(currency, locale()).isalpha():  # a word keeps its distance from digits
        pattern = pattern.replace("¤#", "¤\N{NO-BREAK SPACE}#")
    return format_currency(
        in_units(amount, digits), currency, pattern, locale=locale(), currency_digits=False
    )


def digits_to_tell(value: Fraction, bounds: Iterable[Fraction], least: int, direction: str) -> int:
    """Return how many decimals it takes, at `least`, so that a miss of one of the `bounds` never looks like none."""
    sign = 1 if direction == "at_least" else -1
    for digits in range(least, MOST_DIGITS):
        scale = sign * 10**digits
        shown = round(value * scale)
        if all((shown >= round(bound * scale)) == (sign * value >= sign * bound) for bound in bounds):
            return digits
    return MOST_DIGITS


def date_name(day: int) -> str:
    """Return a day (`date.toordinal()`) in words with its year."""
    return format_date(date.fromordinal(day), "long", locale=locale())


def moment(instant: int, zone: ZoneInfo, today: int) -> str:
    """Return an instant as local time, with its date unless that is `today`."""
    local: datetime = to_datetime(instant).astimezone(zone)
    time = format_time(local, "short", locale=locale())
    if local.toordinal() == today:
        return time
    this_year = local.year == date.fromordinal(today).year
    day = format_skeleton("MMMMd", local, locale=locale()) if this_year else date_name(local.toordinal())
    return _("%(day)s, %(time)s", day=day, time=time)


def days_left(days: int) -> str:
    """Return how long a period still runs, counting today."""
    if days == 1:
        return _("last day")
    return ngettext("%(num)d day left", "%(num)d days left", days)


def short_day(day: int, today: int) -> str:
    """Return a day near `today`: "today", "tomorrow", "Tue, Nov 24"."""
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    return near.get(day - today) or format_skeleton("EEEMMMd", date.fromordinal(day), locale=locale())


def due_words(instant: int, zone: ZoneInfo, today: int) -> str:
    """Return an instant near `today` as people say it, as in "tomorrow, 2:30 PM"."""
    local: datetime = to_datetime(instant).astimezone(zone)
    time = format_time(local, "short", locale=locale())
    return _("%(day)s, %(time)s", day=short_day(local.toordinal(), today), time=time)


def hours_words(length: int) -> str:
    """Return a length of time in hours and minutes, cut to the minute: "1 h 55 min"."""
    hours, minutes = length // HOUR, length % HOUR // MINUTE
    if not hours:
        return _("%(minutes)s min", minutes=minutes)
    if not minutes:
        return _("%(hours)s h", hours=whole(hours))
    return _("%(hours)s h %(minutes)s min", hours=whole(hours), minutes=minutes)
