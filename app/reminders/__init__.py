"""Reminders before a deadline, and the digest of each morning: who is told of what, and in which words."""

from flask import Flask

from app.outbox import service as outbox
from app.outbox.rows import DIGEST, REMINDER
from app.reminders import cli, letters


def init_app(app: Flask) -> None:
    """Register the command, and write the letters of the outbox that are reminders and digests."""
    app.cli.add_command(cli.messages)
    outbox.writes(app, REMINDER, letters.reminder)
    outbox.writes(app, DIGEST, letters.digest)
