"""The one place that turns activities into scores."""

from flask import Flask

from app.scorekeeping import cli


def init_app(app: Flask) -> None:
    """Register the commands."""
    for command in (cli.score_command, cli.rebuild_command, cli.check_command):
        app.cli.add_command(command)
