"""The ledger: what was awarded and what was paid, entry by entry in one chain that nobody changes unnoticed."""

from flask import Flask

from app.ledger import cli


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(cli.ledger)
