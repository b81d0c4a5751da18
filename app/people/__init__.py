"""People: who is in which team from when to when, and who is away."""

from flask import Flask

from app.people import cli


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(cli.people)
    app.cli.add_command(cli.absences)
