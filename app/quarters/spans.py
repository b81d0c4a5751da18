"""Quarters in time: which there are, and from which day on each can be closed."""

from typing import NamedTuple

from scoring.periods import Period, month_ends, month_of, month_starts
from scoring.versions import Timeline

LONGEST = 366
"""Days in which working days are looked for; a calendar that has fewer has none worth waiting for."""


class Span(NamedTuple):
    """A quarter, the first day on which nothing of it runs any more, and that on which it can be closed."""

    label: str
    first: int
    last: int
    over: int
    closable: int

    @property
    def months(self) -> range:
        """Return its months."""
        return range(self.first, self.last + 1)


def span_of(known: Timeline, month: int) -> Span:
    """Return the quarter that `month` belongs to."""
    quarter = known.periods_of(month)[0]
    over = month_ends(quarter.last)
    return Span(quarter.label, quarter.first, quarter.last, over, max(over, _settled(known, quarter)))


def spans(known: Timeline, today: int) -> list[Span]:
    """Return the quarters from the first that is scored to that of `today`, the oldest first."""
    found = [span_of(known, known.first_month)]
    while found[-1].last < month_of(today):
        found.append(span_of(known, found[-1].last + 1))
    return found


def _settled(known: Timeline, quarter: Period) -> int:
    """Return the day after the working days in which late data still count."""
    version = known.terms_of_quarter(quarter)
    assert version, "the quarters of a list have scored months"
    ended = month_starts(quarter.last + 1)
    wait = version.agreement.settlement
    days = version.business.working_days(ended, ended + LONGEST)
    return days[wait - 1] + 1 if 0 < wait <= len(days) else ended
