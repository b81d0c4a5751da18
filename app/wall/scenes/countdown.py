"""The countdown to the quarter's end, in working days and in business time; the screen counts by itself."""

from typing import Any

from flask_babel import gettext as _

from app.programme import Item
from app.stamp import Reading
from app.wall.scenes import lines
from app.wording import capital, date_name, period_name, short_month, whole
from scoring.calendar import BusinessTime
from scoring.periods import SECOND, Period, days_of_month, month_of, month_starts

FULL = 1000
"""The width of the lane of the quarter."""


def figures(_item: Item, now: Reading, _turn: int) -> dict[str, Any] | None:
    """Return when business runs until the quarter ends, and how much of the quarter is over."""
    period = lines.quarter_of(now)
    business = now.line.terms_of(month_of(now.day)).business
    ends = month_starts(period.last + 1)
    spans = business.segments(now.line.day_starts(now.day), now.line.day_starts(ends))
    left = len(business.working_days(now.day, ends))
    if not spans:
        return None
    return {
        "title": capital(period_name(period, now.line.fiscal_start(period.first))),
        "hours": " ".join(f"{start // SECOND}-{end // SECOND}" for start, end in spans),
        "days": whole(left),
        "until": _("until the end of %(day)s", day=date_name(ends - 1)),
        "months": [short_month(month) for month in period.months],
        "done": _done(period, business, now.day),
    }


def _done(period: Period, business: BusinessTime, today: int) -> int:
    """Return how far the quarter is on its lane: each month is a leg, and its working days are the way."""
    month = month_of(today)
    first, after = days_of_month(month)
    passed, every = (len(business.working_days(first, until)) for until in (today, after))
    leg = FULL // len(period.months)
    return (month - period.first) * leg + (passed * leg // every if every else 0)
