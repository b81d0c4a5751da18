"""A bonus as pages show it: in words, with the proof behind it, its history, and what its reader may do."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _

from app.auth.queries import Viewer
from app.bonuses import queries
from app.bonuses.figures import state_words
from app.bonuses.queries import DeskLine, Event, Step
from app.bonuses.telling import sentences, title
from app.stamp import Reading
from app.wording import capital, moment, money, period_name
from scoring.versions import Timeline


class Proof(NamedTuple):
    """What an amount rests on: the arithmetic in sentences, and where to look it up; no address: not for him."""

    sentences: list[str]
    board_url: str
    sheet_url: str
    version: str
    digest: str


class Past(NamedTuple):
    """What happened to a bonus, in words."""

    what: str
    step: str
    reason: str


class Shown(NamedTuple):
    """A bonus in words; `refusals` say what its reader may not do, and why, each reason once.

    `open` are the acts that are his: approve, decline and adjust.
    """

    id: int
    payee: str
    board: str
    quarter: str
    rule: str
    amount: str
    state: str
    state_words: str
    proposed: str
    approvals: list[str]
    two: bool
    reason: str
    answer: str
    batch: str
    of_id: int | None
    proof: Proof
    past: list[Past]
    open: frozenset[str]
    refusals: list[str]


def shown(lines: Sequence[DeskLine], now: Reading, viewer: Viewer) -> list[Shown]:
    """Return bonuses in words, each with its history."""
    past = queries.histories([line.id for line in lines])
    led = cache(lambda quarter: queries.led(viewer.managed_team_ids, quarter))
    return [_shown(line, past[line.id], now, is_open(line, viewer, led(line.quarter))) for line in lines]


def is_open(line: DeskLine, viewer: Viewer, led: frozenset[int]) -> bool:
    """Tell whether the score sheet of who gets a bonus is for this reader, who `led` these reps in its quarter."""
    if viewer.role == "admin":
        return True
    if line.payee.board == "team":
        return line.payee.who in viewer.managed_team_ids | viewer.team_ids
    return line.payee.who in led or line.payee.who == viewer.rep_id


def _shown(line: DeskLine, past: Sequence[Event], now: Reading, open_sheet: bool) -> Shown:
    quarter = quarter_name(now.line, line.quarter)
    approvals = [step_words(one, now) for one in (line.seconded, line.approved) if one]
    refused = dict.fromkeys(act.refusal for act in line.acts if act.refusal)
    return Shown(
        **{name: getattr(line, name) for name in ("id", "state", "reason", "answer", "batch", "of_id")},
        payee=line.payee.called,
        board=_("Team") if line.payee.board == "team" else _("Rep"),
        quarter=quarter,
        rule=title(line.rule, line.basis),
        amount=money(line.amount, line.currency),
        state_words=capital(state_words(line.state)),
        proposed=step_words(line.proposed, now),
        approvals=approvals,
        two=line.needs_second,
        proof=_proof(line, now, open_sheet),
        past=[
            Past(capital(state_words(one.what)), step_words(Step(one.by, one.at), now), one.reason)
            for one in past
        ],
        open=frozenset(act.name for act in line.acts if not act.refusal),
        refusals=list(refused),
    )


def _proof(line: DeskLine, now: Reading, open_sheet: bool) -> Proof:
    label = label_of(now.line, line.quarter)
    part = (line.basis.get("parts") or [line.basis])[0]
    board = "team" if line.payee.board == "team" or "team" in part else "rep"
    sheet = (
        url_for("scoresheet.team", name=line.payee.key, period=label)
        if line.payee.board == "team"
        else url_for("scoresheet.rep", key=line.payee.key, period=label)
    )
    return Proof(
        sentences(line.basis, line.currency),
        url_for("leaderboard.board", board=board, side=part.get("side") or None, period=label),
        sheet if open_sheet else "",
        _("version %(version)s of the quarter", version=line.version) if line.version else "",
        line.digest,
    )


def step_words(step: Step, now: Reading) -> str:
    """Return who did something, and when."""
    when = moment(step.at, now.zone, now.day)
    return _("%(who)s, %(when)s", who=step.by or _("the nightly run"), when=when)


def label_of(known: Timeline, quarter: int) -> str:
    """Return what the quarter that begins with this month is called, as in 2026-Q3."""
    return known.periods_of(quarter)[0].label


def quarter_name(known: Timeline, quarter: int) -> str:
    """Return the quarter that begins with this month as people say it."""
    return period_name(known.periods_of(quarter)[0], known.fiscal_start(quarter))
