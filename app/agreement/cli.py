"""Commands for the agreement. Exit code 1: refused, with every fault; 2: not understood."""

from pathlib import Path

import click
from flask.cli import AppGroup

from app import clock
from app.agreement import service
from app.cli import progress_bar
from app.database import needs_database
from app.patience import patiently
from app.scorekeeping.service import catch_up_now
from scoring.faults import AgreementError
from scoring.periods import month_label

agreement = AppGroup("agreement", help="The agreement that everything is judged by.")
file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@agreement.command("check")
@file_argument
@needs_database
def check_agreement(file: Path) -> None:
    """Check the agreement in FILE as a load would, and store nothing."""
    text = _read(file)
    try:
        found = service.check(text)
    except AgreementError as error:
        raise _refusal(file, error) from error
    click.echo(f"{found.name}: {len(found.levels)} service levels, in force from {month_label(found.starts)}")


@agreement.command("load")
@file_argument
@needs_database
def load_agreement(file: Path) -> None:
    """Store the agreement in FILE as a version, frozen with its holidays, and score its months by it."""
    text = _read(file)
    try:
        stored = patiently(lambda: service.load(text, clock.now()))
    except AgreementError as error:
        raise _refusal(file, error) from error
    if not stored:
        click.echo("This version is in force already; nothing changed.", err=True)
        return
    click.echo("Stored.", err=True)
    with progress_bar() as progress:
        patiently(lambda: catch_up_now(f"agreement {file.name}", progress))


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file} is not UTF-8 at byte {error.start}; save it as UTF-8.") from error


def _refusal(file: Path, error: AgreementError) -> click.ClickException:
    lines = "\n".join(f"  {fault}" for fault in error.faults)
    return click.ClickException(f"{file} is refused, nothing is stored:\n{lines}")
