"""The winners of quarters that are final: podium, history, trophies, certificates."""

from flask import Flask

from app.winners import routes


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(routes.blueprint)
