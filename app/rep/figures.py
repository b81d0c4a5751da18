"""What is needed, in words: how much more, by when, of what comes next; and lengths of time."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from math import ceil, floor

from babel.dates import format_date, format_skeleton
from flask_babel import gettext as _
from flask_babel import ngettext

from app.wording import locale, number, whole
from scoring import pace
from scoring.agreement import ServiceLevel
from scoring.pace import Need

PRECISE = 10
"""Numbers smaller than this are told with decimals."""


def need_words(need: Need, level: ServiceLevel, by: int) -> str:
    """Return what is needed, as it follows "To meet it:"; `by` is the last day on which it can be done."""
    return _TOLD[need.kind](need, level, by)


def _done(_need: Need, _level: ServiceLevel, _by: int) -> str:
    return _("nothing more: it stays so")


def _lost(_need: Need, _level: ServiceLevel, _by: int) -> str:
    return _("not possible any more this month")


def _more(need: Need, _level: ServiceLevel, by: int) -> str:
    return _("%(count)s more by %(day)s", count=rounded_up(need.amount), day=day_words(by))


def _room(need: Need, _level: ServiceLevel, by: int) -> str:
    return _("at most %(count)s more until %(day)s", count=rounded_down(need.amount), day=day_words(by))


def _lasts(need: Need, _level: ServiceLevel, _by: int) -> str:
    if not need.count:
        return _("something has to come of the next one")
    return ngettext(
        "nothing has to come of the next one", "nothing has to come of the next %(count)s", need.count,
        count=whole(need.count),
    )  # fmt: skip


def _wider(need: Need, level: ServiceLevel, _by: int) -> str:
    count = whole(need.count)
    if level.measure == "mean":
        return ngettext(
            "%(count)s more, close to 0", "%(count)s more, all close to 0", need.count, count=count
        )
    return ngettext("none in the next one", "none in the next %(count)s", need.count, count=count)


def _part(need: Need, level: ServiceLevel, _by: int) -> str:
    known = {"count": whole(need.count), "most": whole(need.most)}
    if need.most >= need.count:
        return ngettext(
            "whatever becomes of the next one", "whatever becomes of the next %(count)s", need.count, **known
        )
    if level.measure == "timely":
        if not need.most:
            return ngettext(
                "the next one in time", "all of the next %(count)s in time", need.count, count=known["count"]
            )
        return _("at most %(most)s of the next %(count)s late", **known)
    if level.direction == "at_most":
        if not need.most:
            return ngettext(
                "not the next one", "none of the next %(count)s", need.count, count=known["count"]
            )
        return _("at most %(most)s of the next %(count)s", **known)
    if not need.most:
        return ngettext("the next one", "all of the next %(count)s", need.count, count=known["count"])
    return _("all but %(most)s of the next %(count)s", **known)


def _average(need: Need, level: ServiceLevel, _by: int) -> str:
    count = whole(need.count)
    if level.direction == "at_most":
        return ngettext(
            "at most %(amount)s in the next one",
            "at most %(amount)s on average in the next %(count)s",
            need.count,
            count=count,
            amount=rounded_down(need.amount),
        )
    return ngettext(
        "at least %(amount)s in the next one",
        "at least %(amount)s on average in the next %(count)s",
        need.count,
        count=count,
        amount=rounded_up(need.amount),
    )


def _weeks(need: Need, _level: ServiceLevel, _by: int) -> str:
    if need.count == need.most:
        return ngettext("the week that is left", "all %(count)s weeks that are left", need.count,
                        count=whole(need.count))  # fmt: skip
    return _("%(count)s of the %(most)s weeks that are left", count=whole(need.count), most=whole(need.most))


def _volume(need: Need, _level: ServiceLevel, _by: int) -> str:
    return ngettext(
        "%(count)s more, so that it is judged", "%(count)s more, so that it is judged", need.count,
        count=whole(need.count),
    )  # fmt: skip


_TOLD: dict[str, Callable[[Need, ServiceLevel, int], str]] = {
    pace.DONE: _done,
    pace.LOST: _lost,
    pace.MORE: _more,
    pace.ROOM: _room,
    pace.LASTS: _lasts,
    pace.WIDER: _wider,
    pace.PART: _part,
    pace.AVERAGE: _average,
    pace.WEEKS: _weeks,
    pace.VOLUME: _volume,
}


def rounded_up(amount: Fraction) -> str:
    """Return an amount of which less would not be enough."""
    scale = _scale(amount)
    return number(Fraction(ceil(amount * scale), scale), 2)


def rounded_down(amount: Fraction) -> str:
    """Return an amount of which more would be too much."""
    scale = _scale(amount)
    return number(Fraction(floor(amount * scale), scale), 2)


def _scale(amount: Fraction) -> int:
    return 1 if amount.denominator == 1 or abs(amount) >= PRECISE else 100


def day_words(day: int) -> str:
    """Return a day by its weekday and date, as in "Friday, July 31"."""
    named = date.fromordinal(day)
    weekday = format_date(named, "EEEE", locale=locale())
    return _("%(weekday)s, %(day)s", weekday=weekday, day=format_skeleton("MMMMd", named, locale=locale()))
