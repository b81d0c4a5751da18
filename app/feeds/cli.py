"""Commands for feeds. Exit code 1: refused, with the reason; 2: not understood."""

import sys

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from app import clock
from app.cli import write_table
from app.database import needs_database
from app.feeds import figures, health, service

feeds = AppGroup("feeds", help="Where activities come from, and whether they come in time.")


def _every(_context: click.Context, _option: click.Parameter, text: str) -> int | None:
    try:
        return figures.read_every(text)
    except ValueError:
        raise click.BadParameter(_("write 30m, 6h, 1d or none.")) from None


@feeds.command("list")
@needs_database
def list_feeds() -> None:
    """List the feeds: what is expected, when each last delivered, what is usual, and how many rows were refused."""
    header = (
        _("feed"),
        _("state"),
        _("expected"),
        _("last delivery"),
        _("usually every"),
        _("usually late by"),
        _("refused"),
    )
    rows = [
        (
            one.name,
            one.state_words,
            one.expected,
            one.delivered,
            one.rhythm,
            one.delay,
            one.refused_count,
        )
        for one in health.feeds(clock.now())
    ]
    write_table(sys.stdout, header, rows)


@feeds.command("expect")
@click.argument("source")
@click.option(
    "--every",
    required=True,
    callback=_every,
    metavar="1d|6h|none",
    help="It is late when nothing came for longer.",
)
@click.option(
    "--required/--optional", default=None, help="Whether boards, sheets and walls say when it is late."
)
@needs_database
def expect(source: str, every: int | None, required: bool | None) -> None:
    """Say how often the feed SOURCE should deliver."""
    try:
        service.expect(source, every, required)
    except service.UnknownFeedError as unknown:
        raise click.ClickException(str(unknown)) from None
    told = {"source": source, "expected": figures.every_words(every)}
    click.echo(_("%(source)s: %(expected)s.", **told), err=True)
