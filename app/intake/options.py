"""What the commands that load files have in common: arguments, mappings, refusals."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask_babel import gettext as _

from app.intake.faults import UnreadableError
from app.intake.mapping import Mapping, MappingError, parse_mapping
from app.intake.refused import RefusedRows
from app.intake.text import is_encoding

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _check_encoding(_context: click.Context, _option: click.Parameter, name: str | None) -> str | None:
    if name is not None and not is_encoding(name):
        raise click.BadParameter(_("%(name)s is no encoding, such as utf-8 or cp1252.", name=name))
    return name


def _read_map(_context: click.Context, _option: click.Parameter, path: Path | None) -> Mapping | None:
    if path is None:
        return None
    try:
        return parse_mapping(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, OSError) as error:
        raise click.ClickException(
            _("%(path)s cannot be read: %(reason)s", path=path, reason=error)
        ) from error
    except MappingError as error:
        raise faults(_("%(path)s is refused:", path=path), error) from error


file_argument = click.argument("file", type=A_FILE)
map_option = click.option(
    "--map",
    "mapping",
    type=A_FILE,
    callback=_read_map,
    metavar="MAPPING.toml",
    help="How to read any other table.",
)
encoding_option = click.option(
    "--encoding",
    metavar="E",
    callback=_check_encoding,
    help="Such as cp1252; UTF-8 if neither this nor the mapping says.",
)
refused_option = click.option(
    "--refused",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where refused rows are written to, if there are any; FILE.refused.csv if not given.",
)


def faults(head: str, error: MappingError) -> click.ClickException:
    """Return the refusal of a mapping with all its faults."""
    return click.ClickException("\n".join([head, *(f"  {fault}" for fault in error.faults)]))


@contextmanager
def refusals(file: Path) -> Iterator[None]:
    """End the command with exit code 1 and the reason if `file` cannot be loaded at all."""
    try:
        yield
    except UnreadableError as error:
        raise click.ClickException(str(error)) from error
    except MappingError as error:
        raise faults(_("The mapping does not fit %(path)s:", path=file), error) from error


def refused_path(file: Path, given: Path | None) -> Path:
    """Return where the refused rows of `file` go. Raises UsageError for the file itself."""
    path = given or file.with_name(f"{file.name}.refused.csv")
    if path.resolve() == file.resolve():
        raise click.UsageError(_("--refused names FILE itself."))
    return path


def show_refused(refused: RefusedRows) -> None:
    """Show the first refused rows on standard error, and where the rest is."""
    for one in refused.first:
        click.echo(_("line %(line)d: %(reason)s", line=one.line, reason=one.reason), err=True)
    if refused.fault:
        click.echo(refused.fault, err=True)
    elif refused.count:
        told = {"count": refused.count, "path": refused.path}
        click.echo(_("%(count)d refused in all; each with its reason in %(path)s", **told), err=True)


def show_counts(counts: dict[str, int]) -> None:
    """Print the result of a load, a figure on each line."""
    width = max(len(name) for name in counts)
    for name, count in counts.items():
        click.echo(f"{name:<{width}}  {count:>10}")
