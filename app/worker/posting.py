"""Decides once a minute who is to be told of what, and sends what waits: beside the scoring, which waits for nobody."""

import time
from collections.abc import Callable
from threading import Thread

from flask import Flask
from sqlalchemy.exc import DBAPIError

from app import clock
from app.logs import log
from app.outbox import service as outbox
from app.reminders import service as reminders
from app.stop import nap

EVERY_NS = 60_000_000_000
"""Between two looks at the clocks that run: a reminder is no matter of seconds."""
LOOK = 5
"""Naps, a second, between two looks at the outbox."""
REST = 50
"""Naps, ten seconds, after a fault: it is told each time, and may stay."""


def start(app: Flask, ended: Callable[[], bool]) -> Thread:
    """Send messages in a thread of its own until `ended`."""
    thread = Thread(target=run, args=(app, ended), name="posting")
    thread.start()
    return thread


def run(app: Flask, ended: Callable[[], bool]) -> None:
    """Decide and send, again and again, until `ended`."""
    decide_at = 0
    while not ended():
        naps = LOOK
        try:
            with app.app_context():
                if time.monotonic_ns() >= decide_at:
                    decide_at = time.monotonic_ns() + EVERY_NS
                    reminders.decide(clock.now())
                outbox.send_due(ended)
        except DBAPIError as error:
            log.warning("posting", error=str(error.orig).splitlines()[0])
            naps = REST
        except Exception:
            # A letter that could not be written must not keep all others from being sent: it is tried again later.
            log.exception("posting")
        while naps and not ended():
            nap()
            naps -= 1
