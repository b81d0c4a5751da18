"""What the API answers, made of what is stored; members and their meaning are in `readings`."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from app.api import queries
from app.api.messages import instant
from app.api.queries import LINES, pages_of
from app.models.people import FIRST_DAY, LAST_DAY
from app.periods import read_period, sides
from app.scorekeeping import queries as scorekeeping
from app.stamp import reading
from scoring.periods import Period, a_month, month_label, month_of

BOARDS = ("team", "rep")
SCORE = ("board", "who", "month", "service_level", "value", "target", "attainment", "points")


def the_period(label: str | None) -> Period:
    """Return the period called `label`, the running quarter without one; 404 if there is no such period."""
    now = reading()
    if now.timeline is None:
        raise NotFound(_("There is no agreement yet, and so nothing that was scored."))
    period = read_period(label or "", now.timeline, now.day)
    if period is None:
        raise NotFound(_("There is no period %(label)s.", label=label))
    return period


def standings(label: str | None, board: str | None, side: str | None, page: int) -> dict[str, Any]:
    """Return a page of boards; 404 if there is no such period or side."""
    period = the_period(label)
    if side is not None and side not in sides(reading().line):
        raise NotFound(_("There is no side %(side)s.", side=side))
    boards = [one for one in BOARDS if board in (None, one)]
    places = range((page - 1) * LINES + 1, page * LINES + 1)
    lines = {one: scorekeeping.standings(period, side or "", one, places) for one in boards}
    return {
        "period": period.label,
        "side": side,
        "page": page,
        "pages": pages_of(queries.longest_board(period, side or "", boards), LINES),
        "standings": {one: [line._asdict() for line in found] for one, found in lines.items()},
    }


def scores(label: str | None, who: str | None, page: int) -> dict[str, Any]:
    """Return a page of scores; 404 if there is no such period or participant."""
    period = the_period(label)
    if who is not None and not scorekeeping.is_participant(who):
        raise NotFound(_("There is no rep or team %(name)s.", name=who))
    rows, pages = queries.page_of_scores(period, who, page)
    listed = [dict(zip(SCORE, _score(*row), strict=True)) for row in rows]
    return {"period": period.label, "page": page, "pages": pages, "scores": listed}


def _score(
    board: str, who: str, month: int, level: str, value: Fraction | None, target: Fraction | None, *rest: Any
) -> tuple[Any, ...]:
    return board, who, month_label(month), level, _nearest(value), _nearest(target), *rest


def _nearest(number: Fraction | None) -> float | None:
    """Return the nearest float to an exact number: JSON has nothing better."""
    return None if number is None else float(number)


def participant(key: str, board: str | None) -> dict[str, Any]:
    """Return a rep or a team; 404 if there is none."""
    rep = queries.rep_called(key) if board in (None, "rep") else None
    if rep:
        return _rep(*rep)
    team = queries.team_called(key) if board in (None, "team") else None
    if team:
        return _team(*team)
    raise NotFound(_("There is no rep or team %(name)s.", name=key))


def _rep(rep_id: int, key: str, name: str) -> dict[str, Any]:
    member = ("team", "side", "starts", "ends")
    return {
        "board": "rep",
        "who": key,
        "name": name,
        "memberships": [_dated(member, row) for row in queries.memberships(rep_id)],
        "absences": [_dated(("starts", "ends"), row) for row in queries.absences(rep_id)],
        "standings": _standings("rep", rep_id),
    }


def _team(team_id: int, name: str, side: str) -> dict[str, Any]:
    found = [(key, called or key, *days) for key, called, *days in queries.members(team_id)]
    return {
        "board": "team",
        "who": name,
        "name": name,
        "side": side,
        "members": [_dated(("who", "name", "starts", "ends"), row) for row in found],
        "standings": _standings("team", team_id),
    }


def _dated(names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    """Return a row by names, its last two days as dates; those without beginning or end as null."""
    *texts, starts, ends = row
    days = (
        None if starts <= FIRST_DAY else date.fromordinal(starts).isoformat(),
        None if ends >= LAST_DAY else date.fromordinal(ends).isoformat(),
    )
    return dict(zip(names, (*texts, *days), strict=True))


def _standings(board: str, who: int) -> list[dict[str, Any]]:
    """Return where somebody stands in the month, quarter and year that run."""
    now = reading()
    if now.timeline is None:
        return []
    month = month_of(now.day)
    labels = [one.label for one in (a_month(month), *now.timeline.periods_of(month))]
    names = ("period", "side", "rank", "points", "exceeded", "met")
    rows = queries.standings_of(board, who, labels)
    return [dict(zip(names, (period, side or None, *rest), strict=True)) for period, side, *rest in rows]


def clocks(state: str, after: int, limit: int) -> dict[str, Any]:
    """Return some clocks, and the id of the last of them if there may be more."""
    found = queries.clocks(state, after, limit)
    listed = [
        {
            "service_level": one.service_level,
            "subject": one.subject,
            "who": one.who,
            "state": one.state,
            "started": instant(one.started),
            "got": instant(one.got),
            "deadline": instant(one.deadline),
            "ended": instant(one.ended),
            "used_seconds": one.used // 1_000_000,
        }
        for one in found
    ]
    return {"clocks": listed, "next": found[-1].id if len(found) == limit else None}
