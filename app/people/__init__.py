"""People: who is in which team from when to when, and who is away."""

from flask import Flask

from app.people import cli, routes


def init_app(app: Flask) -> None:
    """Register the pages for admins and the commands."""
    app.register_blueprint(routes.blueprint)
    app.cli.add_command(cli.people)
    app.cli.add_command(cli.aliases)
    app.cli.add_command(cli.absences)
