"""Commands for quarters. Exit code 1: refused, with the reasons; 2: not understood."""

import sys

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from app import clock
from app.cli import the_agreement, write_table
from app.database import needs_database
from app.models.quarters import FINAL
from app.quarters import queries, service
from app.quarters.figures import closed_words, state_words

quarter = AppGroup("quarter", help="What state quarters are in, and closing them.")


@quarter.command("list")
@needs_database
def list_quarters() -> None:
    """List the quarters with their states, and who closed them."""
    known = the_agreement()
    now = clock.now()
    found = queries.states(known, known.day(now))
    header = (_("quarter"), _("state"), _("version"), _("closed"))
    rows = [
        (
            one.span.label,
            state_words(one, known.day(now)),
            str(one.close.version) if one.close else "",
            closed_words(one.close, known) if one.close else "",
        )
        for one in found
    ]
    write_table(sys.stdout, header, rows)


@quarter.command("close")
@click.argument("label", metavar="QUARTER")
@needs_database
def close_quarter(label: str) -> None:
    """Make a quarter final, for example 2026-Q3, with its bonuses; nothing if it is final already."""
    known = the_agreement()
    one = queries.state_of(known, known.day(clock.now()), label)
    if one and one.state == FINAL:
        click.echo(_("%(label)s is final already.", label=label), err=True)
        return
    try:
        closed = service.close(label, None)
    except service.QuarterError as error:
        raise click.ClickException("\n".join(error.reasons)) from error
    told = _("%(label)s is final, version %(version)s.", label=label, version=closed.version)
    click.echo(f"{told} {closed.digest}", err=True)
