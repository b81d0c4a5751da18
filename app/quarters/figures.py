"""Quarters in words."""

from flask_babel import gettext as _

from app.quarters.queries import Close, State
from app.wording import date_name
from scoring.versions import Timeline

LONGEST_REASON = 2_000
"""Characters that are kept of a reason."""


def state_words(one: State, today: int) -> str:
    """Return the state of a quarter in words, with what comes next."""
    if one.state == "running":
        return _("Running")
    if one.state == "final":
        return _("Final")
    if one.state == "reopened":
        return _("Reopened: to be made final again")
    if today < one.span.closable:
        return _("Provisional: late data count until %(day)s", day=date_name(one.span.closable - 1))
    return _("Provisional: it can be closed")


def closed_words(close: Close, known: Timeline) -> str:
    """Return when a version was made final, and by whom."""
    day = date_name(known.day(close.at))
    if not close.by:
        return _("%(day)s, by the nightly run", day=day)
    return _("%(day)s, by %(who)s", day=day, who=close.by)
