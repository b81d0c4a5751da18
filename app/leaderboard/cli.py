"""Commands that print standings and scores. Results go to standard output, messages to standard error."""

import json
import sys
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import click

from app import clock
from app.cli import progress_bar, the_agreement, the_period, write_csv, write_table
from app.database import needs_database
from app.patience import patiently
from app.scorekeeping import queries, service
from scoring.periods import Period, month_label

FORMATS = click.Choice(("table", "json", "csv"))
BOARDS = ("team", "rep")
STANDING = ("rank", "who", "name", "points", "exceeded", "met")
SCORE = ("board", "who", "month", "service_level", "value", "target", "attainment", "points")

form = click.option(
    "--format", "form", type=FORMATS, default="table", show_default=True, help="How to print it."
)


@click.command("standings")
@click.argument("label", metavar="PERIOD")
@click.option("--board", type=click.Choice(BOARDS), help="Teams or reps; default: both.")
@click.option("--side", metavar="S", help="Service levels of this side only.")
@form
@needs_database
def standings_command(label: str, board: str | None, side: str | None, form: str) -> None:
    """Print the standings of PERIOD: 2017-05, 2017-Q2 or 2017. What was never scored is scored first."""
    period = _scored_period(label)
    if side is not None and side not in queries.sides():
        raise click.ClickException(
            f"There is no side {side!r}; there are: {', '.join(queries.sides()) or 'none'}."
        )
    boards = {one: queries.standings(period, side or "", one) for one in BOARDS if board in (None, one)}
    if form == "json":
        found = {one: [line._asdict() for line in lines] for one, lines in boards.items()}
        _print_json({"period": period.label, "side": side, "standings": found})
    elif form == "csv":
        rows = [(one, *line) for one, lines in boards.items() for line in lines]
        write_csv(sys.stdout, ("board", *STANDING), rows)
    else:
        for one, lines in boards.items():
            click.echo(f"{period.label}, {one}s{f', {side}' if side else ''}")
            _print_table(("rank", "name", "points", "exceeded", "met"), [(r, n, *f) for r, _, n, *f in lines])


@click.command("scores")
@click.argument("label", metavar="PERIOD")
@click.option("--who", metavar="KEY", help="The rep's key or the team's name.")
@form
@needs_database
def scores_command(label: str, who: str | None, form: str) -> None:
    """Print the scores of PERIOD: what each service level gave to each rep and team in each month."""
    period = _scored_period(label)
    if who is not None and not queries.is_participant(who):
        raise click.ClickException(f"There is no rep or team {who!r}.")
    found = queries.scores(period, who)
    rows = [(one.board, one.who, month_label(one.month), *one[3:]) for one in found]
    if form == "json":
        listed = [dict(zip(SCORE, _with_nearest(row), strict=True)) for row in rows]
        _print_json({"period": period.label, "scores": listed})
    elif form == "csv":
        write_csv(sys.stdout, SCORE, map(_with_nearest, rows))
    else:
        _print_table(SCORE, [(*row[:4], _short(row[4]), _short(row[5]), *row[6:]) for row in rows])


def _scored_period(label: str) -> Period:
    known = the_agreement()
    period = the_period(known, label)
    now = clock.now()
    missing, moment = queries.unscored_months(known, period, now)
    if missing:
        with progress_bar() as progress:
            patiently(lambda: service.score(missing, moment, "first asked for", progress))
    elif queries.awaits_scoring(moment):
        click.echo("Some activities or changes are not scored yet; run: flask score", err=True)
    return period


def _with_nearest(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*row[:4], _nearest(row[4]), _nearest(row[5]), *row[6:])


def _nearest(number: Fraction | None) -> float | None:
    """Return the nearest float to an exact number, for formats that have nothing better."""
    return None if number is None else float(number)


def _short(number: Fraction | None) -> str:
    nearest = _nearest(number)
    return "" if nearest is None else f"{nearest:.4f}".rstrip("0").rstrip(".")


def _print_json(found: object) -> None:
    click.echo(json.dumps(found, ensure_ascii=False, indent=1))


def _print_table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    if rows:
        write_table(sys.stdout, header, [[str(cell) for cell in row] for row in rows])
    else:
        click.echo("Nobody has a score in it.", err=True)
