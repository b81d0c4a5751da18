"""Arranging: managers say what each screen shows, in which order and for how long."""

from flask import Flask

from app.wall.arranging import routes


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(routes.blueprint)
