"""What a manager watches: levels at risk in his teams, clocks that run, and what was missed the working day before."""

from flask import Flask

from app.compliance import routes


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(routes.blueprint)
