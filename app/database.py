"""Is the database there, and is it of this version of the program? Commands ask before they touch it."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click
import flask_migrate
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import inspect
from sqlalchemy.exc import DatabaseError

from app.extensions import db

P = ParamSpec("P")
R = TypeVar("R")

EMPTY, CURRENT, BEHIND, NEWER, FOREIGN = "empty", "current", "behind", "newer", "foreign"


def state() -> str:
    """Return whether the database is empty, current, behind, of a newer program, or another program's."""
    script = ScriptDirectory(current_app.extensions["migrate"].directory)
    connection = db.session.connection()
    revision = MigrationContext.configure(connection).get_current_revision()
    tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
    db.session.rollback()
    if revision is None:
        return FOREIGN if tables else EMPTY
    if revision == script.get_current_head():
        return CURRENT
    known = {step.revision for step in script.walk_revisions()}
    return BEHIND if revision in known else NEWER


REFUSALS = {
    BEHIND: "The database is of an earlier version of Baton. Back it up, then run: flask db upgrade",
    NEWER: "The database is of a newer version of Baton than this program. Upgrade the program, or give another "
    "DATABASE_URL.",
    FOREIGN: "The database holds tables of something else. Give an empty one as DATABASE_URL.",
}


def make_ready() -> None:
    """Migrate an empty database; refuse one that this program cannot work on, with what to do about it."""
    try:
        found = state()
    except DatabaseError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise click.ClickException(f"The database is not there: {reason}. Check DATABASE_URL.") from error
    if found in REFUSALS:
        raise click.ClickException(REFUSALS[found])
    if found == EMPTY:
        click.echo("The database is empty: making its tables.", err=True)
        flask_migrate.upgrade()


def needs_database(command: Callable[P, R]) -> Callable[P, R]:
    """Let a command run with the application on a database that is ready; the session is closed behind it."""

    @with_appcontext
    @functools.wraps(command)
    def ready(*args: P.args, **kwargs: P.kwargs) -> R:
        make_ready()
        return command(*args, **kwargs)

    return ready
