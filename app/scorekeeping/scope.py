"""What a run of the scorekeeping service covers: months, and everyone or some reps with their teams."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from scoring.agreement import Agreement, Baseline, ServiceLevel
from scoring.periods import month_ends, month_of, month_of_week, week_of
from scoring.versions import Timeline


@dataclass(frozen=True)
class Scope:
    """Months in order; everyone by all service levels, or `reps` (row ids) with their teams by those `only` (ids)."""

    months: tuple[int, ...]
    reps: frozenset[int] | None = None
    only: frozenset[str] = frozenset()

    def levels(self, agreement: Agreement) -> tuple[ServiceLevel, ...]:
        """Return the service levels of `agreement` that are scored."""
        if self.reps is None:
            return agreement.levels
        return tuple(level for level in agreement.levels if level.id in self.only)


def everybody_in(scopes: Iterable[Scope]) -> frozenset[int] | None:
    """Return the reps of all `scopes`, none if one of them is of everyone."""
    found: set[int] = set()
    for scope in scopes:
        if scope.reps is None:
            return None
        found |= scope.reps
    return frozenset(found)


def narrowed(
    timeline: Timeline, months: tuple[int, ...], did: Mapping[str, Set[int]], decided: Mapping[str, Set[int]]
) -> list[Scope]:
    """Return the scopes of what arrived: by each service level those reps whom it concerns.

    `did` are the reps who did something, by its kind, `decided` those of clocks, by their level. Levels that concern
    the same reps make one scope.
    """
    concerned: dict[str, set[int]] = {level: set(reps) for level, reps in decided.items()}
    for level in (level for version in timeline.versions for level in version.agreement.levels):
        for kind in (kind for one in (level.of, level.over) if one for kind in one.kinds):
            concerned.setdefault(level.id, set()).update(did.get(kind, ()))
    levels: dict[frozenset[int], set[str]] = {}
    for level_id, reps in concerned.items():
        levels.setdefault(frozenset(reps), set()).add(level_id)
    return [Scope(months, reps, frozenset(only)) for reps, only in levels.items() if reps]


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


def months_due(known: Timeline, scored: dict[int, int], now: int, last: int) -> set[int]:
    """Return the months that time has changed for everyone: those that began, and those of a week that ended.

    Within a week only what arrives, and clocks that run out, change a score. `scored` are months and their moments.
    """
    week = week_of(known.day(now))
    begun = range(known.first_month, last + 1)
    running = running_months(known, scored, now)
    return set(begun).difference(scored) | {
        month for month in running if scored[month] > now or week_of(known.day(scored[month])) != week
    }


def running_months(known: Timeline, scored: dict[int, int], now: int) -> list[int]:
    """Return the months that ran when they were last scored, if that was as of another moment than `now`."""
    return [
        month
        for month, as_of in scored.items()
        if as_of != now and min(as_of, now) < known.day_starts(month_ends(month))
    ]


def _reach(agreement: Agreement) -> int:
    return max(
        (level.target.months for level in agreement.levels if isinstance(level.target, Baseline)), default=0
    )
