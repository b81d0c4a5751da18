"""A look at some of those who changed: what happened to them, and what of the stored is not so any more.

It only reads, and holds no lock: who writes down what it found takes what it looked at first, and drops it all if
somebody else has taken any of it.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import select

from app.agreement.queries import timeline
from app.extensions import db
from app.finality import closed
from app.happenings import leading
from app.happenings.finding import AMONG_ALL, Finder
from app.happenings.rows import Finding
from app.models.happenings import LEADER, THE_BOARD, Happening, NoticedMonth, Unnoticed
from app.models.scores import Stamp
from app.stamp import Reading
from scoring.periods import Period, month_ends, month_of

PORTION = 50
"""Reps, teams and boards that are looked at together."""
ROWS = 500
"""Changes among which they are found."""

_happening: Any = Happening.__table__.c
_unnoticed: Any = Unnoticed.__table__.c
_STORED = (_happening.id, _happening.key, _happening.detail, _happening.live, _happening.gone_at)
_STATE = select(Stamp.clocks_as_of, select(NoticedMonth.month).scalar_subquery())
_IS_BEST = _happening.key.like(f"{AMONG_ALL}%")


class View(NamedTuple):
    """The moment at which it is looked, what is in force on the day that scores stand at, which months are over.

    `over` is the newest month that is over, `noticed` the newest of which that was noticed, if there is one.
    """

    at: int
    now: Reading
    over: int
    noticed: int | None


class Stored(NamedTuple):
    """A happening as it is stored, as far as it may change."""

    id: int
    key: str
    detail: str
    live: bool
    gone_at: int | None


class Changed(NamedTuple):
    """Somebody, or a board, of whom something changed in a month."""

    id: int
    board: str
    who: int
    month: int
    live: bool


class News:
    """What changed on one board: of whom in which months. Who changed otherwise, too, is `held_back`."""

    def __init__(self, rows: Iterable[Changed]) -> None:
        """Take what changed."""
        self._months: dict[int, set[int]] = {}
        self.held_back: set[int] = set()
        for row in rows:
            self._months.setdefault(row.who, set()).add(row.month)
            if not row.live:
                self.held_back.add(row.who)

    @property
    def who(self) -> set[int]:
        """Return of whom something changed."""
        return set(self._months)

    def months(self, who: int) -> set[int]:
        """Return the months in which something of somebody changed."""
        return self._months.get(who, set())

    def is_live(self, who: int, month: int) -> bool:
        """Tell whether it is by the course of things that something is so of somebody in a month."""
        return who not in self.held_back and month in self.months(who)


@dataclass
class Look:
    """What a look showed: changes that it takes, rows that are new and that are other than stored, and new leads."""

    taken: list[int]
    new: list[dict[str, Any]] = field(default_factory=list)
    other: list[dict[str, Any]] = field(default_factory=list)
    leads: list[leading.Lead] = field(default_factory=list)


def view(at: int) -> View | None:
    """Return what a look rests on; None while nothing was scored."""
    as_of, noticed = db.session.execute(_STATE).first() or (None, None)
    line = timeline() if as_of is not None else None
    if line is None or as_of is None:
        return None
    # The day that scores stand at: before midnight was scored, no month has ended.
    day = line.day(as_of)
    before = month_of(day) - 1
    over = before if month_ends(before) <= day else before - 1
    return View(at, Reading(None, line, day, (), closed(), "", ""), over, noticed)


def look(seen: View) -> Look | None:
    """Look at those who changed first, each with all that changed of him; None if nobody did."""
    rows = _portion()
    if not rows:
        return None
    found = Look([row.id for row in rows])
    for board in dict.fromkeys(row.board for row in rows):
        news = News([row for row in rows if row.board == board])
        _look_at_each(found, seen, board, news)
        if THE_BOARD in news.who:
            _look_at_the_best(found, seen, board, news)
            _look_at_leads(found, seen, board, news)
    return found


def _portion() -> list[Changed]:
    first = select(_unnoticed.board, _unnoticed.who).order_by(_unnoticed.id).limit(ROWS)
    some = list(dict.fromkeys((board, who) for board, who in db.session.execute(first)))[:PORTION]
    columns = [_unnoticed[name] for name in Changed._fields]
    found: list[Changed] = []
    for board in dict.fromkeys(board for board, _who in some):
        theirs = (_unnoticed.board == board, _unnoticed.who.in_([who for one, who in some if one == board]))
        found += [Changed(*row) for row in db.session.execute(select(*columns).where(*theirs))]
    return found


def _look_at_each(found: Look, seen: View, board: str, news: News) -> None:
    who = news.who - {THE_BOARD}
    so = Finder(seen.now, seen.at).of(board, who)
    live = {one.key for one in so if news.is_live(one.who, one.month)}
    theirs = (_happening.board == board, _happening.who.in_(who))
    _compare(found, seen, so, (*theirs, _happening.kind != LEADER, ~_IS_BEST), live)


def _look_at_the_best(found: Look, seen: View, board: str, news: News) -> None:
    """Look at the quarters that are over in which another may be the best now: also by what was in the one before."""
    quarters: dict[str, Period] = {}
    for month in news.months(THE_BOARD):
        quarter = seen.now.line.periods_of(month)[0]
        following = seen.now.line.periods_of(quarter.last + 1)[0]
        quarters |= {one.label: one for one in (quarter, following) if seen.now.day >= month_ends(one.last)}
    for quarter in quarters.values():
        so = Finder(seen.now, seen.at).of_board(board, quarter)
        live = {one.key for one in so if news.is_live(THE_BOARD, one.month)}
        months = _happening.month.between(quarter.first, quarter.last)
        _compare(found, seen, so, (_happening.board == board, months, _IS_BEST), live)


def _look_at_leads(found: Look, seen: View, board: str, news: News) -> None:
    """Look at who leads the quarter that runs. What a correction takes back on the same day is gone."""
    quarter = seen.now.line.periods_of(month_of(seen.now.day))[0]
    if news.months(THE_BOARD).isdisjoint(quarter.months):
        return
    changes = leading.changes(board, seen.now)
    found.leads += [one.lead for one in changes if one.lead]
    so = leading.findings(changes, seen.now, seen.at)
    keys, live = {one.key for one in so}, THE_BOARD not in news.held_back
    undone = {
        leading.key_of(board, one.side, one.before, seen.now.day)
        for one in changes
        if one.before is not None and not live
    }
    _compare(found, seen, so, (_happening.key.in_(keys | undone),), keys if live else ())


def _compare(
    found: Look, seen: View, findings: Collection[Finding], which: Iterable[Any], live: Collection[str]
) -> None:
    """Add what of `findings` is not stored, `live` ones by their keys as news; and what stored of `which` is other."""
    so = {one.key: one for one in findings}
    stored = [Stored(*row) for row in db.session.execute(select(*_STORED).where(*which))]
    known = {old.key for old in stored}
    found.new += [_row(one, seen.at, live=key in live) for key, one in so.items() if key not in known]
    for old in stored:
        now = so.get(old.key)
        told = _told(now) if now else old.detail
        # What comes back is no news a second time.
        row = {"b_id": old.id, "detail": told, "live": old.live and old.gone_at is None and now is not None}
        if now is None and old.gone_at is None:
            found.other.append({**row, "gone_at": seen.at})
        elif now and (old.gone_at is not None or old.detail != told):
            found.other.append({**row, "gone_at": None})


def _row(one: Finding, at: int, *, live: bool) -> dict[str, Any]:
    """Return the row of what is new: what is live is noticed as it comes about, and what was given had its moment."""
    moment = at if live and "by" not in one.detail else one.at
    return {**one._asdict(), "detail": _told(one), "live": live, "at": moment}


def _told(one: Finding) -> str:
    return json.dumps(one.detail, sort_keys=True, ensure_ascii=False)
