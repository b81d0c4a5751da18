"""Scores soon what was just stored: a thread of the server takes what came within a moment together.

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


class Soon:
    """Scores what awaits it in a thread, `delay_ms` after it was asked for; with 0 at once, in the thread that asks."""

    def __init__(self, app: Flask, delay_ms: int, score: Callable[[], object]) -> None:
        """Take what scores, in one transaction."""
        self._app, self._delay_ns, self._score = app, delay_ms * 1_000_000, score
        self._asked = Event()
        self._starting = Lock()
        self._thread: Thread | None = None

    def ask(self) -> None:
        """Have scored what awaits it."""
        if not self._delay_ns:
            patiently(self._score)
            return
        self._asked.set()
        with self._starting:
            # Servers fork after the application is made: threads start where they are needed.
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._run, name=NAME, daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while self._asked.wait():
            time.sleep(self._delay_ns / 1_000_000_000)
            self._asked.clear()
            with self._app.app_context():
                try:
                    patiently(self._score)
                except OperationalError as error:
                    log.warning(NAME, error=str(error.orig).splitlines()[0])
