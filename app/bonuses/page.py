"""What the desk of bonuses and the page of one show, gathered for their templates."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.auth.queries import Viewer
from app.bonuses import queries
from app.bonuses.figures import state_words
from app.bonuses.queries import DeskLine
from app.bonuses.shown import Shown, label_of, quarter_name, shown
from app.models.bonuses import PROPOSED, SECONDED, STATES, UNDECIDED
from app.periods import turns
from app.stamp import Reading
from app.wording import capital, money

LINES = 50
"""Lines of a page of the desk."""


class Asked(NamedTuple):
    """Which bonuses a reader wants to see: of a quarter (its first month), in a state, of a page; all if not said."""

    quarter: int | None
    state: str | None
    page: int


class SumRow(NamedTuple):
    """How many bonuses of a quarter are in a state, in words, and the address that lists them."""

    quarter: str
    state: str
    bonuses: str
    amount: str
    url: str


class Picks(NamedTuple):
    """What lists may be narrowed to: pairs of a value and its words, and which are chosen."""

    quarters: list[tuple[str, str]]
    states: list[tuple[str, str]]
    quarter: str
    state: str


def read_asked(given: Mapping[str, str], sums: Sequence[queries.Sum], now: Reading) -> Asked | None:
    """Return what is asked for, or None if there is no such quarter or state."""
    quarters = {label_of(now.line, one.quarter): one.quarter for one in sums}
    label, state, page = (given.get(name, "") for name in ("quarter", "state", "page"))
    if (label and label not in quarters) or (state and state not in STATES):
        return None
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    return Asked(quarters.get(label), state or None, max(number, 1))


def desk(asked: Asked, sums: Sequence[queries.Sum], now: Reading, viewer: Viewer) -> dict[str, Any]:
    """Return what the desk shows: by default what awaits a decision, then the rest of the newest quarter."""
    lines = _lines(asked, sums, viewer)
    pages = max(-(-len(lines) // LINES), 1)
    number = min(asked.page, pages)
    here = lines[(number - 1) * LINES : number * LINES]
    told = {one.id: one for one in shown(here, now, viewer)}
    return {
        "groups": [
            (words, [told[line.id] for line in group])
            for words, group in groupby(here, lambda line: _heading(line, now))
        ],
        "found": ngettext("%(num)d bonus", "%(num)d bonuses", len(lines)),
        "picks": _picks(asked, sums, now),
        "narrowed": bool(asked.quarter or asked.state),
        "pages": turns(number, pages, lambda page: _url(now, asked._replace(page=page))),
        "sums": [_sum_row(one, now) for one in sums],
    }


def _lines(asked: Asked, sums: Sequence[queries.Sum], viewer: Viewer) -> list[DeskLine]:
    """Return the bonuses that are asked for: first what this reader can decide, then what awaits others."""
    at = clock.now()
    if asked.quarter or asked.state:
        found = queries.desk(viewer.id, at, asked.quarter, asked.state)
    else:
        found = [line for state in UNDECIDED for line in queries.desk(viewer.id, at, state=state)]
        newest = max((one.quarter for one in sums), default=None)
        rest = queries.desk(viewer.id, at, newest) if newest else []
        found += [line for line in rest if line.state not in UNDECIDED]
    return sorted(found, key=_urgency)


def _urgency(line: DeskLine) -> tuple[int, int, int]:
    awaits = 2 if line.state not in UNDECIDED else int(bool(line.refusal("approve")))
    return awaits, -line.quarter, 0 if awaits < 2 else STATES.index(line.state)


def _heading(line: DeskLine, now: Reading) -> str:
    if line.state in UNDECIDED:
        if line.refusal("approve"):
            return _("Awaits somebody else")
        return _("Awaits you")
    return f"{capital(quarter_name(now.line, line.quarter))}: {state_words(line.state)}"


def _picks(asked: Asked, sums: Sequence[queries.Sum], now: Reading) -> Picks:
    quarters = dict.fromkeys(one.quarter for one in sums)
    return Picks(
        [(label_of(now.line, one), capital(quarter_name(now.line, one))) for one in quarters],
        [(state, capital(state_words(state))) for state in STATES],
        label_of(now.line, asked.quarter) if asked.quarter else "",
        asked.state or "",
    )


def _sum_row(one: queries.Sum, now: Reading) -> SumRow:
    return SumRow(
        capital(quarter_name(now.line, one.quarter)),
        capital(state_words(one.state)),
        str(one.bonuses),
        money(one.amount, one.currency),
        _url(now, Asked(one.quarter, one.state, 1)),
    )


def _url(now: Reading, asked: Asked) -> str:
    quarter = label_of(now.line, asked.quarter) if asked.quarter else None
    return url_for(
        "bonuses.index", quarter=quarter, state=asked.state, page=asked.page if asked.page > 1 else None
    )


def one(line: DeskLine, now: Reading, viewer: Viewer) -> dict[str, Any]:
    """Return what the page of one bonus shows: its proof, its history, what adjusted it, what its reader may do."""
    others = queries.adjustments(line.id, viewer.id, clock.now())
    first, *adjusted = shown([line, *others], now, viewer)
    return {"bonus": first, "adjusted": adjusted, "awaits": awaiting_words(first)}


def awaiting_words(bonus: Shown) -> str:
    """Return what an undecided bonus still needs."""
    if bonus.state == SECONDED:
        return _("It needs a second approval, by another person.")
    if bonus.state == PROPOSED and bonus.two:
        return _("It is above the agreement's limit: two people have to approve it.")
    return ""
