"""Tokens: which programs may use the API, and for what."""

from flask import Flask

from app.tokens import cli, routes


def init_app(app: Flask) -> None:
    """Register the page and the commands."""
    app.register_blueprint(routes.blueprint)
    app.cli.add_command(cli.tokens)
