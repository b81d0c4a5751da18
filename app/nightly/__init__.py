"""What is done once a night: quarters whose time has come are closed, and money is held against the ledger."""

from flask import Flask

from app.nightly import cli


def init_app(app: Flask) -> None:
    """Register the command."""
    app.cli.add_command(cli.nightly)
