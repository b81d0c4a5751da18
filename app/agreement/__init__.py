"""The agreement: its versions, its calendar, its page."""

from flask import Flask

from app.agreement import cli, routes


def init_app(app: Flask) -> None:
    """Register the page and the commands."""
    app.register_blueprint(routes.blueprint)
    app.cli.add_command(cli.agreement)
