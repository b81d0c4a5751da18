"""What is due next: the clocks of a rep that run, by deadline, with the time left by each one's own calendar."""

from fractions import Fraction
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from app.rep import queries
from app.rep.queries import RunningClock
from app.stamp import Reading
from app.wording import due_words, hours_words, whole
from scoring.agreement import ServiceLevel
from scoring.calendar import Calendar, WallTime
from scoring.clocks import HELD, OPEN
from scoring.versions import Timeline

SHOWN = 8
"""Clocks on the page; of the others it is enough to know how many there are."""
SOON = Fraction(3, 4)
"""So much of the time used, and a clock is due soon."""


class Due(NamedTuple):
    """A clock as it is shown; `state` is over, soon, later or held, `used` the part of its time that is gone."""

    subject: str
    level: str
    state: str
    state_words: str
    when: str
    left: str
    used: str


class DueList(NamedTuple):
    """The clocks that run, and those on hold; how many more of each there are, in words."""

    running: list[Due]
    more: str
    held: list[Due]
    more_held: str


def due(rep_id: int, now: Reading, moment: int) -> DueList:
    """Return what is due next for a rep, as of `moment`."""
    running, all_running = queries.running_clocks(rep_id, OPEN, SHOWN)
    held, all_held = queries.running_clocks(rep_id, HELD, SHOWN)
    return DueList(
        [_running(one, now, moment) for one in running],
        _more(all_running - len(running)),
        [_held(one, now) for one in held],
        _more(all_held - len(held)),
    )


def _more(count: int) -> str:
    return ngettext("and %(count)s more", "and %(count)s more", count, count=whole(count)) if count else ""


def _terms(one: RunningClock, line: Timeline) -> tuple[ServiceLevel, Calendar, Fraction] | None:
    """Return the level of a clock, with the calendar and the time that it has by its own version."""
    version = next((found for found in line.versions if found.id == one.version_id), None)
    level = version.agreement.level(one.level) if version else None
    if version is None or level is None or level.clock is None:
        return None
    return level, version.business if level.clock.business else WallTime(), level.clock.within


def _running(one: RunningClock, now: Reading, moment: int) -> Due:
    terms = _terms(one, now.line)
    if terms is None or one.deadline is None:
        return Due(one.subject, terms[0].name if terms else one.level, "later", _("open"), "", "", "0")
    level, calendar, within = terms
    left = calendar.elapsed(moment, one.deadline) if one.deadline > moment else 0
    used = max(min(1 - Fraction(left) / within, Fraction(1)), Fraction(0)) if within else Fraction(1)
    state = "over" if not left else "soon" if used >= SOON else "later"
    words = {"over": _("time is up"), "soon": _("soon"), "later": _("open")}[state]
    return Due(
        one.subject,
        level.name,
        state,
        words,
        due_words(one.deadline, now.zone, now.day),
        _left(left, business=not isinstance(calendar, WallTime)),
        str(floor_percent(used)),
    )


def _left(left: int, *, business: bool) -> str:
    if not left:
        return ""
    length = hours_words(left)
    if business:
        return _("%(length)s of business time left", length=length)
    return _("%(length)s left", length=length)


def _held(one: RunningClock, now: Reading) -> Due:
    terms = _terms(one, now.line)
    days = now.day - now.line.day(one.started)
    age = ngettext("%(num)d day old", "%(num)d days old", days) if days else _("of today")
    used = _("%(length)s used", length=hours_words(one.used))
    return Due(one.subject, terms[0].name if terms else one.level, "held", _("on hold"), age, used, "0")


def floor_percent(part: Fraction) -> int:
    """Return a part of one as whole percent, cut."""
    return int(part * 100)
