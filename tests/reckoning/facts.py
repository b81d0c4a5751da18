"""Read activities: instants, exact values, attributes, repeats and conflicts (section 2.2)."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from .times import to_utc

COLUMNS = ("id", "kind", "at", "rep", "subject", "value")

ZoneOn = Callable[[date], ZoneInfo]


@dataclass(frozen=True)
class Fact:
    """One activity as it was meant; an attribute that is empty is left out, for a missing one is empty."""

    source: str
    id: str
    kind: str
    at: datetime
    rep: str
    subject: str
    value: Fraction | None
    attributes: tuple[tuple[str, str], ...]

    def attribute(self, name: str) -> str:
        """Return an attribute, the empty text if it is missing."""
        return dict(self.attributes).get(name, "")


@dataclass
class Reading:
    """What stands, and what came again: with the same meaning, or in conflict with the first."""

    facts: list[Fact] = field(default_factory=list)
    repeats: list[Fact] = field(default_factory=list)
    conflicts: list[Fact] = field(default_factory=list)


def read_facts(uploads: list[tuple[str, str]], zone_on: ZoneOn) -> Reading:
    """Read uploads of (source, CSV text) in their order; of one id in one source the first stands."""
    reading = Reading()
    standing: dict[tuple[str, str], Fact] = {}
    for source, text in uploads:
        for row in csv.DictReader(io.StringIO(text, newline="")):
            fact = read_fact(source or "default", row, zone_on)
            first = standing.setdefault((fact.source, fact.id), fact)
            if first is fact:
                reading.facts.append(fact)
            elif first == fact:
                reading.repeats.append(fact)
            else:
                reading.conflicts.append(fact)
    return reading


def read_fact(source: str, row: dict[str, str], zone_on: ZoneOn) -> Fact:
    """Read one row of activities."""
    extra = sorted((name, text) for name, text in row.items() if name not in COLUMNS and text)
    return Fact(
        source=source,
        id=row["id"],
        kind=row["kind"],
        at=read_instant(row["at"], zone_on),
        rep=row["rep"],
        subject=row.get("subject") or "",
        value=Fraction(row["value"]) if row.get("value") else None,
        attributes=tuple(extra),
    )


def read_instant(text: str, zone_on: ZoneOn) -> datetime:
    """Read an ISO 8601 time with an offset, a local one without, or a local date."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    return to_utc(moment, zone_on(moment.date()))
