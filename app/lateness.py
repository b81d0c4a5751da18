"""Required feeds that are late: what a board shows is then older than it should be, and it says so."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import select

from app.extensions import db
from app.models.activities import Source
from app.wording import moment

NAMED = 2
"""Late feeds that are named; of more it is enough to know how many."""

_EVERY: Any = Source.expected_every
_REQUIRED = select(Source.name, Source.delivered_at, _EVERY).where(Source.required, _EVERY.is_not(None))


class Awaited(NamedTuple):
    """A feed that boards rest on: when it last delivered, if ever, and the instant after which it is late."""

    name: str
    delivered_at: int | None
    due_at: int


def due_after(delivered_at: int | None, every: int) -> int:
    """Return the instant after which a feed is late; one that never delivered has been all along."""
    return 0 if delivered_at is None else delivered_at + every


def awaited() -> tuple[Awaited, ...]:
    """Return the required feeds that something is expected of."""
    found = [
        Awaited(name, delivered_at, due_after(delivered_at, every))
        for name, delivered_at, every in db.session.execute(_REQUIRED)
    ]
    return tuple(sorted(found, key=lambda feed: (feed.due_at, feed.name)))


def overdue(feeds: Iterable[Awaited], now: int) -> tuple[Awaited, ...]:
    """Return which of `feeds` are late at `now`."""
    return tuple(feed for feed in feeds if feed.due_at < now)


def words(late: Sequence[Awaited], zone: ZoneInfo, today: int) -> str:
    """Return in words which feeds are late and since when nothing came; nothing if none is."""
    if not late:
        return ""
    told = [_one(feed, zone, today) for feed in late[:NAMED]]
    if len(late) > NAMED:
        told.append(_("and %(count)d more", count=len(late) - NAMED))
    return _("late: %(feeds)s", feeds=", ".join(told))


def _one(feed: Awaited, zone: ZoneInfo, today: int) -> str:
    if feed.delivered_at is None:
        return _("the feed %(name)s has not delivered yet", name=feed.name)
    told = {"name": feed.name, "moment": moment(feed.delivered_at, zone, today)}
    return _("the feed %(name)s last delivered %(moment)s", **told)
