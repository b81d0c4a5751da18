"""What the commands share: moments, periods, progress, and cells that no spreadsheet runs."""

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TextIO

import click
from tqdm import tqdm

from app import clock
from app.agreement.queries import timeline
from app.cells import harmless
from app.progress import Progress
from scoring.periods import Period
from scoring.versions import Timeline


def the_agreement() -> Timeline:
    """Return the agreement's versions, or end the command with what to do."""
    found = timeline()
    if found is None:
        raise click.ClickException("There is no agreement yet. Load one: flask agreement load FILE")
    return found


def the_period(known: Timeline, label: str) -> Period:
    """Return the period called `label`, or end the command with what a period looks like."""
    try:
        return known.period(label)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def the_moment(known: Timeline, text: str | None) -> int:
    """Return the instant written in `text` (ISO 8601, local time without an offset); without any, now."""
    if text is None:
        return clock.now()
    try:
        moment = datetime.fromisoformat(text)
        return known.instant(moment) if moment.tzinfo is None else clock.to_instant(moment)
    except (ValueError, OverflowError) as error:
        raise click.UsageError(
            f"{text!r} is not a moment: write 2026-09-30T17:00 or with an offset"
        ) from error


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Show progress on standard error: one bar for each thing that is done."""
    bars: dict[str, Any] = {}

    def show(what: str, done: int, total: int) -> None:
        if what not in bars:
            bars[what] = tqdm(
                desc=what, total=total or None, file=sys.stderr, disable=None, delay=0.5, unit=""
            )
        bars[what].update(done - bars[what].n)

    try:
        yield show
    finally:
        for bar in bars.values():
            bar.close()


def write_csv(out: TextIO, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows as CSV; text that a spreadsheet would run as a formula gets an apostrophe in front."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)


def write_table(out: TextIO, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write rows as aligned columns; figures to the right."""
    lines = [header, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    right = [bool(rows) and all(_is_figure(row[column]) for row in rows) for column in range(len(header))]
    for line in lines:
        cells = (
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(line, widths, right, strict=True)
        )
        out.write("  ".join(cells).rstrip() + "\n")


def _is_figure(cell: str) -> bool:
    return cell in ("", "–") or cell.lstrip("=−-").replace(".", "", 1).isdecimal()
