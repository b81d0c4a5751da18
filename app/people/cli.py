"""Commands for people and absences. Exit code 1: something was refused, with the reasons; 2: not understood."""

from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from app.cli import progress_bar
from app.database import needs_database
from app.intake import options
from app.intake.faults import Refusal
from app.intake.mapping import Mapping
from app.intake.refused import RefusedRows
from app.patience import patiently
from app.people import queries, service
from app.people.reading import read_absences, read_people
from app.scorekeeping.service import catch_up_now

people = AppGroup("people", help="Who is in which team, and from when to when.")
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
