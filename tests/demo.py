"""What tests of the demo share: the moments it is loaded at, and the application on its database."""

from datetime import datetime
from unittest.mock import patch

from flask import Flask

from app import clock
from app.clock import to_instant
from app.demo import service
from app.demo.calendar import ZONE
from app.progress import quiet
from tests.harness import make_app

MOMENTS = {
    "new year": "2026-01-01T10:00",
    "end of February": "2026-02-28T12:00",
    "first minutes of a quarter": "2026-04-01T00:05",
    "a Sunday": "2026-07-05T15:00",
    "a Saturday evening": "2026-11-21T20:00",
    "a leap day": "2028-02-29T16:30",
}


def instant(local: str) -> int:
    """Return the instant of a local time of the demo."""
    return to_instant(datetime.fromisoformat(local).replace(tzinfo=ZONE))


def demo_app(url: str) -> Flask:
    """Compose the application as it is in the demo."""
    return make_app(url, BATON_ENV="demo")


def load(url: str, local: str) -> Flask:
    """Load the demo as it is at a local time; return its application."""
    app = demo_app(url)
    with app.app_context(), patch.object(clock, "now", lambda: instant(local)):
        service.load(instant(local), service.SEED, quiet)
    return app
