"""Commands for people, aliases and absences. Exit code 1: something was refused, with reasons; 2: not understood."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from app import clock
from app.cli import progress_bar, write_table
from app.database import needs_database
from app.intake import options
from app.intake.faults import Refusal, RowError
from app.intake.mapping import Mapping
from app.intake.refused import RefusedRows
from app.patience import patiently
from app.people import queries, service
from app.people.edits import EditError
from app.people.reading import read_absences, read_aliases, read_people
from app.people.rows import named
from app.scorekeeping.service import catch_up_now

BY = "command line"
"""Who decides here."""

people = AppGroup("people", help="Who is in which team, and from when to when.")
aliases = AppGroup("aliases", help="Other names under which activities of a rep come.")
absences = AppGroup("absences", help="Days on which a rep owes nothing.")


@people.command("load")
@options.file_argument
@options.map_option
@options.encoding_option
@options.refused_option
@needs_database
def load_people(file: Path, mapping: Mapping | None, encoding: str | None, refused: Path | None) -> None:
    """Store the memberships in FILE over those that are stored, and score what they touch.

    FILE is CSV with the columns rep,name,email,team,side,starts,ends, or any CSV with a mapping.
    """
    path = options.refused_path(file, refused)
    with options.refusals(file):
        told = read_people(file, mapping, encoding)
    changes = service.load_people(told.rows, f"people {file.name}")
    _score(f"people {file.name}")
    counts = {
        _("new"): changes.new,
        _("changed"): changes.changed,
        _("withdrawn"): changes.withdrawn,
        _("repeated"): changes.repeated,
    }
    if changes.replaced:
        counts[_("replaced by a later row")] = changes.replaced
    if told.empty:
        counts[_("rows without a person")] = told.empty
    _end(counts, path, told.columns, [*told.refusals, *changes.refusals])


@people.command("unknown")
@needs_database
def list_unknown() -> None:
    """List the owners of activities or absences who were never in a team, so that nothing they do counts."""
    for key in queries.unknown_reps():
        click.echo(key)


@aliases.command("load")
@options.file_argument
@options.encoding_option
@options.refused_option
@needs_database
def load_aliases(file: Path, encoding: str | None, refused: Path | None) -> None:
    """Decide what FILE says about aliases, and score what that touches.

    FILE is CSV with the columns owner,rep; of rows about the same owner the last one counts.
    """
    path = options.refused_path(file, refused)
    with options.refusals(file):
        told = read_aliases(file, encoding)
    decided, refusals = service.load_aliases(told.rows, f"{BY}: {file.name}", clock.now())
    _score(f"aliases {file.name}")
    owners = len({row.owner for row in told.rows})
    counts = {_("new"): decided, _("repeated"): owners - decided - len(refusals)}
    if owners < len(told.rows):
        counts[_("replaced by a later row")] = len(told.rows) - owners
    _end(counts, path, told.columns, [*told.refusals, *refusals])


@aliases.command("set")
@click.argument("owner")
@click.argument("rep")
@needs_database
def set_alias(owner: str, rep: str) -> None:
    """Credit to REP what came and will come under the key OWNER, an alias of his from now on."""
    try:
        asked = named(1, owner, rep)
        service.decide_alias(asked.owner, asked.rep, BY, clock.now())
    except (RowError, EditError) as refused:
        raise click.ClickException(str(refused)) from None
    came = queries.came_under(asked.owner)
    told = {"owner": asked.owner, "rep": asked.rep, "count": came[0] if came else 0}
    click.echo(_("%(owner)s is an alias of %(rep)s; %(count)d activities came under it.", **told), err=True)


@aliases.command("withdraw")
@click.argument("owner")
@needs_database
def withdraw_alias(owner: str) -> None:
    """Let OWNER be an alias no more: what came and will come under it counts for nobody."""
    if not service.decide_alias(owner.strip(), None, BY, clock.now()):
        raise click.ClickException(_("%(owner)s is no alias.", owner=owner))
    click.echo(_("%(owner)s is no alias any more.", owner=owner), err=True)


@aliases.command("list")
@needs_database
def list_aliases() -> None:
    """List the aliases: whom each means, how many activities came under it, and who decided so when."""
    rows = [
        (
            one.key,
            one.rep,
            str(one.activities),
            clock.to_datetime(one.decided_at).date().isoformat(),
            one.decided_by,
        )
        for one in queries.alias_rows()
    ]
    write_table(sys.stdout, (_("alias"), _("rep"), _("activities"), _("decided"), _("by")), rows)


@absences.command("load")
@options.file_argument
@options.encoding_option
@options.refused_option
@needs_database
def load_absences(file: Path, encoding: str | None, refused: Path | None) -> None:
    """Store the absences in FILE, each once, and score what they touch.

    FILE is CSV with the columns rep,starts,ends; `ends` is the first day that the rep is back.
    """
    path = options.refused_path(file, refused)
    with options.refusals(file):
        told = read_absences(file, encoding)
    added = service.load_absences(told.rows, f"absences {file.name}")
    _score(f"absences {file.name}")
    if strangers := queries.in_no_team(row.rep for row in told.rows):
        click.echo(_("Nobody knows: %(names)s", names=", ".join(strangers)), err=True)
        click.echo(
            _("Their absences are kept, and count once they are in a team: flask people load FILE"), err=True
        )
    _end({_("new"): added, _("repeated"): len(told.rows) - added}, path, told.columns, told.refusals)


def _score(cause: str) -> None:
    with progress_bar() as progress:
        patiently(lambda: catch_up_now(cause, progress))


def _end(counts: dict[str, int], path: Path, columns: Sequence[str], refusals: Sequence[Refusal]) -> None:
    """Print the counts; with refusals, write and show them and end with exit code 1."""
    options.show_counts({**counts, _("refused rows"): len(refusals)})
    with RefusedRows(path, columns) as refused:
        for one in sorted(refusals, key=lambda refusal: refusal.line):
            refused.add(one)
    options.show_refused(refused)
    if refusals:
        raise click.exceptions.Exit(1)
