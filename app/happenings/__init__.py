"""What happened: noticed after scores are committed, told in a feed, with kudos from colleagues."""

from flask import Flask

from app.happenings import routes, service
from app.scorekeeping.service import AFTERWARDS


def init_app(app: Flask) -> None:
    """Register the page, and what notices."""
    app.register_blueprint(routes.blueprint)
    app.extensions[AFTERWARDS] = service.notice
