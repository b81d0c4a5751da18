"""The wall: the quarter's races for a screen that hangs alone."""

from flask import Flask

from app.wall import arranging, polls, routes
from app.winners.figures import room


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.jinja_env.filters["room"] = room
    app.register_blueprint(routes.blueprint)
    arranging.init_app(app)
    polls.init_app(app)
