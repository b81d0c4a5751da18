"""The command that decides about messages and sends them. Exit code 0: what is due was tried."""

import click
from flask_babel import ngettext

from app import clock
from app.database import needs_database
from app.outbox import service as outbox
from app.reminders import service


@click.command("messages")
@needs_database
def messages() -> None:
    """Send the reminders and digests that are due; for a scheduler, every few minutes.

    Where flask worker runs, it does this by itself.
    """
    service.decide(clock.now())
    tried = 0
    while taken := outbox.send_due():
        tried += taken
    click.echo(ngettext("%(num)d message was taken up.", "%(num)d messages were taken up.", tried), err=True)
