"""Activities: facts from the CRM, read from files and stored once each."""

from flask import Flask

from app.activities import cli


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(cli.activities)
