"""Feeds: where activities come from, whether they come in time, and what of them was refused."""

from flask import Flask

from app.feeds import cli, routes


def init_app(app: Flask) -> None:
    """Register the page and the commands."""
    app.register_blueprint(routes.blueprint)
    app.cli.add_command(cli.feeds)
