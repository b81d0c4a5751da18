"""What the pages of quarters show, gathered for their templates."""

from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.quarters import queries
from app.quarters.figures import closed_words, state_words
from app.stamp import Reading
from app.wording import capital, date_name, moment, ordinal, period_name, whole
from scoring.versions import Timeline

SHOWN_LATE = 50


class Row(NamedTuple):
    """A quarter in the list."""

    label: str
    name: str
    state: str
    words: str
    closed: str


class LateRow(NamedTuple):
    """Something that came too late, in words."""

    key: str
    what: str
    rep: str
    at: str
    received: str


class ChangedRow(NamedTuple):
    """A line of a board as it was final and as it stands, in words."""

    board: str
    side: str
    name: str
    before: str
    after: str


def rows(line: Timeline, today: int) -> list[Row]:
    """Return all quarters that have begun, the newest first."""
    found = [row(one, line, today) for one in queries.states(line, today)]
    return found[::-1]


def row(one: queries.State, line: Timeline, today: int) -> Row:
    """Return a quarter in words."""
    closed = closed_words(one.close, line) if one.close else ""
    return Row(one.span.label, _name(one, line), one.state, state_words(one, today), closed)


def _name(one: queries.State, line: Timeline) -> str:
    period = line.period(one.span.label)
    return capital(period_name(period, line.fiscal_start(one.span.first)))


def context(one: queries.State, now: Reading, user_id: int) -> dict[str, Any]:
    """Return what the page of a quarter shows to a user."""
    line = now.line
    ask = queries.asked(one.close.id) if one.close and one.state == "final" else None
    every = queries.states(line, now.day)
    closable = one.state in ("provisional", "reopened")
    return {
        "row": row(one, line, now.day),
        "ahead": _(
            "Nothing of it runs any more from %(over)s on. Late data count until it can be made final, on %(day)s.",
            over=date_name(one.span.over),
            day=date_name(one.span.closable),
        ),
        "obstacles": queries.obstacles(line, every, one, clock.now()) if closable else [],
        "closable": closable,
        "versions": [
            (close.version, closed_words(close, line), close.digest)
            for close in queries.closes(one.span.first)
        ],
        "asked": ask,
        "asked_at": moment(ask.at, now.zone, now.day) if ask else "",
        "own_request": ask is not None and ask.by_id == user_id,
        **_late(one, now),
        "changed": [_changed(found) for found in queries.changed_lines(one)]
        if one.state == "reopened"
        else [],
    }


def _late(one: queries.State, now: Reading) -> dict[str, Any]:
    """Return what came after the newest close; nothing where the quarter is open and takes it in."""
    if one.close is None or one.state != "final":
        return {"late": [], "late_words": ""}
    count, found = queries.late(one.close.id, SHOWN_LATE)
    told = ngettext(
        "%(num)d activity or correction came after the close and changes nothing here.",
        "%(num)d activities and corrections came after the close and change nothing here.",
        count,
    )
    return {"late": [_late_row(late, now) for late in found], "late_words": told}


def _late_row(late: queries.Late, now: Reading) -> LateRow:
    what = _("correction of %(kind)s", kind=late.kind) if late.corrects else late.kind
    told = (moment(instant, now.zone, now.day) for instant in (late.at, late.received_at))
    return LateRow(late.key, what, late.rep, *told)


def _changed(line: queries.Line) -> ChangedRow:
    boards = {"team": _("Teams"), "rep": _("Reps")}
    return ChangedRow(
        boards[line.board], line.side or _("All sides"), line.name, _place(line.before), _place(line.after)
    )


def _place(figures: tuple[int, int] | None) -> str:
    if figures is None:
        return _("not on the board")
    rank, points = figures
    told = ngettext("%(points)s point", "%(points)s points", points, points=whole(points))
    return f"{ordinal(rank)}, {told}"
