"""What tests of loading share: an agreement to load under, files to load, and what is stored afterwards."""

import csv
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from click.testing import Result
from sqlalchemy import delete, select

from app.agreement import service as agreement
from app.clock import to_datetime
from app.extensions import db
from app.models.activities import Activity, Batch, Kind, Source
from app.models.people import Membership, Rep, Team
from app.models.scores import Touched

Cli = Callable[..., Result]

NOW = 1_794_000_000_000_000
"""In November 2026."""

HEADER = "id,kind,at,rep,subject,value"

AGREEMENT = """
[agreement]
name = "Sales and marketing"
starts = "2026-09"
timezone = "Europe/Berlin"

[[service_level]]
id = "calls"
name = "Calls"
side = "sales"
measure = "count"
of = { kind = "call.made" }
target = 2
points = { met = 10 }

[[service_level]]
id = "disposed"
name = "Leads disposed"
side = "sales"
measure = "timely"
clock = { start = "lead.assigned", stop = "lead.qualified", within = "8h" }
target = 0.9
points = { met = 10 }
"""


def load_agreement(text: str = AGREEMENT) -> None:
    """Store the agreement under which everything is loaded."""
    agreement.load(text, NOW)


def write(path: Path, *lines: str, header: str = HEADER) -> Path:
    """Write a CSV file with `header` and `lines`."""
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def counts(result: Result) -> dict[str, int]:
    """Return the figures that a load printed."""
    pairs = (line.rsplit(maxsplit=1) for line in result.stdout.splitlines())
    return {name: int(count) for name, count in pairs}


def told(result: Result, *names: str) -> list[int]:
    """Return some of the figures that a load printed: by default new, repeated, conflicting, refused rows."""
    found = counts(result)
    return [found[name] for name in names or ("new", "repeated", "conflicting", "refused rows")]


def stored(source: str = "default") -> list[tuple[Any, ...]]:
    """Return what is stored of `source`, by id: id, kind, instant as text, rep, subject, value, attributes."""
    columns = (
        Activity.key,
        Kind.name,
        Activity.at,
        Rep.key,
        Activity.subject,
        Activity.value,
        Activity.attributes,
    )
    query = (
        select(*columns)
        .join(Kind, Kind.id == Activity.kind_id)
        .join(Rep, Rep.id == Activity.rep_id)
        .join(Source, Source.id == Activity.source_id)
        .where(Source.name == source)
        .order_by(Activity.id)
    )
    rows = sorted(db.session.execute(query))
    return [(key, kind, to_datetime(at).isoformat(), *rest) for key, kind, at, *rest in rows]


def batches() -> list[int]:
    """Return the sizes of the batches in their order."""
    return list(db.session.scalars(select(Batch.size).order_by(Batch.id)))


def members() -> list[tuple[Any, ...]]:
    """Return all memberships: rep, team, side, start, end."""
    query = select(Rep.key, Team.name, Team.side, Membership.starts, Membership.ends)
    return sorted(db.session.execute(query.join(Membership.rep).join(Membership.team)))


def settle() -> None:
    """Forget which months await scoring, as if they had been scored."""
    db.session.execute(delete(Touched))
    db.session.commit()


def touched() -> list[tuple[int, int]]:
    """Return the months that await scoring."""
    return sorted(db.session.execute(select(Touched.first, Touched.last)))


def reasons(path: Path) -> list[str]:
    """Return the reasons in the file of refused rows that belongs to `path`."""
    with path.with_name(f"{path.name}.refused.csv").open(encoding="utf-8", newline="") as file:
        return [row["reason"] for row in csv.DictReader(file)]


def some(number: int, start: int = 0) -> Iterable[str]:
    """Yield `number` rows that are all right."""
    for one in range(start, start + number):
        yield f"a{one},call.made,2026-10-0{one % 9 + 1}T1{one % 10}:00,ann,s{one},{one}"
