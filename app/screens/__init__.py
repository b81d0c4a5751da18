"""Wall screens, as managers keep them: how each behaves, when it last asked; and what walls call people."""

from flask import Flask

from app.screens import routes


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(routes.blueprint)
