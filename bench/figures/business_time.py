"""Business time between two instants, against two bisections written by hand."""

import random
from bisect import bisect_right
from collections.abc import Callable
from datetime import datetime
from itertools import accumulate
from statistics import median

from app.agreement.holidays import holiday_fault
from bench.data import AGREEMENT
from bench.measuring import in_turns, per_call
from bench.results import Finding, Section
from bench.sizes import MONDAY, NOW, WORKDAYS, ZONE, Size
from scoring.agreement_format import parse_agreement
from scoring.calendar import DAY, HOUR
from scoring.periods import at_local

INTERVALS = 10_000
NOTE = """\
Intervals of up to two weeks anywhere in the quarter, 9 to 17 in Berlin; plain Python on both sides."""


def measure(size: Size) -> Section:
    """Measure one elapsed time and one deadline."""
    business = parse_agreement(AGREEMENT.read_text(), holiday_fault).business_time(())
    chance = random.Random(1)
    starts = [NOW - chance.randrange(15 * DAY, 90 * DAY) for _ in range(INTERVALS)]
    spans = [(since, since + chance.randrange(14 * DAY)) for since in starts]
    by_hand = elapsed_by_hand()
    assert all(by_hand(*span) == business.elapsed(*span) for span in spans), "both sides answer alike"
    costs = in_turns(
        {
            "elapsed": lambda: per_call(lambda: [business.elapsed(*span) for span in spans], 20) / INTERVALS,
            "hand": lambda: per_call(lambda: [by_hand(*span) for span in spans], 20) / INTERVALS,
            "deadline": lambda: (
                per_call(lambda: [business.deadline(at, 24 * HOUR) for at in starts], 20) / INTERVALS
            ),
        },
        max(size.rounds, 3),
    )
    elapsed, hand, deadline = (median(costs[name]) for name in ("elapsed", "hand", "deadline"))
    against = f"by hand, two bisections: {hand:.2f} µs"
    return Section(
        "Business time",
        NOTE,
        [
            Finding(
                "Elapsed time of an interval",
                "",
                f"{elapsed:.2f} µs",
                against,
                elapsed,
                "µs",
                1,
                2,
                falls=True,
            ),
            Finding(
                "Deadline 24 hours on", "", f"{deadline:.2f} µs", against, deadline, "µs", 1, 2, falls=True
            ),
        ],
    )


def elapsed_by_hand() -> Callable[[int, int], int]:
    """Return a function that bisects the quarter's opening hours laid end to end."""
    days = [datetime.fromordinal(MONDAY + n // 5 * 7 + n % 5) for n in range(WORKDAYS + 2)]
    opens = [at_local(day.replace(hour=9), ZONE) for day in days]
    closes = [at_local(day.replace(hour=17), ZONE) for day in days]
    before = [0, *accumulate(end - start for start, end in zip(opens, closes, strict=True))]

    def elapsed(since: int, until: int) -> int:
        i, j = bisect_right(opens, since) - 1, bisect_right(opens, until) - 1
        return before[j] + min(until, closes[j]) - opens[j] - before[i] - min(since, closes[i]) + opens[i]

    return elapsed
