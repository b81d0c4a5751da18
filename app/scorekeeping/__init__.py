"""The one place that turns activities into scores."""

from flask import Flask

from app.scorekeeping import cli, service, soon


def init_app(app: Flask) -> None:
    """Register the commands, and what scores soon what requests store."""
    for command in (cli.score_command, cli.rebuild_command, cli.check_command):
        app.cli.add_command(command)

    delay = int(app.config["SCORING_DELAY_MS"])
    app.extensions[soon.NAME] = soon.Soon(app, delay, service.catch_up_arrived, service.afterwards)
