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


class Soon:
    """Scores what awaits it in a thread: at once, but `delay_ms` or more after it did so last.

    To score many activities costs little more than to score one. With 0 it does so each time, in the thread that asks.
    """

    def __init__(self, app: Flask, delay_ms: int, score: Callable[[], bool]) -> None:
        """Take what scores, in one transaction, and tells whether it left more to the next."""
        self._app, self._delay, self._score = app, delay_ms / 1000, score
        self._asked = Event()
        self._starting = Lock()
        self._thread: Thread | None = None

    def ask(self) -> None:
        """Have scored what awaits it."""
        if not self._delay:
            while patiently(self._score):
                pass
            return
        self._asked.set()
        with self._starting:
            # Servers fork after the application is made: threads start where they are needed.
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._run, name=NAME, daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while self._asked.wait():
            self._asked.clear()
            began = time.monotonic()
            with self._app.app_context():
                try:
                    if patiently(self._score):
                        self._asked.set()
                except OperationalError as error:
                    log.warning(NAME, error=str(error.orig).splitlines()[0])
            time.sleep(max(self._delay, min(RESTS * (time.monotonic() - began), LONGEST_REST_MS / 1000)))
