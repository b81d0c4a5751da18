"""Commands for the tokens of programs. Exit code 1: refused, with the reason; 2: not understood."""

import sys

import click
from flask_babel import gettext as _

from app import clock
from app.cli import write_table
from app.database import needs_database
from app.models.tokens import SCOPES
from app.tokens import queries, service

tokens = click.Group("tokens", help="Programs that use the API.")


@tokens.command("create")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice(SCOPES),
    multiple=True,
    required=True,
    help="Send facts, or read scores; may be repeated.",
)
@click.option(
    "--source",
    metavar="NAME",
    default="default",
    show_default=True,
    help="The feed that its activities belong to: ids are unique in it.",
)
@click.option(
    "--expires",
    "days",
    type=click.IntRange(1, service.MOST_DAYS),
    metavar="DAYS",
    help="It ends after so many days; otherwise when it is revoked.",
)
@needs_database
def create_token(name: str, scopes: tuple[str, ...], source: str, days: int | None) -> None:
    """Let a program called NAME use the API; its token is printed once and cannot be read again."""
    try:
        token = service.create_token(name, scopes, source, days, clock.now())
    except service.RefusedError as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(_("Keep the token; it is not shown again:"), err=True)
    click.echo(token)


@tokens.command("list")
@needs_database
def list_tokens() -> None:
    """List the tokens: name, scopes, source, days of creation, end and last use, and state."""
    now = clock.now()
    rows = [
        (
            *(one.name, one.scopes, one.source),
            *(_day(moment) for moment in (one.created_at, one.expires_at, one.last_used_at)),
            one.state(now),
        )
        for one in queries.all_tokens()
    ]
    write_table(sys.stdout, ("token", "scopes", "source", "since", "ends", "last used", "state"), rows)


@tokens.command("revoke")
@click.argument("name")
@needs_database
def revoke_token(name: str) -> None:
    """Keep the program called NAME from using the API, from its next request on."""
    try:
        service.revoke_token(name, clock.now())
    except service.RefusedError as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(_("%(name)s may use the API no more.", name=name), err=True)


def _day(instant: int | None) -> str:
    return "" if instant is None else clock.to_datetime(instant).date().isoformat()
