"""Commands for users and wall screens. Exit code 1: refused, with the reason; 2: not understood."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from app import clock
from app.auth import passwords, queries, service
from app.cli import write_table
from app.database import needs_database
from app.models.users import ROLES
from app.users.service import disable

users = click.Group("users", help="People who log in.")
screens = click.Group("screens", help="Wall screens, which show boards without a log-in.")

password_from_stdin = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input, for scripts."
)


@users.command("create")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option(
    "--team", "teams", multiple=True, metavar="T", help="A team that a manager manages; may be repeated."
)
@password_from_stdin
@needs_database
def create_user(email: str, role: str, teams: tuple[str, ...], password_stdin: bool) -> None:
    """Let EMAIL log in; a rep's score sheet is that of the rep with the same e-mail address."""
    with refusals():
        password, made_up = ask_password(password_stdin)
        service.create_user(email, role, teams, password, clock.now())
    click.echo(f"{service.normal(email)} may log in as {role}.", err=True)
    if made_up:
        click.echo(password)


@users.command("password")
@click.argument("email")
@password_from_stdin
@needs_database
def change_password(email: str, password_stdin: bool) -> None:
    """Give EMAIL a new password and end all log-ins made with the old one."""
    with refusals():
        password, made_up = ask_password(password_stdin)
        service.set_password(email, password, clock.now())
    click.echo(f"{service.normal(email)} has a new password and is logged out everywhere.", err=True)
    if made_up:
        click.echo(password)


@users.command("list")
@needs_database
def list_users() -> None:
    """List the users: e-mail, role, teams managed, and disabled or not."""
    rows = [
        (email, role, teams, "disabled" if disabled else "active")
        for email, role, teams, disabled in queries.all_users()
    ]
    write_table(sys.stdout, ("e-mail", "role", "manages", "state"), rows)


@users.command("disable")
@click.argument("email")
@needs_database
def disable_user(email: str) -> None:
    """Keep EMAIL from logging in and log him out everywhere."""
    with refusals():
        disable(service.user_id(email), clock.now())
    click.echo(f"{service.normal(email)} is disabled and logged out everywhere.", err=True)


@screens.command("create")
@click.argument("name")
@needs_database
def create_screen(name: str) -> None:
    """Let a wall screen called NAME show boards; its token is printed once and cannot be read again."""
    with refusals():
        token = service.create_screen(name, clock.now())
    click.echo("Keep the token; it is not shown again:", err=True)
    click.echo(token)


@screens.command("list")
@needs_database
def list_screens() -> None:
    """List the wall screens: name, day of creation, and revoked or not."""
    rows = [
        (
            one.name,
            clock.to_datetime(one.created_at).date().isoformat(),
            "revoked" if one.revoked else "active",
        )
        for one in queries.all_screens()
    ]
    write_table(sys.stdout, ("screen", "since", "state"), rows)


@screens.command("revoke")
@click.argument("name")
@needs_database
def revoke_screen(name: str) -> None:
    """Keep the wall screen called NAME from showing boards, from its next look on."""
    with refusals():
        service.revoke_screen(name, clock.now())
    click.echo(f"{name} shows the wall no more.", err=True)


def ask_password(from_stdin: bool) -> tuple[str, bool]:
    """Return a password and whether it was made up; it is read from standard input, or asked for on a terminal."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n"), False
    if not sys.stdin.isatty():
        return passwords.generate(), True
    typed = click.prompt(
        "Password (empty: make one up)",
        default="",
        hide_input=True,
        confirmation_prompt=True,
        show_default=False,
        err=True,
    )
    return (str(typed), False) if typed else (passwords.generate(), True)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn a refusal of the service into its reason on standard error and exit code 1."""
    try:
        yield
    except service.RefusedError as refused:
        raise click.ClickException(str(refused)) from None
