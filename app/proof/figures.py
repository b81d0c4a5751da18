"""A proof in words: moments, durations, the arithmetic of a clock, why a record was left out; and its address."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from babel.dates import format_skeleton, format_time, get_day_names
from babel.lists import format_list
from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.clock import to_datetime
from app.wording import date_name, locale, month_name, whole
from scoring.agreement import ClockTerms
from scoring.calendar import BusinessTime
from scoring.clocks import Leg
from scoring.periods import month_of, month_of_week, week_of
from scoring.versions import Timeline

SECOND, MINUTE, HOUR, DAY = 1_000_000, 60_000_000, 3_600_000_000, 86_400_000_000
NAMED_DAYS = 4
"""Closed days that are named; of more their number says enough."""
ADDED = 4
"""Parts of a sum that are written one by one; of more, those that are equal are counted."""
A_WEEK = 7


def proof_url(board: str, who: str, period: str, month: str, level: str) -> str:
    """Return the address of the proof of a score: of a rep by key or a team by name, in a `month` of `period`."""
    asked = {"period": period, "month": month, "level": level}
    if board == "team":
        return url_for("proof.team", name=who, **asked)  # type: ignore[arg-type]
    return url_for("proof.rep", key=who, **asked)  # type: ignore[arg-type]


class Ran(NamedTuple):
    """A stretch that a clock ran, in words; `between` is what came before it: on hold, or handed over."""

    between: str
    span: str
    added: str
    used: str
    closed: str


def when(instant: int, known: Timeline, *, exact: bool = False) -> str:
    """Return an instant with its weekday, in the agreement's zone of that day; an `exact` one with its seconds."""
    local = _local(instant, known)
    day = format_skeleton("MMMEd", local, locale=locale())
    return _("%(day)s, %(time)s", day=day, time=_time(local, exact=exact))


def span(since: int, until: int, known: Timeline) -> str:
    """Return exactly from when to when, the day once if it is one."""
    same = known.day(since) == known.day(until)
    end = _time(_local(until, known), exact=True) if same else when(until, known, exact=True)
    return f"{when(since, known, exact=True)} → {end}"


def _local(instant: int, known: Timeline) -> datetime:
    return to_datetime(instant).astimezone(known.zone_on(known.day(instant)))


def _time(local: datetime, *, exact: bool) -> str:
    return format_time(local, "medium" if exact and local.second else "short", locale=locale())


def duration(microseconds: int, *, days: bool = False) -> str:
    """Return a time exactly, as in "1 h 05 min"; with `days` of 24 hours if they are wanted."""
    rest, found = microseconds, []
    if days and rest >= DAY:
        found.append(_("%(count)s d", count=whole(rest // DAY)))
        rest %= DAY
    hours, rest = divmod(rest, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    if hours:
        found.append(_("%(count)s h", count=whole(hours)))
    if minutes or (hours and rest):
        found.append(_("%(count)s min", count=f"{minutes:02}" if hours else str(minutes)))
    if rest:
        found.append(_("%(count)s s", count=f"{rest // SECOND}{_fraction(rest % SECOND)}"))
    return " ".join(found or [_("%(count)s min", count="0")]).replace(" ", "\N{NO-BREAK SPACE}")


def _fraction(microseconds: int) -> str:
    return f".{microseconds:06}".rstrip("0") if microseconds else ""


def added(lengths: Sequence[int], *, days: bool) -> str:
    """Return a sum of durations: each by itself, or equal ones behind each other counted where there are many."""
    if len(lengths) <= ADDED:
        return " + ".join(duration(one, days=days) for one in lengths)
    parts = []
    for length, same in groupby(lengths):
        count = len(list(same))
        words = duration(length, days=days)
        parts.append(f"{whole(count)} × {words}" if count > 1 else words)
    return " + ".join(parts)


def ran(
    legs: Sequence[Leg], clock: ClockTerms, calendar: BusinessTime, known: Timeline, names: dict[int, str]
) -> list[Ran]:
    """Return how a clock ran, leg by leg."""
    befores = [None, *legs]
    return [
        _ran(leg, before, clock, calendar, known, names) for before, leg in zip(befores, legs, strict=False)
    ]


def _ran(
    leg: Leg,
    before: Leg | None,
    clock: ClockTerms,
    calendar: BusinessTime,
    known: Timeline,
    names: dict[int, str],
) -> Ran:
    lengths = [until - since for since, until in leg.segments]
    days = not clock.business
    total = duration(leg.used, days=days)
    return Ran(
        _between(before, leg, known, names) if before else "",
        span(leg.since, leg.until, known),
        added(lengths, days=days) if len(lengths) > 1 else "",
        total,
        closed_words(leg, calendar, known) if clock.business else "",
    )


def _between(before: Leg, leg: Leg, known: Timeline, names: dict[int, str]) -> str:
    if leg.rep != before.rep:
        return _("Handed over to %(name)s", name=names.get(leg.rep, ""))
    return _("On hold until %(moment)s", moment=when(leg.since, known))


def closed_words(leg: Leg, calendar: BusinessTime, known: Timeline) -> str:
    """Return which days of a leg are no working days: by name in a short one, else by date."""
    first, last = known.day(leg.since), known.day(leg.until)
    closed = [day for day in range(first, last + 1) if not calendar.is_working_day(day)]
    if not closed:
        return ""
    if len(closed) > NAMED_DAYS:
        return ngettext("%(num)d day closed", "%(num)d days closed", len(closed))
    short = last - first < A_WEEK
    named = [_day_name(day, short=short and (day - 1) % A_WEEK not in calendar.workdays) for day in closed]
    return _("%(days)s closed", days=format_list(named, style="unit", locale=locale()))


def _day_name(day: int, *, short: bool) -> str:
    if short:
        return str(get_day_names(locale=locale())[(day - 1) % A_WEEK])
    return date_name(day)


def on_hold_since(legs: Sequence[Leg], ended: int | None, known: Timeline) -> str:
    """Return since when a clock was on hold when it ended, or is on hold; empty if it ran."""
    if legs and (ended is None or legs[-1].until < ended):
        return when(legs[-1].until, known)
    return ""


def reason_words(reason: str, *, week: int = 0, month: int = 0) -> str:
    """Return why an activity was left out; of a weekly level, which `week` it falls in."""
    if reason == "week":
        if month_of_week(week) != month:
            return _("its week belongs to %(month)s", month=month_name(month_of_week(week)))
        return _("its week is not over yet")
    return {
        "late": _("came after the quarter was final"),
        "corrected": _("corrected at the source"),
        "ahead": _("later than the moment of scoring"),
        "elsewhere": _("in no team of this side on that day"),
        "unlike": _("does not match the rule's conditions"),
        "valueless": _("has no value"),
        "nothing": _("is about no subject"),
        "again": _("its subject counts already"),
        "dropped": _("handed over: dropped"),
        "carried": _("handed over with its time"),
        "open": _("still open"),
        "held": _("on hold"),
    }[reason]


def other_time(day: int, month: int, *, weekly: bool) -> str:
    """Return in which other month, or week that does not count yet, a clock is counted."""
    counted = month_of_week(week_of(day)) if weekly else month_of(day)
    if counted == month:
        return _("its week is not over yet")
    return _("counts in %(month)s", month=month_name(counted))


def reason_counts(counts: Iterable[tuple[str, int]]) -> list[tuple[str, str]]:
    """Return reasons, in words that stand alone, with how many records were left out for each."""
    general = {"week": _("of a week that does not count here"), "other": _("counts in another month or week")}
    return [(general.get(reason) or reason_words(reason), whole(count)) for reason, count in counts]
