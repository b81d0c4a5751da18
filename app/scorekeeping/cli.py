"""Commands that score, prove and check. Exit code 1: refused or a fault found; 2: not understood."""

import click

from app import clock
from app.cli import progress_bar, the_agreement, the_moment, the_period
from app.database import needs_database
from app.finality import closed
from app.patience import patiently
from app.scorekeeping import service
from app.scorekeeping.checks import run_checks
from scoring.periods import Period, month_label


@click.command("score")
@click.option("--month", metavar="M", help="Score this month, for example 2017-05.")
@click.option("--quarter", metavar="Q", help="Score this fiscal quarter, for example 2017-Q2.")
@click.option("--all", "everything", is_flag=True, help="Score every month since the agreement began.")
@click.option("--as-of", metavar="INSTANT", help="The moment of scoring (ISO 8601); default: now.")
@needs_database
def score_command(month: str | None, quarter: str | None, everything: bool, as_of: str | None) -> None:
    """Score a month, a quarter or everything; without any of them, what awaits it."""
    if sum(map(bool, (month, quarter, everything))) > 1:
        raise click.UsageError("Give one of --month, --quarter and --all.")
    known = the_agreement()
    now = the_moment(known, as_of)
    label = month or quarter
    period = the_period(known, label) if label else None
    if period and period.kind != ("month" if month else "quarter"):
        raise click.UsageError(f"{label} is not a {'month' if month else 'quarter'}.")
    with progress_bar() as progress:
        if period is None and not everything and as_of is None:
            scored = patiently(lambda: service.catch_up_now("flask score", progress))
        else:
            months = period.months if period else None
            scored = patiently(lambda: service.score(months, now, "flask score", progress))
    click.echo(_told(scored, period), err=True)


def _told(scored: service.Scored, asked: Period | None) -> str:
    if asked and closed().final.issuperset(asked.months):
        return f"{asked.label} is final: it is not scored again, unless it is opened again on its page."
    if not scored.months:
        return "Nothing awaits scoring."
    first, last = month_label(scored.months[0]), month_label(scored.months[-1])
    months = first if first == last else f"{first} to {last}"
    return f"Scored {months}: {'standings changed' if scored.changed else 'nothing changed'}."


@click.command("rebuild")
@click.option(
    "--check", is_flag=True, help="Change nothing; report every difference and end with 1 if there is one."
)
@needs_database
def rebuild_command(check: bool) -> None:
    """Rebuild clocks, scores and standings from the activities, and name what differed from what was stored."""
    the_agreement()
    with progress_bar() as progress:
        found = patiently(lambda: service.rebuild(keep=not check, now=clock.now(), progress=progress))
    for line in found:
        click.echo(line)
    told = "Stored scores equal a rebuild." if not found else f"{len(found)} differences."
    click.echo(told, err=True)
    if check and found:
        raise SystemExit(1)


@click.command("check")
@needs_database
def check_command() -> None:
    """Check what must always hold, and list what is credited to nobody."""
    faulty = False
    for result in run_checks():
        click.echo(f"{'FAULT' if result.faults else 'ok':<6}{result.name}")
        faulty |= bool(result.faults)
        for line in (*result.faults, *result.notes):
            click.echo(f"      {line}")
    if faulty:
        raise SystemExit(1)
