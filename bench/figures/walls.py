"""Hundreds of screens of the wall that poll while activities come in: how long they wait, and how soon they show it."""

import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median, quantiles
from threading import Event

from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models.activities import Activity, Batch, Source
from app.models.scores import Stamp
from app.tokens import service as tokens
from bench.figures.posts import Feed, await_scores
from bench.polling import EVERY, PATIENCE, Screens
from bench.results import Finding, Section
from bench.serving import served
from bench.sizes import NOW
from bench.stage import Stage, say
from bench.visitors import make_screens

NOTE = """\
gunicorn with two workers of 8 threads. Each screen polls every two seconds over a connection of its own and has a
token of its own; programs send activities one by one all the while. From event to screen: once a second one activity
is followed, from sending it until each screen has got a version that holds it; half a poll of that, a second, is
waiting for the next poll. The screens, which are one process, share the processors with the servers."""
WORKERS = 2
A_SECOND = 20
"""Activities that are sent each second."""
PROGRAMS = 4
FEW, MANY = 20, 500
SHORT, LONG = 9, 40
"""Seconds of a run; those before and after the events that are followed give every screen time to poll."""
MARGIN = 3 * EVERY
TICK = 0.01


@dataclass(frozen=True)
class Followed:
    """An activity: when it was sent, and with which number of the stamp it was scored."""

    sent: float
    number: int


def measure(stage: Stage) -> Section:
    """Measure polls and events with as many screens as a company of this size may hang up."""
    many, seconds = (MANY, LONG) if stage.size.rounds > 1 else (FEW, SHORT)
    say(f"{stage.kind}: {many} screens")
    limits = {"API_REQUESTS_PER_MINUTE": "1000000", "DATABASE_URL": stage.url}
    with (
        stage.scored_app() as app,
        served("bench.served:app", stage.databases, WORKERS, **limits) as server,
    ):
        screens = Screens(server.connection.port, make_screens(many))
        token = tokens.create_token("walls", ("ingest",), "bench", None, NOW)
        feed = Feed(stage, server.connection.port, token, "wall")
        # Each worker imports what it needs, builds its statements, draws the wall and lets the screens in.
        for _ in range(PROGRAMS * WORKERS):
            _send_one(feed)
        await_scores()
        screens.poll(EVERY + 1)
        screens.waits.clear()
        before, began = server.cpu(), time.monotonic()
        followed = _while_events_come(app, screens, feed, seconds)
        busy = (server.cpu() - before) / 1_000_000_000 / (time.monotonic() - began)
    waits = list(_waits(screens, followed))
    return Section("Walls", NOTE, list(_findings(stage.kind, screens, waits, busy)))


def _while_events_come(app: Flask, screens: Screens, feed: Feed, seconds: int) -> list[Followed]:
    """Let the screens poll while programs send; return the events that were followed."""
    ended = Event()
    with ThreadPoolExecutor(PROGRAMS + 1) as pool:
        programs = [pool.submit(_send, feed, number, ended) for number in range(PROGRAMS)]
        following = pool.submit(_follow, app, feed, time.monotonic() + seconds - MARGIN)
        try:
            screens.poll(seconds)
        finally:
            ended.set()
        for one in programs:
            one.result()
        return following.result()


def _send(feed: Feed, number: int, ended: Event) -> None:
    """Send this program's share of the activities, evenly, until all is over."""
    pause = PROGRAMS / A_SECOND
    due = time.monotonic() + pause * number / PROGRAMS
    while not ended.wait(max(due - time.monotonic(), 0)):
        _send_one(feed)
        due += pause


def _send_one(feed: Feed, kind: str = "") -> str:
    connection = feed.connect()
    try:
        return feed.send(connection, 1, kind)
    finally:
        connection.close()


def _follow(app: Flask, feed: Feed, until: float) -> list[Followed]:
    """Send an activity that a score counts once a second, and wait until it is scored."""
    found = []
    with app.app_context():
        while time.monotonic() < until:
            sent = time.monotonic()
            found.append(Followed(sent, _number_with(_send_one(feed, "call.made"))))
            time.sleep(max(sent + 1 - time.monotonic(), 0))
    return found


def _number_with(key: str) -> int:
    """Return the number of the stamp as it is when the activity with this id is scored."""
    limit = time.monotonic() + PATIENCE
    one = (Activity.source_id.in_(select(Source.id)), Activity.key == key)
    batch = select(Batch.id).join(Activity).where(*one, Batch.scored_at.is_not(None))
    scored = select(Stamp.number).where(batch.exists())
    while (number := db.session.scalar(scored)) is None:
        assert time.monotonic() < limit, "what was sent is scored"
        db.session.rollback()
        time.sleep(TICK)
    db.session.rollback()
    return number


def _waits(screens: Screens, followed: Sequence[Followed]) -> Iterator[float]:
    """Yield how many seconds each event took to each screen; to one that never got it, as long as it polled."""
    for seen in screens.seen:
        numbers = [number for _at, number in seen]
        for one in followed:
            place = bisect_left(numbers, one.number)
            got = seen[place][0] if place < len(seen) else screens.ended
            yield got - one.sent


def _findings(kind: str, screens: Screens, waits: Sequence[float], busy: float) -> Iterator[Finding]:
    polls, events = f"{len(screens.waits):,} polls", f"{len(waits):,} times"
    load = f"{len(screens.sent)} screens, {A_SECOND} activities a second"
    late = quantiles(screens.waits, n=100, method="inclusive")[98] * 1000
    slow = quantiles(waits, n=100, method="inclusive")[98]
    yield Finding("Polls that failed", kind, polls, load, len(screens.failed), "polls", 0, None, falls=True)
    yield Finding("A poll: 99 of 100", kind, polls, load, late, "ms", 100, None, falls=True)
    yield Finding("Event to screen: median", kind, events, load, median(waits), "s", 1.2, None, falls=True)
    yield Finding("Event to screen: 99 of 100", kind, events, load, slow, "s", 2.5, None, falls=True)
    yield Finding("Processors at work on it", kind, polls, load, busy, "of them")
