"""Commands of the ledger. Exit code 1: something differs; 2: not understood."""

import click
from flask.cli import AppGroup

from app.database import needs_database
from app.ledger import queries

ledger = AppGroup("ledger", help="What was awarded and paid, entry by entry in one chain.")


@ledger.command("verify")
@click.option(
    "--noted", default="", metavar="HASH", help="A hash printed earlier: it has to be in the chain."
)
@needs_database
def verify(noted: str) -> None:
    """Recompute the ledger, hold it against bonuses, statements and batches, and tell each difference.

    Prints the number of entries and the hash of the last one: written down elsewhere, it shows later whether anything
    up to it was changed.
    """
    found = queries.verify(noted)
    for line in found:
        click.echo(line)
    head = queries.head()
    click.echo(f"{head.seq} {head.hash}")
    told = "The ledger is whole." if not found else f"{len(found)} differences."
    click.echo(told, err=True)
    if found:
        raise SystemExit(1)
