"""How risks, deadlines and lengths of time are said."""

from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time
from flask_babel import gettext as _
from flask_babel import ngettext

from app.clock import to_datetime
from app.wording import locale, number, whole
from scoring.agreement import ServiceLevel
from scoring.calendar import HOUR, MINUTE
from scoring.risk import AT_RISK, EARLY, ON_PACE, OUT_OF_REACH, SAFE, Risk


def state_words(state: str) -> str:
    """Return how a month will end, in words."""
    return {
        SAFE: _("safe"),
        ON_PACE: _("on pace"),
        AT_RISK: _("at risk"),
        OUT_OF_REACH: _("out of reach"),
        EARLY: _("too early to tell"),
    }[state]


def pace_words(risk: Risk, level: ServiceLevel, target: str) -> str:
    """Return how a month will end, of a count or sum with what it comes to: "on pace for 14 of 20"."""
    words = state_words(risk.state)
    if risk.projected is None or risk.state not in (ON_PACE, AT_RISK):
        return words
    known = {"count": number(risk.projected, 0 if risk.projected >= 10 else 1), "target": target}
    if level.direction == "at_most":
        pace = _("on pace for %(count)s, at most %(target)s", **known)
    else:
        pace = _("on pace for %(count)s of %(target)s", **known)
    return pace if risk.state == ON_PACE else f"{words}, {pace}"


def due_words(instant: int, zone: ZoneInfo, today: int) -> str:
    """Return a deadline with its weekday, as in "Tue, Nov 24, 2:30 PM"; of today the time alone."""
    local = to_datetime(instant).astimezone(zone)
    time = format_time(local, "short", locale=locale())
    if local.toordinal() == today:
        return _("today, %(time)s", time=time)
    return _("%(day)s, %(time)s", day=format_skeleton("MMMEd", local, locale=locale()), time=time)


def left_words(left: int, *, business: bool) -> str:
    """Return how much time is left, in hours and minutes cut to the minute: "1 h 55 min of business time left"."""
    if left <= 0:
        return _("time is up")
    hours, minutes = left // HOUR, left % HOUR // MINUTE
    parts = [_("%(hours)s h", hours=whole(hours))] if hours else []
    parts += [_("%(minutes)s min", minutes=minutes)] if minutes or not hours else []
    length = " ".join(parts)
    if business:
        return _("%(length)s of business time left", length=length)
    return _("%(length)s left", length=length)


def age_words(days: int) -> str:
    """Return how old a clock on hold is."""
    return ngettext("%(num)d day old", "%(num)d days old", days) if days else _("of today")
