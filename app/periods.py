"""Periods as pages ask for them: which one, which ones beside it, and how far each is."""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import abort
from flask_babel import gettext as _
from flask_babel import ngettext

from app import lateness
from app.finality import Closed
from app.stamp import Reading
from app.wording import capital, days_left, period_name, whole
from scoring.periods import Period, a_month, month_ends, month_of, month_starts
from scoring.versions import Timeline

MOST_PERIODS = 24
"""Periods of a kind on offer in a list; older ones step by step, or by their address."""

Address = Callable[[str], str]
"""Gives the address of the page for a period, by its label."""


class Choice(NamedTuple):
    """One of several ways on: its text, its address, and whether it is where the reader is."""

    text: str
    url: str
    here: bool


def read_period(label: str, line: Timeline, today: int) -> Period | None:
    """Return the period called `label`, the quarter of `today` if it is empty, None if there is no such period."""
    if not label:
        return line.periods_of(month_of(today))[0]
    try:
        return line.period(label)
    except ValueError:
        return None


def asked_period(now: Reading, label: str) -> Period | None:
    """Return the period called `label`, by default the running quarter, or 404; None without an agreement."""
    if now.timeline is None:
        return None
    return read_period(label, now.timeline, now.day) or abort(404)


def turns(number: int, pages: int, address: Callable[[int], str]) -> list[Choice | None]:
    """Return the pages of a list on offer: the first, the last, those around `number`, None for a gap."""
    near = {1, pages, number - 1, number, number + 1}
    numbers = sorted(one for one in near if 1 <= one <= pages)
    found: list[Choice | None] = []
    for before, one in zip([0, *numbers], numbers, strict=False):
        if one > before + 1:
            found.append(None)
        found.append(Choice(whole(one), address(one), one == number))
    return found if pages > 1 else []


def page_asked(text: str, pages: int) -> int:
    """Return which page of a list an address asks for: the nearest that there is, the first if it names none."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    return min(max(number, 1), pages)


def neighbour(period: Period, step: int, line: Timeline) -> Period:
    """Return the period of the same kind before (`step` −1) or after this one."""
    return of_kind(period.kind, period.first - 1 if step < 0 else period.last + 1, line)


def of_kind(kind: str, month: int, line: Timeline) -> Period:
    """Return the month, quarter or year that holds `month`."""
    if kind == "month":
        return a_month(month)
    quarter, year = line.periods_of(month)
    return quarter if kind == "quarter" else year


def state_of_month(month: int, today: int, closed: Closed) -> str:
    """Return ahead, running, provisional or final (R22)."""
    if month in closed.final:
        return "final"
    if today < month_starts(month):
        return "ahead"
    return "running" if today < month_ends(month) else "provisional"


def state_of(period: Period, today: int, closed: Closed) -> str:
    """Return the state of a period: ahead until it begins, running until its last month is over; final if all of it is.

    A quarter that was final and was opened again is reopened.
    """
    if closed.final.issuperset(period.months):
        return "final"
    if period.kind == "quarter" and not closed.reopened.isdisjoint(period.months):
        return "reopened"
    if today < month_starts(period.first):
        return "ahead"
    return state_of_month(period.last, today, closed) if today >= month_starts(period.last) else "running"


def state_words(period: Period, today: int, closed: Closed) -> str:
    """Return the state of a period in words, with the time that is left."""
    state = state_of(period, today, closed)
    if state in ("final", "reopened"):
        return {"final": _("Final"), "reopened": _("Reopened: to be made final again")}[state]
    ends = month_starts(period.last + 1)
    if state == "ahead":
        return ngettext("Begins tomorrow", "Begins in %(num)d days", month_starts(period.first) - today)
    if state == "running" and today < ends:
        return _("Running: %(left)s", left=days_left(ends - today))
    if state == "running":
        return _("Running: its last week is not over")
    return _("Provisional: over, not closed yet")


def late_words(period: Period, now: Reading) -> str:
    """Return which required feeds are late; nothing for what is final, for it waits for none."""
    if state_of(period, now.day, now.closed) == "final":
        return ""
    return lateness.words(now.late, now.zone, now.day)


def ways(period: Period, line: Timeline, today: int, address: Address) -> dict[str, Any]:
    """Return what a page offers to go to other periods: heading, lengths, the one before and after, a list."""
    current = month_of(today)
    before, after = neighbour(period, -1, line), neighbour(period, 1, line)
    return {
        "heading": capital(period_name(period, line.fiscal_start(period.first))),
        "kinds": _kinds(period, line, current, address),
        "periods": _listed(period, line, current),
        "before": address(before.label) if before.last >= line.first_month else None,
        "after": address(after.label) if after.first <= current else None,
    }


def _kinds(period: Period, line: Timeline, current: int, address: Address) -> list[Choice]:
    """Return month, quarter and year around the one shown; around the running month if it lies within."""
    month = current if current in period.months else period.last
    names = (("month", _("Month")), ("quarter", _("Quarter")), ("year", _("Year")))
    return [
        Choice(name, address(of_kind(kind, month, line).label), period.kind == kind) for kind, name in names
    ]


def _listed(period: Period, line: Timeline, current: int) -> list[tuple[str, str, bool]]:
    """Return the periods of this kind, the newest first: label, name, whether it is the one shown."""
    found = [of_kind(period.kind, max(current, line.first_month), line)]
    while found[-1].first > line.first_month and len(found) < MOST_PERIODS:
        found.append(neighbour(found[-1], -1, line))
    if period not in found:
        found.append(period)
    named = ((one, period_name(one, line.fiscal_start(one.first))) for one in found)
    return [(one.label, capital(name), one == period) for one, name in named]


def sides(line: Timeline) -> tuple[str, ...]:
    """Return the parties of all versions, in the order in which the newest has them."""
    return tuple(dict.fromkeys(side for one in reversed(line.versions) for side in one.agreement.sides))
