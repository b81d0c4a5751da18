"""The outbox: messages to people, sent once each, by the channels that each person chose."""

from flask import Flask

from app.extensions import csrf
from app.outbox import routes


def init_app(app: Flask) -> None:
    """Register the pages."""
    # A mail program asks by itself, with one click and without a session: the signed link is what counts.
    csrf.exempt(routes.stop)
    app.register_blueprint(routes.blueprint)
