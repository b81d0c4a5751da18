"""Score sheets: what a rep or a team made of each service level in each month."""

from flask import Flask

from app.scoresheet import routes


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(routes.blueprint)
