"""What a board shows, gathered for its templates: the piece that is polled, and the frame around it."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.finality import Closed
from app.leaderboard import queries
from app.leaderboard.drawing import Shape, around, row
from app.leaderboard.scope import Scope
from app.periods import (
    Choice,
    late_words,
    neighbour,
    sides,
    state_of,
    state_of_month,
    state_words,
    turns,
    ways,
)
from app.stamp import Reading
from app.wording import locale, moment, period_name, short_month
from scoring.periods import Period, month_label

PLACE = "SOMEONE"
"""Stands for a key while an address is made."""


def board_url(scope: Scope, **other: str | int) -> str:
    """Return the address of this board, or of one that differs in `other`."""
    return f"{url_for('leaderboard.board')}?{urlencode(scope.asked(**other))}"


def context(scope: Scope, now: Reading) -> dict[str, Any]:
    """Return what the polled piece shows: nothing in it depends on who looks."""
    page = queries.page_of(scope)
    line, language = now.line, str(locale())
    start = line.fiscal_start(scope.period.first)
    said = words(language, scope.board, scope.period, scope.side, now.day, now.closed, start)
    return {
        "scope": scope,
        "tag": now.tag,
        **said,
        "as_of": None
        if said["state"] == "final"
        else as_of(language, now.data_as_of, line.zone_on(now.day), now.day),
        "late": late_words(scope.period, now),
        "rows": rows(scope, page, said["months"], now),
        "found": page.found,
        "pages": turns(page.number, page.pages, lambda number: board_url(scope, page=number)),
        "poll_url": board_url(scope, page=page.number),
        "newest": newest(scope) if not page.found and not scope.search else None,
        "all_url": board_url(scope, q="") if scope.search else None,
        **around(language, scope.board),
    }


@lru_cache(maxsize=512)
def words(
    _language: str, board: str, period: Period, side: str, day: int, closed: Closed, fiscal_start: int
) -> dict[str, Any]:
    """Return what a board is of and how far it is, in words, on a day; and its months with their states."""
    name = period_name(period, fiscal_start)
    text = {"team": _("Teams, %(period)s", period=name), "rep": _("Reps, %(period)s", period=name)}[board]
    return {
        "caption": f"{text}, {side}" if side else text,
        "state": state_of(period, day, closed),
        "state_words": state_words(period, day, closed),
        "months": tuple((short_month(month), state_of_month(month, day, closed)) for month in period.months),
    }


@lru_cache(maxsize=64)
def as_of(_language: str, instant: int | None, zone: ZoneInfo, day: int) -> str | None:
    """Return since when there were no newer data, in words."""
    return None if instant is None else moment(instant, zone, day)


def rows(scope: Scope, page: queries.Page, months: tuple[tuple[str, str], ...], now: Reading) -> list[Markup]:
    """Return the lines of a page, drawn."""
    if not page.lines:
        return []
    board, language = queries.board_of(scope), str(locale())
    before = ranks_before(scope, page, now)
    labels = [month_label(month) for month in scope.period.months]
    points = queries.month_points(board, page.which, labels)
    teams = queries.teams_in(board, page.which, scope.period) if scope.board == "rep" else {}
    address = sheet_address(scope.board, scope.period)
    found = []
    for line in page.lines:
        one = line.who
        team, team_name = teams.get(one, (0, "")) if scope.board == "rep" else (one, line.side)
        legs = tuple([points.get((one, month), 0) for month in labels])
        shape = Shape(
            scope.board, one, line.name, team, team_name, line.rank, line.rank in page.shared, before.get(one),
            line.points, line.exceeded, line.met, legs, months, page.leader, address(line.key),
        )  # fmt: skip
        found.append(row(language, shape))
    return found


def sheet_address(board: str, period: Period) -> Callable[[str], str]:
    """Return what makes the address of the score sheet behind a line, by its key."""
    part = {"rep": "key", "team": "name"}[board]
    known = {part: PLACE, "period": period.label}
    start, _place, end = url_for(f"scoresheet.{board}", **known).partition(PLACE)  # type: ignore[arg-type]
    return lambda key: start + quote(key, safe="/") + end


def ranks_before(scope: Scope, page: queries.Page, now: Reading) -> dict[int, int]:
    """Return the ranks that movement is measured from: this morning's if it runs, else those of the period before."""
    if state_of(scope.period, now.day, now.closed) == "running":
        return {line.who: line.opening_rank for line in page.lines if line.opening_rank is not None}
    before = queries.board_of(scope)._replace(period=neighbour(scope.period, -1, now.line).label)
    return queries.ranks(before, [line.who for line in page.lines])


def newest(scope: Scope) -> str | None:
    """Return the address of the last quarter with standings, when this period has none."""
    label = queries.newest_period(scope.board)
    return board_url(scope, period=label, side="") if label and label != scope.period.label else None


def frame(scope: Scope, now: Reading) -> dict[str, Any]:
    """Return what stands around the polled piece: heading, tabs, periods, sides."""
    boards = (("team", _("Teams")), ("rep", _("Reps")))
    parties = ("", *sides(now.line))
    return {
        **ways(scope.period, now.line, now.day, lambda label: board_url(scope, period=label)),
        "zone": now.line.zone_on(now.day).key,
        "kept": scope.asked(period="", page=1),
        "boards": [
            Choice(text, board_url(scope, board=board, q=""), scope.board == board) for board, text in boards
        ],
        "sides": [
            Choice(side or _("All sides"), board_url(scope, side=side), scope.side == side)
            for side in parties
        ],
    }
