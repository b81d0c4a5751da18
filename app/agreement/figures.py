"""The agreement in plain sentences, each made from the terms that it is judged by."""

from collections.abc import Iterable, Sequence
from datetime import time
from fractions import Fraction
from typing import NamedTuple

from babel.dates import format_time, get_day_names, get_timezone_name
from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import ngettext

from app.wording import date_name, locale, number, percent, whole
from scoring.agreement import Agreement, Baseline, CalendarTerms, ClockTerms, Selector, ServiceLevel

HOUR = 3_600_000_000
MINUTE = 60_000_000
DIGITS = 4
"""Decimals that a target of the agreement may have."""


class Clause(NamedTuple):
    """A service level in words: its promise, and what else holds for it."""

    promise: str
    rules: list[str]
    points: str


def clause(level: ServiceLevel, calendar: CalendarTerms) -> Clause:
    """Return a service level as plain sentences."""
    rules = [*_exceeding(level), *_weeks(level), *_for_teams(level), *_volume(level)]
    if isinstance(level.target, Baseline):
        rules += _baseline(level.target, level)
    if level.clock:
        rules += _clock_rules(level.clock)
    return Clause(_promise(level, calendar), rules, points_words(level))


def amount(value: Fraction, level: ServiceLevel) -> str:
    """Return a target of `level`: a percentage, or a number in the values' own unit."""
    return number(value, DIGITS) if level.additive or level.measure == "mean" else percent(value, DIGITS - 2)


def bound(text: str, direction: str) -> str:
    """Return a target with its direction."""
    return (
        _("at least %(amount)s", amount=text)
        if direction == "at_least"
        else _("at most %(amount)s", amount=text)
    )


def either(words: Iterable[str]) -> str:
    """Return alternatives as a list."""
    return format_list(list(words), style="or", locale=locale())


def kind_words(kinds: Sequence[str]) -> str:
    """Return kinds of activities in quotes, dots read as spaces."""
    return either(_("“%(kind)s”", kind=kind.replace(".", " ").replace("_", " ")) for kind in kinds)


def condition_words(where: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    """Return what attributes have to be, as an addition to a kind."""
    parts = [
        _(
            "%(attribute)s %(values)s",
            attribute=name,
            values=either(f"“{one}”" if one else _("empty") for one in values),
        )
        for name, values in where
    ]
    return _(" with %(conditions)s", conditions=format_list(parts, locale=locale())) if parts else ""


def selector_words(selector: Selector | None) -> str:
    """Return which activities a selector takes."""
    return kind_words(selector.kinds) + condition_words(selector.where) if selector else ""


def _target(level: ServiceLevel) -> str:
    target = level.target
    if not isinstance(target, Baseline):
        return bound(amount(target, level), level.direction)
    better = percent(target.improve_by, DIGITS - 2)
    if level.direction == "at_least":
        return _("at least %(part)s more than one's own baseline", part=better)
    return _("at least %(part)s less than one's own baseline", part=better)


def _promise(level: ServiceLevel, calendar: CalendarTerms) -> str:
    each = _("each week") if level.weekly else _("each month")
    known = {
        "target": _target(level),
        "each": each,
        "of": selector_words(level.of),
        "over": selector_words(level.over),
    }
    if level.clock:
        start = kind_words(level.clock.start) + condition_words(level.clock.where)
        stop, within = kind_words(level.clock.stop), time_words(level.clock, calendar)
        return _(
            "Of all cases of %(start)s, %(target)s are followed by %(stop)s within %(within)s, %(each)s.",
            start=start, stop=stop, within=within, target=known["target"], each=each,
        )  # fmt: skip
    if level.measure == "ratio":
        return _("Cases of %(of)s come to %(target)s of all cases of %(over)s, %(each)s.", **known)
    if level.measure == "mean":
        return _("The average value of %(of)s is %(target)s, %(each)s.", **known)
    known["each"] = _("%(each)s for each full-time rep", each=each)
    if level.measure == "sum":
        return _("The values of %(of)s add up to %(target)s, %(each)s.", **known)
    if level.distinct:
        return _("There are %(target)s different subjects of %(of)s, %(each)s.", **known)
    return _("There are %(target)s cases of %(of)s, %(each)s.", **known)


def _exceeding(level: ServiceLevel) -> list[str]:
    if level.exceed is None:
        return []
    return [_("Exceeded at %(amount)s.", amount=amount(level.exceed, level))]


def points_words(level: ServiceLevel) -> str:
    """Return what a level is worth."""
    met = ngettext("%(num)d point when met", "%(num)d points when met", level.points_met)
    can_exceed = level.exceed is not None or level.team_exceed is not None
    if isinstance(level.target, Baseline):
        can_exceed = level.target.exceed_by is not None
    if not can_exceed:
        return met
    return _("%(met)s, %(points)s when exceeded", met=met, points=whole(level.points_exceeded))


def _weeks(level: ServiceLevel) -> list[str]:
    if not level.weekly:
        return []
    if level.weeks_met == 1:
        part = _("The month counts as every week of it does.")
    else:
        share = percent(level.weeks_met, DIGITS - 2)
        part = _(
            "The month counts as met, or exceeded, when at least %(share)s of its weeks are.", share=share
        )
    week = _("A week belongs to the month of its Thursday and counts once it is over.")
    return [part, _("A week of holidays owes less."), week] if level.additive else [part, week]


def _for_teams(level: ServiceLevel) -> list[str]:
    if level.team_target is None:
        only = {
            frozenset({"rep"}): _("Judged for reps only."),
            frozenset({"team"}): _("Judged for teams only."),
        }
        owed = [_("Who is there for a part of the time owes that part; a team owes what its members owe.")]
        return [found for found in (only.get(level.scored),) if found] + (owed if level.additive else [])
    target = bound(amount(level.team_target, level), level.direction)
    if level.team_exceed is None:
        return [
            _("A team as a whole owes %(target)s, whatever its size, and can only meet it.", target=target)
        ]
    exceed = amount(level.team_exceed, level)
    words = _(
        "A team as a whole owes %(target)s, whatever its size; exceeded at %(exceed)s.",
        target=target,
        exceed=exceed,
    )
    return [words]


def _volume(level: ServiceLevel) -> list[str]:
    if level.min_volume <= 1:
        return []
    return [_("Judged once there are %(count)s.", count=whole(level.min_volume))]


def _baseline(target: Baseline, level: ServiceLevel) -> list[str]:
    months = ngettext(
        "The baseline is one's own result of the month before.",
        "The baseline is one's own result of the %(num)d months before.",
        target.months,
    )
    if target.exceed_by is None:
        return [months]
    part = percent(target.exceed_by, DIGITS - 2)
    if level.direction == "at_least":
        return [months, _("Exceeded at %(part)s more than it.", part=part)]
    return [months, _("Exceeded at %(part)s less than it.", part=part)]


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


def _clock_rules(clock: ClockTerms) -> list[str]:
    rules = []
    if clock.pause:
        pause, resume = kind_words(clock.pause), kind_words(clock.resume)
        rules.append(
            _("The time stands still from %(pause)s to %(resume)s.", pause=pause, resume=resume)
            if clock.resume
            else _("The time stands still from %(pause)s on.", pause=pause)
        )
    if clock.carry:
        rules.append(_("Handed over to someone else, it goes on with the time already used."))
    else:
        rules.append(
            _("Handed over to someone else, the time starts again for him; the first one's no longer counts.")
        )
    return rules


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
        found.append(_("Public holidays are those of %(place)s.", place=place_words(terms.holidays)))
    else:
        found.append(_("No public holidays are left out."))
    if terms.closed:
        days = format_list([date_name(day) for day in sorted(terms.closed)], locale=locale())
        found.append(_("Closed besides: %(days)s.", days=days))
    if agreement.fiscal_year_starts != 1:
        months = locale().months["stand-alone"]["wide"]
        found.append(_("The fiscal year starts in %(month)s.", month=months[agreement.fiscal_year_starts]))
    return found


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
