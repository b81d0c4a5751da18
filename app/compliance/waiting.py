"""Clocks of the teams: due next with the time that is left, on hold, and how many each rep has."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import url_for

from app.compliance import figures, queries
from app.compliance.queries import Member, Running, Watch
from app.stamp import Reading
from app.wording import due_words, whole
from scoring.calendar import WallTime
from scoring.clocks import HELD, OPEN
from scoring.periods import month_of

SHOWN = 10
"""Clocks of each kind on the page; how many there are stands beside each rep."""


class Due(NamedTuple):
    """A clock that runs or is on hold; `left` is its business time, or its age on hold."""

    name: str
    url: str
    subject: str
    level: str
    when: str
    left: str
    is_over: bool


class Load(NamedTuple):
    """The clocks of a rep: numbers, empty where there are none."""

    name: str
    url: str
    overdue: str
    running: str
    held: str
    breached: str


class Waiting(NamedTuple):
    """All that waits."""

    due: list[Due]
    held: list[Due]
    loads: list[Load]


def waiting(watch: Watch, members: Sequence[Member], now: Reading, moment: int) -> Waiting:
    """Return the clocks of the members of the teams."""
    known = {one.id: one for one in members}
    due = [_due(one, known[one.rep_id], now, moment) for one in queries.running(watch, OPEN, SHOWN)]
    held = [_due(one, known[one.rep_id], now, moment) for one in queries.running(watch, HELD, SHOWN)]
    tallies = queries.clock_tallies(watch, month_of(now.day), moment)
    loads = [
        Load(
            known[rep].name or known[rep].key, _sheet(known[rep]), *(whole(count) if count else "" for count in counts)
        )
        for rep, *counts in ((one.rep_id, one.overdue, one.running, one.held, one.breached) for one in tallies)
    ]  # fmt: skip
    return Waiting(due, held, loads)


def _due(one: Running, rep: Member, now: Reading, moment: int) -> Due:
    version = next((found for found in now.line.versions if found.id == one.version_id), None)
    level = version.agreement.level(one.level) if version else None
    is_business = bool(level and level.clock and level.clock.business)
    when = left = ""
    is_over = False
    if one.deadline is None:
        left = figures.age_words(now.day - now.line.day(one.started))
    else:
        calendar = version.business if version and is_business else WallTime()
        time = calendar.elapsed(moment, one.deadline) if moment < one.deadline else 0
        when, left = (
            due_words(one.deadline, now.zone, now.day),
            figures.left_words(time, business=is_business),
        )
        is_over = not time
    name = level.name if level else one.level
    return Due(rep.name or rep.key, _sheet(rep), one.subject, name, when, left, is_over)


def _sheet(rep: Member) -> str:
    return url_for("scoresheet.rep", key=rep.key)
