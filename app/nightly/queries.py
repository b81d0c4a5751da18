"""Reads of nightly runs."""

import json
from typing import NamedTuple

from sqlalchemy import select

from app.extensions import db
from app.models.quarters import NightlyRun


class Run(NamedTuple):
    """A nightly run that finished: when, how many faults it found, and what it told."""

    finished_at: int
    faults: int
    told: list[str]


def last_run() -> Run | None:
    """Return the newest run that finished."""
    columns = (NightlyRun.finished_at, NightlyRun.faults, NightlyRun.told)
    finished = select(*columns).where(NightlyRun.finished_at.is_not(None))
    row = db.session.execute(finished.order_by(NightlyRun.day.desc()).limit(1)).first()
    return Run(row[0] or 0, row[1], json.loads(row[2])) if row else None
