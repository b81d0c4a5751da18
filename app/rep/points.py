"""The ledger of a rep's points in a quarter: each entry with its reason, adding up to what the board shows."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _

from app.leaderboard import queries as boards
from app.periods import turns, ways
from app.rep import queries
from app.rep.page import Whose
from app.rep.queries import Change
from app.stamp import Reading
from app.wording import moment, short_month, whole
from scoring.agreement import ServiceLevel
from scoring.periods import Period, month_label
from scoring.versions import Timeline

LINES = 50
"""Entries of a page."""
ABOUT_PEOPLE = re.compile(r"(^|, )(absence of|membership of|alias) ")
"""Begins a cause that names somebody."""


class Entry(NamedTuple):
    """An entry of the ledger; a correction is two of them: a `reversal`, and what stands instead."""

    when: str
    level: str
    month: str
    words: str
    cause: str
    amount: int
    total: int
    is_reversal: bool
    url: str

    @property
    def shown(self) -> str:
        """Return the amount with its sign."""
        return f"+{whole(self.amount)}" if self.amount > 0 else f"−{whole(-self.amount)}"


def context(whose: Whose, period: Period, now: Reading, page: int) -> dict[str, Any]:
    """Return what the ledger shows: a page of its entries, the newest first, and their sum."""
    found = entries(queries.changes(whose.rep.id, period), whose.rep.key, period, now)
    pages = max(-(-len(found) // LINES), 1)
    number = min(max(page, 1), pages)

    def address(**asked: Any) -> str:
        if whose.own:
            return url_for("rep.own_points", **asked)
        return url_for("rep.points", key=whose.rep.key, **asked)

    return {
        "whose": whose,
        "entries": found[::-1][(number - 1) * LINES : number * LINES],
        "total": whole(found[-1].total if found else 0),
        "on_board": on_board(whose.rep.id, period),
        "pages": turns(number, pages, lambda one: address(period=period.label, page=one)),
        "sheet_url": url_for("scoresheet.rep", key=whose.rep.key, period=period.label),
        "kept": {},
        **ways(period, now.line, now.day, lambda label: address(period=label)),
    }


def on_board(rep_id: int, period: Period) -> str:
    """Return the points of a rep as the board has them."""
    line = boards.line_of(boards.Board("rep", period.label, ""), rep_id)
    return whole(line.points if line else 0)


def entries(found: Sequence[Change], key: str, period: Period, now: Reading) -> list[Entry]:
    """Return changes as entries with the running total, in order of time."""
    total = 0
    told: list[Entry] = []
    for change in found:
        level = _level(now.line, change.month, change.level)
        asked = {"month": month_label(change.month), "level": change.level}
        url = url_for("scoresheet.rep", key=key, period=period.label, **asked) + "#explanation"  # type: ignore[arg-type]
        when, cause = moment(change.at, now.zone, now.day), cause_words(change.cause, key)
        for amount, words, is_reversal in _amounts(change, level):
            total += amount
            name = level.name if level else change.level
            told.append(
                Entry(
                    when,
                    name,
                    short_month(change.month),
                    words,
                    cause,
                    amount,
                    total,
                    is_reversal,
                    url,
                )
            )
    return told


def cause_words(cause: str, key: str) -> str:
    """Return why points changed, as the rep called `key` may read it: of others he learns no more than that."""
    if not ABOUT_PEOPLE.search(cause) or cause in (f"absence of {key}", f"membership of {key}"):
        return cause
    return _("a change of people")


def _amounts(change: Change, level: ServiceLevel | None) -> Iterator[tuple[int, str, bool]]:
    """Yield what a change takes away, and what it gives instead."""
    if change.before:
        yield -change.before, _("reversed"), True
    if change.after:
        yield change.after, _words(change.after, level), False


def _words(points: int, level: ServiceLevel | None) -> str:
    """Return what points were given for, as the agreement has it now."""
    if level and points == level.points_exceeded != level.points_met:
        return _("exceeded")
    return _("met") if level and points == level.points_met else ""


def _level(line: Timeline, month: int, level_id: str) -> ServiceLevel | None:
    version = line.in_force(month)
    return version.agreement.level(level_id) if version else None
