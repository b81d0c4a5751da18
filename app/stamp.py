"""The cheap version of what pages show, and pieces of pages kept by it.

One row, `stamp`, moves with every change of what boards show; a second number in it with those that are no scores. With
the build, the agreement, the local day and the number of late feeds it is the version of every polled piece: who has it
already is answered 304 before anything else is read.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import Flask, Response, current_app, g, request
from sqlalchemy import func, select

from app import clock
from app.agreement.queries import timeline
from app.extensions import db
from app.finality import Closed, closed
from app.lateness import Awaited, awaited, overdue
from app.models.agreement import AgreementVersion
from app.models.scores import Stamp
from app.wording import locale
from scoring.versions import Timeline

KEPT_PIECES = 512
"""Rendered pieces that a process keeps: the busiest scopes, not every search that was ever typed."""

_READ = select(
    Stamp.number,
    Stamp.rest,
    Stamp.data_as_of,
    select(func.max(AgreementVersion.id)).where(AgreementVersion.replaced_at.is_(None)).scalar_subquery(),
)


class Reading(NamedTuple):
    """What was read of the stamp; `data_as_of` is an instant, `day` the local day, `tag` the version for browsers.

    `late` are the required feeds that nothing came from in time, `closed` the months of quarters that were closed.
    `beside` is the version of what is no score.
    """

    data_as_of: int | None
    timeline: Timeline | None
    day: int
    late: tuple[Awaited, ...]
    closed: Closed
    tag: str
    beside: str

    @property
    def line(self) -> Timeline:
        """Return the versions of the agreement, for pages that only exist where there is one."""
        assert self.timeline
        return self.timeline

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone in which moments are shown: the agreement's of today, UTC while there is none."""
        return self.timeline.zone_on(self.day) if self.timeline else ZoneInfo("UTC")


class Known(NamedTuple):
    """What stays as it is until `read_at`, the stamp's number beside scores and the agreement's version, moves."""

    read_at: tuple[int, int | None]
    timeline: Timeline | None
    awaited: tuple[Awaited, ...]
    closed: Closed


class Stamps:
    """The stamp as this process last read it, and the pieces it rendered."""

    def __init__(self, build: str, memo_ms: int) -> None:
        """Take the build's id and how long a reading is good for; with 0 it is read each time and nothing is kept."""
        self.build = build
        self.memo_ns = memo_ms * 1_000_000
        self.read_at = 0
        self.reading: Reading | None = None
        self.known: Known | None = None
        self.pieces: OrderedDict[Hashable, tuple[str, bytes]] = OrderedDict()
        self.lock = Lock()
        self.reading_turn = Lock()
        self.turns: dict[Hashable, Lock] = {}

    def read(self) -> Reading:
        """Return the stamp, read from the database unless that was a moment ago; of many who ask one reads it."""
        if not self.memo_ns:
            return self._read()
        found = self.newest()
        if found is None:
            with self.reading_turn:
                found = self.newest()
                if found is None:
                    moment = time.monotonic_ns()
                    found = self._read()
                    self.reading, self.read_at = found, moment
        return found

    def newest(self) -> Reading | None:
        """Return the reading of a moment ago, if there is one that is still good."""
        return self.reading if time.monotonic_ns() - self.read_at < self.memo_ns else None

    def _read(self) -> Reading:
        row = db.session.execute(_READ).first()
        number, rest, as_of, version = row or (0, 0, None, 0)
        known = self.known
        if known is None or known.read_at != (rest, version) or not self.memo_ns:
            known = self.known = Known((rest, version), timeline(), awaited(), closed())
        now, line = clock.now(), known.timeline
        # Days left are shown, and yesterday's ranks: at midnight both change without anything being scored.
        day = line.day(now) if line else clock.to_datetime(now).toordinal()
        # So does a feed by not delivering: with the same number it is the same feeds, which are late one after another.
        late = overdue(known.awaited, now)
        others = f"{version or 0}-{day}-{len(late)}"
        tag, beside = f"{self.build}-{number}-{others}", f"{rest}-{others}"
        return Reading(as_of, line, day, late, known.closed, tag, beside)

    def kept(self, key: Hashable, tag: str) -> bytes | None:
        """Return a piece that was rendered in the version `tag`, if it was."""
        found = self.pieces.get(key)
        return found[1] if found and found[0] == tag else None

    def piece(self, key: Hashable, tag: str, render: Callable[[], str]) -> bytes:
        """Return what `render` gives, kept until the version moves; of many who ask at that moment one draws it."""
        kept = self.kept(key, tag)
        if kept is not None:
            return kept
        if not self.memo_ns:
            return render().encode()
        with self.lock:
            turn = self.turns.setdefault(key, Lock())
        with turn:
            return self.kept(key, tag) or self._drawn(key, tag, render)

    def _drawn(self, key: Hashable, tag: str, render: Callable[[], str]) -> bytes:
        try:
            body = render().encode()
            with self.lock:
                self.pieces[key] = (tag, body)
                self.pieces.move_to_end(key)
                if len(self.pieces) > KEPT_PIECES:
                    self.pieces.popitem(last=False)
            return body
        finally:
            with self.lock:
                self.turns.pop(key, None)


def init_app(app: Flask) -> None:
    """Give the application its own reading of the stamp."""
    app.extensions["baton_stamps"] = Stamps(app.config["BUILD_ID"], int(app.config["STAMP_MEMO_MS"]))


def stamps() -> Stamps:
    """Return those of the application at work."""
    found: Stamps = current_app.extensions["baton_stamps"]
    return found


def reading() -> Reading:
    """Return the stamp as this request found it: read before all else, so that what is shown is never older."""
    if "baton_reading" not in g:
        g.baton_reading = stamps().read()
    found: Reading = g.baton_reading
    return found


def unchanged(tag: str = "") -> Response | None:
    """Return the answer to a poll whose version is still the newest, or None; a page may have a `tag` of its own."""
    if request.headers.get("HX-PTag") == (tag or reading().tag):
        return tagged("", 304, tag)
    return None


def piece(name: str, scope: Hashable, render: Callable[[], str], tag: str = "") -> bytes:
    """Return a rendered piece of a page from what is kept; it may hold nothing of the reader but his language.

    A piece may have a `tag` of its own.
    """
    return stamps().piece((name, scope, str(locale())), tag or reading().tag, render)


def tagged(body: str | bytes, status: int = 200, tag: str = "") -> Response:
    """Return a polled piece with its version."""
    return Response(body, status, {"HX-PTag": tag or reading().tag})
