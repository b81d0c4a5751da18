"""Quarters: running, provisional, final, reopened; how they are closed, and opened again by two people."""

from flask import Flask

from app.quarters import cli, routes


def init_app(app: Flask) -> None:
    """Register the pages and the commands."""
    app.register_blueprint(routes.blueprint)
    app.cli.add_command(cli.quarter)
