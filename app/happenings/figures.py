"""What happened in words and pictures, as the feed and other pages show it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import ngettext

from app.badges import telling
from app.happenings import queries
from app.happenings.queries import Giver
from app.happenings.rows import Happening
from app.models.happenings import BADGE, EXCEEDED, LEADER, MONTH, STREAK
from app.stamp import Reading
from app.wording import date_name, locale, month_name, short_day, whole

LATEST = 3
"""What a page beside the feed shows of somebody."""
NAMED = 3
"""Of those who gave kudos so many are named; of more it is enough to know how many."""
NEAR = 300
"""Days; what is older is told with its year."""


class Told(NamedTuple):
    """Something that happened, as a sentence goes on after the name; with what somebody wrote who gave it.

    `picture` is badge, month, exceeded or leader; a badge has its kind, metal and state.
    """

    words: str
    note: str
    day: str
    picture: str
    badge: str
    metal: str
    state: str


class Lately(NamedTuple):
    """Something that happened to somebody lately, and who gave kudos for it."""

    told: Told
    kudos: str


def told(one: Happening, now: Reading) -> Told:
    """Return what happened in words."""
    is_badge = one.kind in (BADGE, STREAK)
    detail = one.detail
    final = "by" in detail or one.month in now.closed.final
    return Told(
        _WORDS[one.kind](one, now),
        _note(detail),
        day_words(now.line.day(one.at), now.day),
        "badge" if is_badge else one.kind,
        detail["badge"] if is_badge else "",
        detail["metal"] if is_badge else "",
        "final" if final else "provisional",
    )


def lately(board: str, who: int, now: Reading) -> list[Lately]:
    """Return what happened to a rep or a team last."""
    found = queries.latest(board, who, LATEST)
    givers = queries.kudos([one.id for one in found])
    return [Lately(told(one, now), kudos_words(givers.get(one.id, ()))) for one in found]


def kudos_words(givers: Sequence[Giver]) -> str:
    """Return who gave kudos: "Kudos from Ines, Ole and 3 more"; nothing if nobody did."""
    if not givers:
        return ""
    names = [one.name for one in givers[:NAMED]]
    more = len(givers) - len(names)
    if more:
        names.append(ngettext("%(count)s more", "%(count)s more", more, count=whole(more)))
    return _("Kudos from %(names)s", names=format_list(names, locale=locale()))


def day_words(day: int, today: int) -> str:
    """Return a day in the past as it stands above what happened on it."""
    return short_day(day, today) if today - day < NEAR else date_name(day)


def _note(detail: dict[str, Any]) -> str:
    if "by" not in detail:
        return ""
    return _("“%(reason)s” %(by)s", reason=detail["reason"], by=telling.given_words(detail["by"]))


def _badge(one: Happening, now: Reading) -> str:
    named = {"badge": one.detail["name"], "metal": telling.metal_word(one.detail["metal"])}
    if "by" in one.detail:
        return _("was given “%(badge)s”, %(metal)s", **named)
    when = telling.when_words(now.line, one.detail["badge"], one.month)
    return _("earned “%(badge)s”, %(metal)s: %(when)s", **named, when=when)


def _month(one: Happening, _now: Reading) -> str:
    counted = ((one.detail["exceeded"], _("exceeded")), (one.detail["met"], _("met")))
    counts = [_("%(count)s %(words)s", count=whole(count), words=words) for count, words in counted if count]
    points = one.detail["points"]
    return ngettext(
        "completed %(month)s with %(points)s point; levels: %(counts)s",
        "completed %(month)s with %(points)s points; levels: %(counts)s",
        points,
        month=month_name(one.month),
        points=whole(points),
        counts=format_list(counts, style="unit", locale=locale()),
    )


def _exceeded(one: Happening, _now: Reading) -> str:
    return _("exceeded “%(level)s” in %(month)s", level=one.detail["name"], month=month_name(one.month))


def _leader(one: Happening, _now: Reading) -> str:
    if one.board == "team":
        of_side = _("took the lead among the teams of %(side)s", side=one.side)
        return of_side if one.side else _("took the lead among all teams")
    of_side = _("took the lead among the reps of %(side)s", side=one.side)
    return of_side if one.side else _("took the lead among all reps")


_WORDS = {BADGE: _badge, STREAK: _badge, MONTH: _month, EXCEEDED: _exceeded, LEADER: _leader}
