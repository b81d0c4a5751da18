"""The wall: the quarter's races for a screen that hangs alone."""

from flask import Flask

from app.wall import arranging, polls, routes


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(routes.blueprint)
    arranging.init_app(app)
    polls.init_app(app)
