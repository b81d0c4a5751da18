"""Clocks that are due or were missed, in words."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.outbox.rows import Line
from app.reminders.queries import Told
from app.wording import hours_words, moment
from scoring.versions import Timeline


def due_line(told: Told, known: Timeline, now: int) -> Line:
    """Return a clock that runs: when it is due, and how much of its own time is left."""
    return Line(told.subject, f"{level_words(told, known)}: {due_words(told, known, now)}")


def due_words(told: Told, known: Timeline, now: int) -> str:
    """Return when a clock is due, and how much of its own time is left."""
    when = _at(told.deadline, known, now)
    version = next(one for one in known.versions if one.id == told.version_id)
    level = version.agreement.level(told.level)
    if level and level.clock and level.clock.business:
        left = hours_words(version.business.elapsed(now, told.deadline))
        return _("due %(moment)s, %(left)s of business time left", moment=when, left=left)
    return _("due %(moment)s, %(left)s left", moment=when, left=hours_words(told.deadline - now))


def missed_line(told: Told, known: Timeline, now: int) -> Line:
    """Return a clock whose time is up, and since when."""
    words = _(
        "%(level)s: time was up %(moment)s",
        level=level_words(told, known),
        moment=_at(told.deadline, known, now),
    )
    return Line(told.subject, words)


def level_words(told: Told, known: Timeline) -> str:
    """Return what the service level of a clock is called in its version of the agreement."""
    version = next(one for one in known.versions if one.id == told.version_id)
    level = version.agreement.level(told.level)
    return level.name if level else told.level


def _at(instant: int, known: Timeline, now: int) -> str:
    today = known.day(now)
    return moment(instant, known.zone_on(today), today)


def counted(due: int, missed: int) -> str:
    """Return how many are due today and how many were missed, without those that are none."""
    parts = [
        ngettext("%(num)d due today", "%(num)d due today", due) if due else "",
        ngettext("%(num)d missed", "%(num)d missed", missed) if missed else "",
    ]
    return ", ".join(part for part in parts if part)
