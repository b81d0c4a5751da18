"""Boards: standings of teams and reps over a period, live."""

from flask import Flask

from app.leaderboard import cli, routes


def init_app(app: Flask) -> None:
    """Register the pages and the commands."""
    app.register_blueprint(routes.blueprint)
    app.cli.add_command(cli.standings_command)
    app.cli.add_command(cli.scores_command)
