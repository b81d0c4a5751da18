"""Bonuses: proposed as a quarter is closed, approved by people, sent to payroll, paid, disputed."""

from flask import Flask

from app.bonuses import routes


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(routes.blueprint)
