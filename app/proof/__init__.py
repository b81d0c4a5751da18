"""The proof behind each score: its clause, its arithmetic, the records that count, and what was left out and why."""

from flask import Flask

from app.proof import routes


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(routes.blueprint)
