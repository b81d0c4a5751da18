"""The command that loads activities. Exit code 1: something was refused, with the reasons; 2: not understood."""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from app import clock
from app.activities import queries, service
from app.activities.known import Known
from app.activities.loading import BATCH, Counts, Load, Sink
from app.activities.reading import open_delivery
from app.activities.rows import LONGEST, Row
from app.activities.seen import Seen, SeenIds
from app.cli import progress_bar, the_agreement
from app.database import needs_database
from app.feeds.rows import Refused
from app.feeds.service import note_refusals
from app.intake import options
from app.intake.faults import Refusal
from app.intake.mapping import Mapping
from app.intake.refused import RefusedRows
from app.patience import patiently
from app.people.queries import in_no_team
from app.progress import Progress
from app.scorekeeping.service import catch_up_now

SHOWN = 20

activities = AppGroup("activities", help="What happened, from the CRM.")


@dataclass(frozen=True)
class Order:
    """What is to be loaded, and how."""

    file: Path
    mapping: Mapping | None
    encoding: str | None
    source: str
    refused: Path
    batch_size: int
    correct: bool


def _source(_context: click.Context, _option: click.Parameter, name: str) -> str:
    name = name.strip()
    if not name or "\0" in name or len(name) > LONGEST["kind"]:
        raise click.BadParameter(_("give a name of 1 to 200 characters."))
    return name


@activities.command("load")
@options.file_argument
@options.map_option
@click.option(
    "--source",
    metavar="NAME",
    default="default",
    show_default=True,
    callback=_source,
    help="The feed that FILE belongs to: ids are unique in it.",
)
@options.encoding_option
@options.refused_option
@click.option("--dry-run", is_flag=True, help="Store nothing, and report what would become of each row.")
@click.option(
    "--correct", is_flag=True, help="Let a changed row correct what was loaded under its id before."
)
@click.option(
    "--batch-size",
    type=click.IntRange(1, 1_000_000),
    default=BATCH,
    show_default=True,
    help="Activities stored in one transaction.",
)
@needs_database
def load_activities(file: Path, refused: Path | None, dry_run: bool, **how: Any) -> None:
    """Store the activities in FILE, each once, and score what they touch.

    FILE is CSV with the columns id,kind,at,rep,subject,value and any further ones, JSON lines with the same names, or
    any CSV with a mapping.
    """
    the_agreement()
    order = Order(file=file, refused=options.refused_path(file, refused), **how)
    if order.mapping and not order.mapping.activities:
        raise click.ClickException(_("The mapping has no [[activity]]: it cannot load activities."))
    if order.correct and dry_run:
        raise click.UsageError(_("Give one of --correct and --dry-run."))
    known = Known(only_look=dry_run)
    with progress_bar() as progress, options.refusals(file):
        counts = _examine(order, known, progress) if dry_run else _store(order, known, progress)
    _tell(counts, known)
    if dry_run:
        click.echo(_("This was a dry run: nothing is stored."), err=True)
    if counts.refused or counts.conflicting:
        raise click.exceptions.Exit(1)


def _store(order: Order, known: Known, progress: Progress) -> Counts:
    """Store the file, note that it came, and score what awaits it."""
    before = SeenIds() if order.correct else None

    def sink(rows: list[Row]) -> service.Outcome:
        return service.store(rows, order.source, clock.now(), known, before=before)

    counts, refused = _run(order, sink, progress)
    if counts.new or counts.repeated or counts.corrected:
        service.note_delivery(order.source, clock.now())
    note_refusals(order.source, clock.now(), refused)
    patiently(lambda: catch_up_now(f"activities {order.file.name}", progress))
    return counts


def _examine(order: Order, known: Known, progress: Progress) -> Counts:
    """Go through the file as if to store it."""
    with Seen() as seen:
        counts, _refused = _run(
            order, lambda rows: service.examine(rows, order.source, known, seen), progress
        )
        return counts


def _run(order: Order, sink: Sink, progress: Progress) -> tuple[Counts, list[Refused]]:
    """Let the file go through `sink`; return the counts, and the newest of what was refused."""
    with ExitStack() as stack:
        delivery = stack.enter_context(closing(open_delivery(order.file, order.mapping, order.encoding)))
        refused = stack.enter_context(RefusedRows(order.refused, delivery.columns))
        load = Load(delivery, sink, refused, order.batch_size)
        counts = load.run(lambda done, size: progress(_("bytes read"), done, size))
    options.show_refused(refused)
    return counts, [_known_by_id(order, delivery.columns, one) for one in refused.newest]


def _known_by_id(order: Order, columns: Sequence[str], refusal: Refusal) -> Refused:
    """Return what is kept of a refused row: of its cells the id alone, if the file has a column of that name."""
    cells = dict(zip(columns, refusal.cells, strict=False))
    return Refused(order.file.name, refusal.line, cells.get("id", "").strip(), refusal.reason)


def _tell(counts: Counts, known: Known) -> None:
    """Print the counts, and on standard error what stays uncounted and how that is cured."""
    options.show_counts(
        {
            _("new"): counts.new,
            _("repeated"): counts.repeated,
            **({_("corrected"): counts.corrected} if counts.corrected else {}),
            _("conflicting"): counts.conflicting,
            _("refused rows"): counts.refused,
            _("rows without activity"): counts.empty,
        }
    )
    if strangers := in_no_team(known.reps):
        told = {"count": len(strangers), "names": _listed(strangers)}
        click.echo(_("%(count)d owners nobody knows: %(names)s", **told), err=True)
        click.echo(
            _("What they did is kept, and counts once they are in a team: flask people load FILE"), err=True
        )
        click.echo(_("An owner who is a known rep by another name: flask aliases set OWNER REP"), err=True)
    if kinds := queries.unused_kinds(known.kinds):
        told = {"count": len(kinds), "names": _listed(kinds)}
        click.echo(_("%(count)d kinds that no agreement uses, kept: %(names)s", **told), err=True)


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:SHOWN])
    return (
        shown
        if len(names) <= SHOWN
        else _("%(names)s and %(count)d more", names=shown, count=len(names) - SHOWN)
    )
