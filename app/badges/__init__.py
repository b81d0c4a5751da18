"""Badges: earned by scores, given by managers, kept in cabinets."""

from flask import Flask

from app.badges import routes


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(routes.blueprint)
