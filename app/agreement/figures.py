"""The agreement in plain sentences, each made from the terms that it is judged by."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import ngettext

from app.agreement.times import time_words
from app.wording import capital, locale, number, percent, whole
from scoring.agreement import Baseline, CalendarTerms, ClockTerms, Selector, ServiceLevel

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


def _promise(level: ServiceLevel, calendar: CalendarTerms) -> str:
    if isinstance(level.target, Baseline):
        return _better(level, level.target, calendar)
    target = bound(amount(level.target, level), level.direction)
    each = _("each week") if level.weekly else _("each month")
    known = {
        "target": target,
        "each": each,
        "of": selector_words(level.of),
        "over": selector_words(level.over),
    }
    if level.clock:
        known |= _clock_words(level.clock, calendar)
        words = _("%(target)s of all %(start)s are followed by %(stop)s within %(within)s %(each)s.", **known)
        return capital(words)
    if level.measure == "ratio":
        return _("%(of)s come to %(target)s of all %(over)s %(each)s.", **known)
    if level.measure == "mean":
        return _("The average value of %(of)s is %(target)s %(each)s.", **known)
    known["each"] = _("%(each)s for each full-time rep", each=each)
    if level.measure == "sum":
        return _("The values of %(of)s add up to %(target)s %(each)s.", **known)
    if level.distinct:
        return capital(_("%(target)s different subjects of %(of)s %(each)s.", **known))
    return capital(_("%(target)s %(of)s %(each)s.", **known))


def _better(level: ServiceLevel, target: Baseline, calendar: CalendarTerms) -> str:
    """Return the promise to do better than one's own baseline."""
    known = {"of": selector_words(level.of), "over": selector_words(level.over)}
    if level.clock:
        what = _(
            "The part of %(start)s followed by %(stop)s within %(within)s",
            **_clock_words(level.clock, calendar),
        )
    elif level.distinct:
        what = _("The number of different subjects of %(of)s", **known)
    else:
        what = {
            "count": _("The number of %(of)s", **known),
            "sum": _("The sum of the values of %(of)s", **known),
            "ratio": _("The part that %(of)s come to of all %(over)s", **known),
            "mean": _("The average value of %(of)s", **known),
        }[level.measure]
    part = percent(target.improve_by, DIGITS - 2)
    if level.direction == "at_least":
        return _("%(what)s is at least %(part)s above one's own baseline each month.", what=what, part=part)
    return _("%(what)s is at least %(part)s below one's own baseline each month.", what=what, part=part)


def _clock_words(clock: ClockTerms, calendar: CalendarTerms) -> dict[str, str]:
    return {
        "start": kind_words(clock.start) + condition_words(clock.where),
        "stop": kind_words(clock.stop),
        "within": time_words(clock, calendar),
    }


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
