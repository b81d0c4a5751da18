"""All versions of the agreement: which is in force, and the days as its zone cuts them (R1, R17, R27)."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from .terms import ClockTerms, Version, read_version
from .times import DAY, first_day, midnight, month_of


@dataclass(frozen=True)
class Agreements:
    """The versions by first month, the earliest first."""

    versions: tuple[Version, ...]

    @classmethod
    def read(cls, texts: list[str]) -> "Agreements":
        """Read versions in order of loading; one with the same first month replaces the earlier."""
        by_start: dict[str, Version] = {}
        for text in texts:
            version = read_version(text)
            by_start[version.starts] = version
        return cls(tuple(by_start[start] for start in sorted(by_start)))

    def in_force(self, month: str) -> Version | None:
        """Return the version by which a month is judged, None before the first."""
        started = [version for version in self.versions if version.starts <= month]
        return started[-1] if started else None

    def on(self, day: date) -> Version:
        """Return the version whose terms a day is under, before the first that one's."""
        return self.in_force(month_of(day)) or self.versions[0]

    def zone_on(self, day: date) -> ZoneInfo:
        """Return the zone that a local day belongs to."""
        return self.on(day).zone

    def day_of(self, instant: datetime) -> date:
        """Return the local day of an instant.

        Where a later version moves the zone, its first month begins at midnight of the new zone: the last day
        under the old one is longer or shorter by the difference.
        """
        last_day = None
        for version, begins in reversed(self._beginnings):
            if instant >= begins or version is self.versions[0]:
                day = instant.astimezone(version.zone).date()
                return min(day, last_day) if last_day else day
            last_day = first_day(version.starts) - DAY
        raise AssertionError("an agreement without versions")

    @cached_property
    def _beginnings(self) -> list[tuple[Version, datetime]]:
        return [(version, midnight(first_day(version.starts), version.zone)) for version in self.versions]

    def clock_terms(self, level_id: str, day: date) -> ClockTerms | None:
        """Return what a clock of a level runs by if it starts on a day, None if there is no such clock."""
        level = self.on(day).level(level_id)
        return level.clock if level else None

    def clock_levels(self) -> list[str]:
        """Return the ids of all levels that have clocks in any version."""
        found = {level.id for version in self.versions for level in version.levels if level.clock}
        return sorted(found)
