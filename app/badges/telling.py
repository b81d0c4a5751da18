"""Badges in words: how one is earned, what one rests on, and what is missing for it."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import ngettext

from app.agreement.figures import amount
from app.wording import capital, locale, month_name, number, percent, period_name, whole
from scoring.agreement import Badge, ServiceLevel
from scoring.attainment import EXCEEDED, MET, NO_DATA
from scoring.badges import OF_QUARTERS, Evidence
from scoring.nearest import Next
from scoring.versions import Timeline

DIGITS = 2


class Rule(NamedTuple):
    """A badge of the agreement, and how it is earned."""

    kind: str
    metals: Sequence[str]
    name: str
    words: Sequence[str]


def metal_word(metal: str) -> str:
    """Return a metal."""
    return {"bronze": _("bronze"), "silver": _("silver"), "gold": _("gold")}[metal]


def span_words(span: str) -> str:
    """Return how often a badge can be had."""
    return {
        "month": _("Once a month."),
        "quarter": _("Once a quarter."),
        "year": _("Once a year."),
        "ever": _("Once and for all."),
    }[span]


def rule(badge: Badge, line: Timeline) -> Rule:
    """Return a badge with how it is earned."""
    words = rule_words(badge, level_of(line, badge.level))
    return Rule(badge.kind, [metal for metal, _asked in badge.steps], badge.name, words)


def rule_words(badge: Badge, level: ServiceLevel | None) -> list[str]:
    """Return how a badge is earned, in sentences."""
    named = {"level": level.name if level else badge.level, "least": whole(badge.least)}
    words = {
        "first_met": _each(badge, _("Meet “%(level)s”.", **named), _("Meet a level.")),
        "streak": _each(
            badge,
            _("Keep “%(level)s” in months in a row.", **named),
            _("Miss nothing in months in a row."),
        ),
        "clean_sheet": _("Meet or exceed every level of a month."),
        "all_exceeded": _("Exceed every level of a month that can be exceeded, and meet the others."),
        "most_improved": _(
            "Gain the most points since the quarter before, at least %(least)s of them.", **named
        ),
        "comeback": _each(
            badge,
            _("Meet “%(level)s” again after %(least)s missed months or more.", **named),
            _("Meet a level again after %(least)s missed months or more.", **named),
        ),
        "milestone": _("Collect “%(level)s”.", **named),
        "fastest": _("Be the fastest of a quarter: “%(level)s”, with at least %(least)s cases.", **named),
        "champion": _("Be first on the board of a quarter."),
        "by_hand": _("Given by a manager, for a reason."),
    }[badge.kind]
    side = [_("Only %(side)s counts.", side=badge.side)] if badge.side else []
    return [*([badge.about] if badge.about else []), words, *side, *_steps(badge), span_words(badge.span)]


def _each(badge: Badge, one: str, every: str) -> str:
    return one if badge.level else every


def _steps(badge: Badge) -> list[str]:
    """Return what each metal asks, where they ask for different things."""
    if badge.kind == "streak":
        steps = [
            ngettext("%(metal)s for %(num)d month", "%(metal)s for %(num)d months", int(asked), metal=metal)
            for metal, asked in ((metal_word(metal), asked) for metal, asked in badge.steps)
        ]
    elif badge.kind == "milestone":
        steps = [
            _("%(metal)s at %(asked)s", metal=metal_word(metal), asked=number(asked, DIGITS))
            for metal, asked in badge.steps
        ]
    else:
        return []
    return [capital(_("%(steps)s.", steps=format_list(steps, style="unit", locale=locale())))]


def level_of(line: Timeline, key: str) -> ServiceLevel | None:
    """Return a level as the newest version that has it knows it."""
    found = (one.agreement.level(key) for one in reversed(line.versions))
    return next((level for level in found if level), None)


def level_name(line: Timeline, key: str) -> str:
    """Return what a level is called."""
    level = level_of(line, key)
    return level.name if level else key


def when_words(line: Timeline, kind: str, month: int) -> str:
    """Return the month of a badge, or its quarter where it is one of a quarter."""
    if kind not in OF_QUARTERS:
        return month_name(month)
    quarter = line.periods_of(month)[0]
    return capital(period_name(quarter, line.fiscal_start(quarter.first)))


def evidence_words(line: Timeline, kind: str, evidence: Evidence) -> str:
    """Return what a badge rests on, in a sentence; nothing for what was given by hand."""
    telling = TOLD.get(kind)
    return telling(line, evidence) if telling else ""


def _sheet(_line: Timeline, evidence: Evidence) -> str:
    """Return how many levels were exceeded, met, and without data: the sheet of the month tells which."""
    attainments = [attainment for _level, attainment, _value in evidence["levels"]]
    named = ((EXCEEDED, _("exceeded")), (MET, _("met")), (NO_DATA, _("without data")))
    counts = [
        _("%(count)s %(words)s", count=whole(attainments.count(one)), words=words)
        for one, words in named
        if one in attainments
    ]
    return _("Levels: %(counts)s.", counts=format_list(counts, style="unit", locale=locale()))


def _levels(line: Timeline, evidence: Evidence) -> str:
    shown = [_score(line, *one) for one in evidence["levels"]]
    return _("%(levels)s.", levels=format_list(shown, style="unit", locale=locale()))


def _score(line: Timeline, key: str, attainment: str, value: str | None) -> str:
    words = {MET: _("met"), EXCEEDED: _("exceeded")}[attainment]
    level = level_of(line, key)
    if value is None or level is None:
        return _("%(level)s: %(words)s", level=level_name(line, key), words=words)
    if level.weekly:
        shown = _("%(part)s of the weeks", part=percent(Fraction(value)))
    else:
        shown = amount(_rounded(Fraction(value)), level)
    return _("%(level)s: %(words)s with %(value)s", level=level.name, words=words, value=shown)


def _rounded(value: Fraction) -> Fraction:
    return Fraction(round(value * 10_000), 10_000)


def _streak(line: Timeline, evidence: Evidence) -> str:
    months = evidence["months"]
    known = {"first": month_name(months[0]), "last": month_name(months[-1])}
    if "level" in evidence:
        return ngettext(
            "“%(level)s” kept in %(num)d month.",
            "“%(level)s” kept in %(num)d months in a row, from %(first)s to %(last)s.",
            len(months),
            level=level_name(line, evidence["level"]),
            **known,
        )
    return ngettext(
        "Nothing missed in %(num)d month.",
        "Nothing missed in %(num)d months in a row, from %(first)s to %(last)s.",
        len(months),
        **known,
    )


def _comeback(line: Timeline, evidence: Evidence) -> str:
    missed = format_list([month_name(one) for one in evidence["missed"]], locale=locale())
    return _("%(levels)s After it was missed in %(months)s.", levels=_levels(line, evidence), months=missed)


def _milestone(line: Timeline, evidence: Evidence) -> str:
    return _(
        "“%(level)s”: %(total)s in all; %(asked)s were asked.",
        level=level_name(line, evidence["level"]),
        total=number(Fraction(evidence["total"]), DIGITS),
        asked=number(Fraction(evidence["asked"]), DIGITS),
    )


def _champion(_line: Timeline, evidence: Evidence) -> str:
    points = ngettext(
        "%(points)s point", "%(points)s points", evidence["points"], points=whole(evidence["points"])
    )
    first = _("First of %(size)s with %(points)s.", size=whole(evidence["size"]), points=points)
    return _with_ties(first, evidence)


def _most_improved(_line: Timeline, evidence: Evidence) -> str:
    gained = _(
        "From %(before)s to %(points)s points: %(gain)s more than in the quarter before.",
        **{name: whole(evidence[name]) for name in ("before", "points", "gain")},
    )
    return _with_ties(gained, evidence)


def _fastest(line: Timeline, evidence: Evidence) -> str:
    known = {"level": level_name(line, evidence["level"]), "cases": whole(evidence["cases"])}
    value = Fraction(evidence["value"])
    if evidence["measure"] == "timely":
        used = percent(value)
        words = _(
            "“%(level)s”: %(used)s of the time used on average, over %(cases)s cases.", used=used, **known
        )
    else:
        mean = number(value, DIGITS)
        words = _("“%(level)s”: %(mean)s on average, over %(cases)s cases.", mean=mean, **known)
    return _with_ties(words, evidence)


def _with_ties(words: str, evidence: Evidence) -> str:
    others = evidence["tied"] - 1
    if not others:
        return words
    shared = ngettext("Shared with %(num)d other.", "Shared with %(num)d others.", others)
    return _("%(words)s %(shared)s", words=words, shared=shared)


TOLD: dict[str, Callable[[Timeline, Evidence], str]] = {
    "first_met": _levels,
    "streak": _streak,
    "clean_sheet": _sheet,
    "all_exceeded": _sheet,
    "comeback": _comeback,
    "milestone": _milestone,
    "champion": _champion,
    "most_improved": _most_improved,
    "fastest": _fastest,
}


def next_words(line: Timeline, one: Next) -> str:
    """Return what is missing for a badge, in a sentence."""
    missing = one.missing
    name = level_name(line, one.level)
    if one.badge.kind == "milestone":
        return _("%(missing)s more", missing=number(missing, DIGITS))
    if one.badge.kind == "streak":
        months = int(missing)
        return ngettext("%(num)d more month", "%(num)d more months", months)
    if not missing:
        return _("Stay there until the month is over")
    if one.badge.kind == "clean_sheet":
        return ngettext(
            "%(num)d more level to meet this month", "%(num)d more levels to meet this month", int(missing)
        )
    if one.badge.kind == "all_exceeded":
        return ngettext(
            "%(num)d more level to lift this month", "%(num)d more levels to lift this month", int(missing)
        )
    return _("Meet “%(level)s” this month", level=name) if one.level else _("Meet a level this month")


def given_words(by: str) -> str:
    """Return who gave a badge."""
    return _("Given by %(who)s.", who=by)


def revoked_words(by: str, day: str, reason: str) -> str:
    """Return that a badge was taken back, by whom, when and why."""
    return _("Taken back by %(who)s on %(day)s: %(reason)s", who=by, day=day, reason=reason)


def tally_words(metals: Iterable[str]) -> str:
    """Return how many badges of each metal there are: "2 gold, 1 bronze"."""
    found = list(metals)
    counts = [
        _("%(count)s %(metal)s", count=whole(found.count(one)), metal=metal_word(one))
        for one in ("gold", "silver", "bronze")
        if one in found
    ]
    return format_list(counts, style="unit", locale=locale())
