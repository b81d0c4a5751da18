"""Versions of the agreement in time: which is in force, and what a new one may not change (rules R1, R17 and R27)."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from scoring.agreement import Agreement, BonusPlan
from scoring.calendar import BusinessTime
from scoring.faults import Fault, shown
from scoring.fiscal import FiscalYears
from scoring.periods import (
    Period,
    at_local,
    day_starts,
    local_day,
    month_label,
    month_of,
    month_starts,
)


@dataclass(frozen=True, eq=False)
class Version:
    """An agreement as it was loaded, with the business calendar that was frozen with it."""

    id: int
    agreement: Agreement
    business: BusinessTime


class Timeline:
    """The versions in force one after the other; at least one."""

    def __init__(self, versions: Sequence[Version]) -> None:
        """Take the versions, of which no two start in the same month."""
        self.versions = sorted(versions, key=lambda version: version.agreement.starts)
        self._starts = [version.agreement.starts for version in self.versions]
        self._fiscal = FiscalYears(
            [(one.agreement.starts, one.agreement.fiscal_year_starts) for one in self.versions]
        )
        self._zones = [(0, 0, self.versions[0].agreement.zone)]
        for version in self.versions[1:]:
            zone = version.agreement.zone
            if zone.key != self._zones[-1][2].key:
                first = month_starts(version.agreement.starts)
                self._zones.append((day_starts(first, zone), first, zone))
        self._switches = [switch for switch, _, _ in self._zones[1:]]

    @property
    def zones(self) -> list[tuple[int, str]]:
        """Return the zones in force one after the other, each with the instant from which its days are cut."""
        return [(switch, zone.key) for switch, _, zone in self._zones]

    @property
    def first_month(self) -> int:
        """Return the first month that is scored at all."""
        return self._starts[0]

    @property
    def kinds(self) -> frozenset[str]:
        """Return the kinds of activity that any version asks for."""
        return frozenset().union(*(version.agreement.kinds for version in self.versions))

    def in_force(self, month: int) -> Version | None:
        """Return the version by which `month` is judged; none before the first."""
        number = bisect_right(self._starts, month)
        return self.versions[number - 1] if number else None

    def terms_of(self, month: int) -> Version:
        """Return the version whose terms a clock that starts in `month` runs by; before the first, the first."""
        return self.in_force(month) or self.versions[0]

    def terms_of_quarter(self, quarter: Period) -> Version | None:
        """Return the version whose settlement and bonus plan hold for all of `quarter`: that of its first scored month.

        None if the quarter ends before the first version starts.
        """
        first = max(quarter.first, self.first_month)
        return self.in_force(first) if first <= quarter.last else None

    def bonus_plan_of(self, quarter: Period) -> tuple[Version, BonusPlan] | None:
        """Return the bonus plan of `quarter` with the version it comes from; none if there are no bonuses."""
        version = self.terms_of_quarter(quarter)
        plan = version.agreement.bonus if version else None
        return (version, plan) if version and plan else None

    def day(self, instant: int) -> int:
        """Return the local day of `instant`. Where the zone changes, the new one's midnight ends the old one's days."""
        if not self._switches:
            return local_day(instant, self._zones[0][2])
        number = bisect_right(self._switches, instant)
        _, first, zone = self._zones[number]
        day = max(local_day(instant, zone), first)
        return min(day, self._zones[number + 1][1] - 1) if number < len(self._switches) else day

    def zone_on(self, day: int) -> ZoneInfo:
        """Return the zone in which the local `day` is cut."""
        return self.terms_of(month_of(day)).agreement.zone

    def instant(self, local: datetime) -> int:
        """Return the instant of a naive local time, in the zone of its day."""
        return at_local(local, self.zone_on(local.toordinal()))

    def day_starts(self, day: int) -> int:
        """Return the instant at which the local `day` begins."""
        return day_starts(day, self.zone_on(day))

    def fiscal_start(self, month: int) -> int:
        """Return the month number that fiscal years start with, by the version in force in `month`."""
        return self._fiscal.start(month)

    def periods_of(self, month: int) -> tuple[Period, Period]:
        """Return the fiscal quarter and the fiscal year that hold `month`."""
        return self._fiscal.quarter_of(month), self._fiscal.year_of(month)

    def period(self, label: str) -> Period:
        """Return the period called `label`. Raises ValueError if it is none."""
        return self._fiscal.period(label)


def version_faults(new: Agreement, others: Sequence[Agreement]) -> list[Fault]:
    """Return what `new` may not change beside the `others` that stay in force (R27)."""
    faults = [
        Fault(
            f"service_level[{level.id}].side", f"{shown(level.side)} was {shown(before.side)} {_since(other)}"
        )
        for other in others
        for level in new.levels
        if (before := other.level(level.id)) and before.side != level.side
    ]
    faults += [
        Fault(f"badge[{badge.id}].kind", f"{shown(badge.kind)} was {shown(same.kind)} {_since_badge(other)}")
        for other in others
        for badge in new.badges
        if (same := other.badge(badge.id)) and same.kind != badge.kind
    ]
    line = sorted([*others, new], key=lambda agreement: agreement.starts)
    for earlier, later in pairwise(line):
        if new in (earlier, later):
            faults += _seam_faults(earlier, later)
    return faults


def _since(other: Agreement) -> str:
    return (
        f"in the version from {month_label(other.starts)}: a level keeps its side as long as it keeps its id"
    )


def _since_badge(other: Agreement) -> str:
    return (
        f"in the version from {month_label(other.starts)}: a badge keeps its kind as long as it keeps its id"
    )


def _seam_faults(earlier: Agreement, later: Agreement) -> list[Fault]:
    first_months = (earlier.fiscal_year_starts, later.fiscal_year_starts)
    if later.starts % 12 + 1 in first_months:
        return []
    rule = f"changes in {month_label(later.starts)}, which is not the first month of a fiscal year"
    changes = {
        "agreement.timezone": earlier.zone.key != later.zone.key,
        "agreement.fiscal_year_starts": earlier.fiscal_year_starts != later.fiscal_year_starts,
    }
    return [Fault(place, rule) for place, changed in changes.items() if changed]
