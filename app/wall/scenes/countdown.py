"""The countdown to the quarter's end, in working days and in business time; the screen counts by itself."""

from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.programme import Item
from app.stamp import Reading
from app.wall.scenes import lines
from app.wording import capital, date_name, period_name, short_month, whole
from scoring.calendar import BusinessTime
from scoring.periods import SECOND, Period, month_of, month_starts

FULL = 1000
"""The width of the lane of the quarter."""


class Leg(NamedTuple):
    """A month of the quarter on its lane."""

    name: str
    start: int
    width: int


def figures(_item: Item, now: Reading) -> dict[str, Any] | None:
    """Return when business runs until the quarter ends, and how much of the quarter is over."""
    period = lines.quarter_of(now)
    business = now.line.terms_of(month_of(now.day)).business
    ends = month_starts(period.last + 1)
    spans = business.segments(now.line.day_starts(now.day), now.line.day_starts(ends))
    all_days = len(business.working_days(month_starts(period.first), ends))
    left = len(business.working_days(now.day, ends))
    if not all_days or not spans:
        return None
    return {
        "title": capital(period_name(period, now.line.fiscal_start(period.first))),
        "hours": " ".join(f"{start // SECOND}-{end // SECOND}" for start, end in spans),
        "days": whole(left),
        "until": _("until the end of %(day)s", day=date_name(ends - 1)),
        "legs": _legs(period, business, all_days),
        "done": (all_days - left) * FULL // all_days,
    }


def _legs(period: Period, business: BusinessTime, all_days: int) -> list[Leg]:
    starts = [
        len(business.working_days(month_starts(period.first), month_starts(month))) * FULL // all_days
        for month in range(period.first, period.last + 2)
    ]
    return [
        Leg(short_month(month), start, after - start)
        for month, start, after in zip(period.months, starts, starts[1:], strict=False)
    ]
