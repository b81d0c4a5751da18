"""How risks, deadlines and lengths of time are said."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.wording import hours_words, number
from scoring.agreement import ServiceLevel
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


def left_words(left: int, *, business: bool) -> str:
    """Return how much time is left, in hours and minutes cut to the minute: "1 h 55 min of business time left"."""
    if left <= 0:
        return _("time is up")
    length = hours_words(left)
    if business:
        return _("%(length)s of business time left", length=length)
    return _("%(length)s left", length=length)


def age_words(days: int) -> str:
    """Return how old a clock on hold is."""
    return ngettext("%(num)d day old", "%(num)d days old", days) if days else _("of today")
