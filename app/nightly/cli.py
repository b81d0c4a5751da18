"""The command of the nightly run. Exit code 1: something is wrong, with what it is."""

import click
from flask_babel import gettext as _

from app.cli import the_agreement
from app.database import needs_database
from app.nightly import service


@click.command("nightly")
@needs_database
def nightly() -> None:
    """Close the quarters whose time has come, and hold the money against the ledger; for a scheduler, once a night.

    Where flask worker runs, it does this by itself.
    """
    the_agreement()
    told = service.run()
    for line in (*told.done, *told.faults):
        click.echo(line)
    if not told.done and not told.faults:
        click.echo(_("Nothing was due, and nothing is wrong."), err=True)
    if told.faults:
        raise SystemExit(1)
