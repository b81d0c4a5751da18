"""The nightly run: it closes what is due and reconciles; told twice, or by two, it does nothing twice."""

import json
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from app import clock
from app.agreement.queries import timeline
from app.extensions import begin_write, db
from app.ledger import queries as ledger
from app.models.quarters import NightlyRun
from app.quarters import queries, service
from app.quarters.service import QuarterError
from scoring.versions import Timeline

LEASE = 3_600_000_000
"""Microseconds after which a run that did not finish is taken for dead, and another one may begin."""


class Told(NamedTuple):
    """What a run did, and what it found wrong."""

    done: list[str]
    faults: list[str]


def run() -> Told:
    """Close the quarters whose time has come, one after the other, and reconcile; each step commits by itself."""
    told = _close_quarters()
    told.faults.extend(_("Ledger: %(what)s", what=one) for one in ledger.verify())
    db.session.rollback()
    return told


def run_if_due() -> Told | None:
    """Run if nobody has yet on this day of the agreement; return what was done, none if it is not due."""
    known, now = timeline(), clock.now()
    if known is None or not _take(known.day(now), now):
        return None
    told = run()
    begin_write()
    finished = {
        "finished_at": clock.now(),
        "faults": len(told.faults),
        "told": json.dumps([*told.done, *told.faults]),
    }
    db.session.execute(update(NightlyRun).where(NightlyRun.day == known.day(now)).values(finished))
    db.session.commit()
    return told


def _take(day: int, now: int) -> bool:
    """Tell whether this day's run is ours: nobody has begun it, or who did has died."""
    row = db.session.execute(
        select(NightlyRun.started_at, NightlyRun.finished_at).where(NightlyRun.day == day)
    ).first()
    if row and (row.finished_at is not None or row.started_at > now - LEASE):
        return False
    begin_write()
    try:
        if row is None:
            db.session.execute(insert(NightlyRun).values(day=day, started_at=now, faults=0, told="[]"))
            taken = True
        else:
            dead = (NightlyRun.started_at == row.started_at, NightlyRun.finished_at.is_(None))
            found = db.session.execute(
                update(NightlyRun).where(NightlyRun.day == day, *dead).values(started_at=now)
            )
            taken = found.rowcount == 1  # type: ignore[attr-defined]
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        taken = False
    return taken


def _close_quarters() -> Told:
    """Close what can be closed; what stands against the next one stands against all that follow it."""
    told = Told([], [])
    while (known := timeline()) and (label := _due(known)):
        try:
            closed = service.close(label, None)
        except QuarterError as error:
            told.faults.append(_("%(label)s was not closed: %(why)s", label=label, why=str(error)))
            return told
        told.done.append(_("%(label)s is final, version %(version)s.", label=label, version=closed.version))
    return told


def _due(known: Timeline) -> str | None:
    """Return the first quarter that was never closed and whose time has come; a reopened one waits for people."""
    today = known.day(clock.now())
    due = (
        one.span.label
        for one in queries.states(known, today)
        if one.state == "provisional" and today >= one.span.closable
    )
    return next(due, None)
