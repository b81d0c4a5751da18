"""Pairing: a screen shows a short code, and a manager who enters it gives the screen its name."""

from flask import Flask

from app.pairing import routes


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(routes.blueprint)
