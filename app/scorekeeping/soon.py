"""Scores soon what was just stored: a thread of the server takes what came meanwhile together.

The queue is in the database. If the process dies first, or the database is busy, the worker finds it there.
"""

import time
from collections.abc import Callable
from threading import Event, Lock, Thread

from flask import Flask
from sqlalchemy.exc import OperationalError

from app.logs import log
from app.patience import patiently

NAME = "scored soon"
RESTS = 2
"""As many times as long as the last run took the next one waits, so that scoring leaves time to those who send."""
LONGEST_REST_MS = 400
"""Milliseconds; what was received is scored within a second."""
FOLLOWS_EVERY = 1
"""Seconds: what follows scoring has its turn no more often, so that scores do not wait for it."""


class Soon:
    """Scores what awaits it in a thread: at once, but `delay_ms` or more after it did so last.

    To score many activities costs little more than to score one. What follows scoring has its turn once a second at
    most. With 0 all of it is done each time, in the thread that asks.
    """

    def __init__(
        self, app: Flask, delay_ms: int, score: Callable[[], bool], follow: Callable[[], bool]
    ) -> None:
        """Take what scores and what follows it; each is a transaction, and tells whether it left more to the next."""
        self._app, self._delay, self._score, self._follow = app, delay_ms / 1000, score, follow
        self._asked = Event()
        self._starting = Lock()
        self._thread: Thread | None = None
        self._follow_at = time.monotonic()

    def ask(self) -> None:
        """Have scored what awaits it."""
        if not self._delay:
            while patiently(self._score) or patiently(self._follow):
                pass
            return
        self._asked.set()
        with self._starting:
            # Servers fork after the application is made: threads start where they are needed.
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._run, name=NAME, daemon=True)
                self._thread.start()

    def _run(self) -> None:
        follows = False
        while True:
            asked = self._asked.wait(max(self._follow_at - time.monotonic(), 0) if follows else None)
            self._asked.clear()
            began = time.monotonic()
            with self._app.app_context():
                try:
                    follows = self._turn(follows, asked)
                except OperationalError as error:
                    follows = False
                    log.warning(NAME, error=str(error.orig).splitlines()[0])
            time.sleep(max(self._delay, min(RESTS * (time.monotonic() - began), LONGEST_REST_MS / 1000)))

    def _turn(self, follows: bool, asked: bool) -> bool:
        """Score if that was asked for; do what follows if it is time; return whether any of that is left."""
        if asked and patiently(self._score):
            self._asked.set()
        if time.monotonic() < self._follow_at:
            return follows or asked
        left = patiently(self._follow)
        self._follow_at = time.monotonic() + FOLLOWS_EVERY
        return left
