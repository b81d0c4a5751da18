"""What a run of the scorekeeping service covers: months, and everyone or some reps with their teams."""

from collections.abc import Iterable
from dataclasses import dataclass

from scoring.agreement import Agreement, Baseline
from scoring.periods import month_of, month_of_week, week_of
from scoring.versions import Timeline


@dataclass(frozen=True)
class Scope:
    """Months in order; `reps` (row ids) with the teams they are in, or everyone."""

    months: tuple[int, ...]
    reps: frozenset[int] | None = None


def months_touched(timeline: Timeline, days: Iterable[int], months: Iterable[int], last: int) -> set[int]:
    """Return the months up to `last` whose scores may rest on what happened or was decided on `days` or in `months`.

    Those are the month of a day, the month of its week's Thursday, and the later months whose baselines reach back.
    """
    touched = set(months)
    for day in set(days):
        touched |= {month_of(day), month_of_week(week_of(day))}
    reach = max(_reach(version.agreement) for version in timeline.versions)
    for month in list(touched):
        for later in range(month + 1, min(month + reach, last) + 1):
            version = timeline.in_force(later)
            if version and later - month <= _reach(version.agreement):
                touched.add(later)
    return {month for month in touched if timeline.first_month <= month <= last}


def _reach(agreement: Agreement) -> int:
    return max(
        (level.target.months for level in agreement.levels if isinstance(level.target, Baseline)), default=0
    )
