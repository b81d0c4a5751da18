"""Business time in words: working hours, days off, and how long a number of hours is in days."""

from collections.abc import Sequence
from datetime import time
from fractions import Fraction

from babel.dates import format_time, get_day_names, get_timezone_name
from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import ngettext

from app.wording import date_name, locale, number
from scoring.agreement import Agreement, CalendarTerms, ClockTerms

HOUR = 3_600_000_000
MINUTE = 60_000_000
DIGITS = 4
"""Decimals that a time of the agreement may have."""


def time_words(clock: ClockTerms, calendar: CalendarTerms) -> str:
    """Return the time that a clock gives, business hours also as working days and the other way round."""
    unit, count = clock.text[-1], Fraction(clock.text[:-1])
    shown = number(count, DIGITS)
    plural = 1 if count == 1 else 2
    if not clock.business:
        return {
            "m": ngettext("%(shown)s minute", "%(shown)s minutes", plural, shown=shown),
            "h": ngettext("%(shown)s hour", "%(shown)s hours", plural, shown=shown),
            "d": ngettext("%(shown)s day", "%(shown)s days", plural, shown=shown),
        }[unit]
    day = calendar.closes - calendar.opens
    if unit == "d":
        hours = number(clock.within / HOUR, 2)
        return ngettext(
            "%(shown)s working day (= %(hours)s business hours)", "%(shown)s working days (= %(hours)s business hours)",
            plural, shown=shown, hours=hours,
        )  # fmt: skip
    if unit == "m":
        return ngettext("%(shown)s business minute", "%(shown)s business minutes", plural, shown=shown)
    hours = ngettext("%(shown)s business hour", "%(shown)s business hours", plural, shown=shown)
    days = clock.within / day
    if days < 1:
        return hours
    working = ngettext(
        "%(days)s working day", "%(days)s working days", 1 if days == 1 else 2, days=number(days, 2)
    )
    return _("%(hours)s (= %(days)s)", hours=hours, days=working)


def calendar_words(agreement: Agreement) -> list[str]:
    """Return what business time is."""
    terms = agreement.calendar
    zone = get_timezone_name(agreement.zone, locale=locale())
    opens, closes = (clock_words(at) for at in (terms.opens, terms.closes))
    found = [
        _("Business time runs %(days)s from %(opens)s to %(closes)s.",
          days=weekday_words(terms.workdays), opens=opens, closes=closes),
        _("Every day, week and month is cut in %(zone)s (%(key)s).", zone=zone, key=agreement.zone.key),
    ]  # fmt: skip
    if terms.holidays:
        found.append(_("Public holidays: %(place)s.", place=place_words(terms.holidays)))
    else:
        found.append(_("No public holidays are left out."))
    if terms.closed:
        days = format_list([date_name(day) for day in sorted(terms.closed)], locale=locale())
        found.append(_("Closed besides: %(days)s.", days=days))
    if agreement.fiscal_year_starts != 1:
        months = locale().months["stand-alone"]["wide"]
        found.append(_("The fiscal year starts in %(month)s.", month=months[agreement.fiscal_year_starts]))
    return [*found, settlement_words(agreement.settlement)]


def settlement_words(days: int) -> str:
    """Return how long late data count after a quarter's end."""
    if not days:
        return _("Nothing that comes late counts: a quarter is settled as soon as it is over.")
    return ngettext(
        "After the end of a quarter, what comes late counts for %(num)d more working day.",
        "After the end of a quarter, what comes late counts for %(num)d more working days.",
        days,
    )


def clock_words(at: int) -> str:
    """Return a time of the day, given in microseconds since midnight."""
    hour, minute = divmod(at // MINUTE, 60)
    return format_time(time(hour % 24, minute), "short", locale=locale())


def weekday_words(days: Sequence[int]) -> str:
    """Return weekdays (0 for Monday), a stretch of them by its ends."""
    names = get_day_names(locale=locale())
    if len(days) > 2 and list(days) == list(range(days[0], days[-1] + 1)):
        return _("%(first)s to %(last)s", first=names[days[0]], last=names[days[-1]])
    return format_list([names[day] for day in days], locale=locale())


def place_words(code: str) -> str:
    """Return the country of a code of holidays by its name, with its subdivision's code."""
    country, _dash, part = code.partition("-")
    name = locale().territories.get(country, country)
    return f"{name} ({code})" if part else name
