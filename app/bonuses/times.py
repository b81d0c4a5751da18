"""The agreement whose days and quarters bonuses are counted in."""

from flask_babel import gettext as _

from app.agreement.queries import timeline
from app.bonuses.errors import EntryError
from scoring.periods import Period, month_starts
from scoring.versions import Timeline


def agreed() -> Timeline:
    """Return the versions of the agreement; there is one wherever there is a bonus, for they come from its plan."""
    known = timeline()
    assert known is not None
    return known


def finished_quarter(first: int, now: int) -> tuple[Timeline, Period]:
    """Return the quarter that begins with the month `first`, with the agreement, if it is one that is over.

    Raises EntryError if it is not.
    """
    known = timeline()
    if known:
        period = known.periods_of(first)[0]
        if period.first == first and known.day(now) >= month_starts(period.last + 1):
            return known, period
    raise EntryError("quarter", _("Choose a quarter that is over."))
