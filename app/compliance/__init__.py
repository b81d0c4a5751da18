"""What a manager watches: levels at risk in his teams, clocks that run, and what was missed the working day before."""

from flask import Flask

from app.compliance import letters, routes
from app.outbox import service as outbox
from app.outbox.rows import EXCEPTIONS, NUDGE


def init_app(app: Flask) -> None:
    """Register the pages, and write the letters of the outbox about exceptions."""
    app.register_blueprint(routes.blueprint)
    outbox.writes(app, EXCEPTIONS, letters.report)
    outbox.writes(app, NUDGE, letters.nudge)
