"""Reads of feeds: each with its last deliveries and what was refused of them."""

from typing import NamedTuple

from sqlalchemy import func, select

from app.extensions import db
from app.feeds.figures import Delivery, grouped
from app.models.activities import Batch, Refusal, Source

LOOKED_AT = 500
"""Batches of a feed from which its rhythm is read, the newest ones."""


class Feed(NamedTuple):
    """A feed; `every` is how often it should deliver, in microseconds, empty if nothing is expected."""

    id: int
    name: str
    required: bool
    every: int | None
    delivered_at: int | None


class RefusedRow(NamedTuple):
    """A row that was refused, when, and where it stood."""

    received_at: int
    file: str
    line: int
    key: str
    reason: str


def feeds() -> list[Feed]:
    """Return all feeds by name."""
    columns = (Source.id, Source.name, Source.required, Source.expected_every, Source.delivered_at)
    return [Feed(*row) for row in db.session.execute(select(*columns).order_by(Source.name))]


def feed_name(number: int) -> str | None:
    """Return the name of the feed with this id, if there is one."""
    return db.session.scalar(select(Source.name).where(Source.id == number))


def deliveries(feed: int) -> list[Delivery]:
    """Return the last deliveries of a feed in which there was something new, the newest first."""
    rows = db.session.execute(
        select(Batch.received_at, Batch.last_at, Batch.size)
        .where(Batch.source_id == feed)
        .order_by(Batch.id.desc())
        .limit(LOOKED_AT)
    )
    return grouped(Delivery(*row) for row in rows)


def refused(feed: int, most: int) -> list[RefusedRow]:
    """Return the newest refused rows of a feed, at `most` so many, the newest first."""
    columns = (Refusal.received_at, Refusal.file, Refusal.line, Refusal.key, Refusal.reason)
    query = select(*columns).where(Refusal.source_id == feed).order_by(Refusal.id.desc()).limit(most)
    return [RefusedRow(*row) for row in db.session.execute(query)]


def refused_counts() -> dict[int, int]:
    """Return how many refused rows are kept of each feed that has any, by its id."""
    counts = select(Refusal.source_id, func.count()).group_by(Refusal.source_id)
    return dict(db.session.execute(counts).all())
