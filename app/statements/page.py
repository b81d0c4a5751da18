"""What the statement of a rep shows, gathered for its template."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _

from app.auth.queries import LinkedRep, Viewer
from app.bonuses import queries as bonuses
from app.bonuses.queries import Case, StatementQuarter
from app.quarters import queries as quarters
from app.quarters.figures import state_words
from app.quarters.queries import State
from app.stamp import Reading
from app.statements.figures import Sum, Told, balance_words, dispute_words, sum_words, told
from app.statements.queries import Stay, stays
from app.wording import capital, date_name, period_name
from scoring.periods import month_starts
from scoring.versions import Timeline


class Dispute(NamedTuple):
    """A dispute beside what it is about."""

    url: str
    words: str


class Line(NamedTuple):
    """A line with its disputes, and where to open one; no address: not now, or not for this reader.

    `bonus_url` is the page on which managers and admins decide about it.
    """

    id: int
    told: Told
    bonus_url: str
    disputes: list[Dispute]
    ask_url: str


class Quarter(NamedTuple):
    """A quarter of a statement; `note` says what its state means for money."""

    label: str
    name: str
    state: str
    words: str
    note: str
    sheet_url: str
    lines: list[Line]
    sums: list[Sum]
    disputes: list[Dispute]
    ask_url: str


class Scene(NamedTuple):
    """Who reads whose statement, with what it is made from."""

    viewer: Viewer
    rep: LinkedRep
    own: bool
    now: Reading
    stays: Sequence[Stay]
    cases: Sequence[Case]


def context(viewer: Viewer, rep: LinkedRep, now: Reading) -> dict[str, Any]:
    """Return what the statement of a rep shows to a reader."""
    own = rep.id == viewer.rep_id
    empty = {"rep": rep, "own": own, "quarters": [], "balances": [], "printed": date_name(now.day)}
    statement = bonuses.statement(rep.id)
    if now.timeline is None or statement is None:
        return empty
    scene = Scene(viewer, rep, own, now, stays(rep.id), bonuses.cases(viewer.id, rep.id))
    paid = {one.quarter: one for one in statement.quarters}
    states = {one.span.first: one for one in quarters.states(now.line, now.day)}
    shown = [
        first
        for first in sorted({*states, *paid}, reverse=True)
        if first in paid or _promises(scene, states[first])
    ]
    return {
        **empty,
        "quarters": [_quarter(scene, first, states.get(first), paid.get(first)) for first in shown],
        "balances": [(one.currency, balance_words(one), one.owed < 0) for one in statement.balances],
        "span": _span(now.line, shown),
    }


def _promises(scene: Scene, one: State) -> bool:
    """Tell whether the agreement has bonuses in a quarter that the rep was there for."""
    period = scene.now.line.period(one.span.label)
    there = _overlapping(scene.stays, one.span.first, one.span.last)
    return bool(there) and scene.now.line.bonus_plan_of(period) is not None


def _quarter(scene: Scene, first: int, one: State | None, found: StatementQuarter | None) -> Quarter:
    period = scene.now.line.periods_of(first)[0]
    state = one.state if one else "final"
    lines = found.lines if found else ()
    about = [case for case in scene.cases if case.quarter == first]
    over = scene.now.day >= month_starts(period.last + 1)
    return Quarter(
        period.label,
        name_of(scene.now.line, first),
        state,
        state_words(one, scene.now.day) if one else "",
        _note(state, has_lines=bool(lines)),
        _sheet(scene, period.label, first, period.last),
        [
            Line(
                line.id,
                told(line, scene.now.line.day),
                url_for("bonuses.bonus", number=line.id) if scene.viewer.role != "rep" else "",
                *_disputed(scene, period.label, about, line.id, may=line.state != "superseded"),
            )
            for line in lines
        ],
        [row for one in (found.balances if found else ()) for row in sum_words(one, lines)],
        *_disputed(scene, period.label, about, None, may=over),
    )


def _note(state: str, *, has_lines: bool) -> str:
    """Return what the state of a quarter means for its money."""
    if state == "running":
        return _("This is not money yet: nothing is decided before the quarter is final.")
    if state == "provisional":
        return _("It is over, but late data still count: nothing is decided before the quarter is final.")
    if state == "reopened":
        return _("It was opened again. What was decided stays; what changes comes as a correction.")
    return "" if has_lines else _("It is final, and no bonus came of it.")


def _disputed(
    scene: Scene, label: str, about: Iterable[Case], bonus_id: int | None, *, may: bool
) -> tuple[list[Dispute], str]:
    """Return the disputes about a bonus, or about the quarter, and where to open one."""
    found = [case for case in about if case.bonus_id == bonus_id]
    is_open = any(case.state == "open" for case in found)
    ask = (
        url_for("statements.ask", quarter=label, bonus=bonus_id) if scene.own and may and not is_open else ""
    )
    return [_dispute(case, scene.now) for case in found], ask


def _dispute(case: Case, now: Reading) -> Dispute:
    day = date_name(now.line.day(case.opened.at))
    words = _("Disputed on %(day)s: %(state)s", day=day, state=dispute_words(case.state))
    return Dispute(url_for("statements.dispute", number=case.id), words)


def _sheet(scene: Scene, label: str, first: int, last: int) -> str:
    """Return the address of the score sheet of a quarter, if it is open to the reader."""
    led = {one.team_id for one in _overlapping(scene.stays, first, last)} & scene.viewer.managed_team_ids
    if not (scene.own or led or scene.viewer.role == "admin") or not scene.stays:
        return ""
    return url_for("scoresheet.rep", key=scene.rep.key, period=label)


def _overlapping(found: Iterable[Stay], first: int, last: int) -> list[Stay]:
    """Return the stays in teams during the months from `first` to `last`."""
    starts, ends = month_starts(first), month_starts(last + 1)
    return [one for one in found if one.starts < ends and one.ends > starts]


def _span(line: Timeline, shown: Sequence[int]) -> str:
    """Return from which quarter to which a statement goes."""
    if not shown:
        return ""
    newest, oldest = name_of(line, shown[0]), name_of(line, shown[-1])
    return newest if newest == oldest else _("%(first)s to %(last)s", first=oldest, last=newest)


def name_of(line: Timeline, first: int) -> str:
    """Return the quarter that begins with the month `first` as it begins a line."""
    return capital(period_name(line.periods_of(first)[0], line.fiscal_start(first)))
