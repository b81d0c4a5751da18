"""The demo: a made-up company, loaded as it is today, served, and kept alive by a trickle of activities."""

from flask import Flask

from app.demo import cli
from app.demo.logins import DEMO_LOGINS


def init_app(app: Flask) -> None:
    """Register the command; show the log-ins in the demo."""
    app.cli.add_command(cli.demo_command)
    if app.config["BATON_ENV"] == "demo":
        app.config["DEMO_LOGINS"] = DEMO_LOGINS
