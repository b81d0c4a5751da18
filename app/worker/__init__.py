"""The worker: a process beside the server that scores what facts and time have decided, and sends messages."""

from flask import Flask

from app.worker import cli


def init_app(app: Flask) -> None:
    """Register the command."""
    app.cli.add_command(cli.worker)
