"""What the page of a dispute, the form that opens one and the list of all show, gathered for their templates."""

from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.auth.queries import Viewer
from app.bonuses import queries as bonuses
from app.bonuses.queries import Case, DeskLine, Step
from app.bonuses.telling import sentences, title
from app.periods import page_asked, turns
from app.quarters import queries as quarters
from app.stamp import Reading
from app.statements.figures import dispute_words
from app.statements.page import name_of
from app.wording import moment, money

ROWS = 50
"""Disputes of a page."""
SHORT = 120
"""Characters of what somebody wrote that a list shows."""


class Subject(NamedTuple):
    """What a dispute is about: a quarter (its first month), or one bonus of it, in words; its `proof` in sentences."""

    quarter: int
    bonus_id: int | None
    name: str
    what: str
    proof: list[str]


class Row(NamedTuple):
    """A dispute in the list."""

    number: int
    rep: str
    quarter: str
    what: str
    text: str
    opened: str
    state: str
    words: str


class Said(NamedTuple):
    """A message in words."""

    by: str
    when: str
    text: str
    of_rep: bool


def subject_of(label: str, bonus_id: int | None, viewer: Viewer, now: Reading) -> Subject | None:
    """Return what somebody wants to dispute, if there is such a quarter and it is his own bonus of it."""
    one = quarters.state_of(now.line, now.day, label) if now.timeline else None
    if one is None or viewer.rep is None:
        return None
    line = bonuses.bonus(bonus_id, viewer.id, clock.now()) if bonus_id is not None else None
    if bonus_id is not None and not (line and _is_of(line, viewer.rep.id, one.span.first)):
        return None
    return _subject(one.span.first, line, now)


def _is_of(line: DeskLine, rep_id: int, quarter: int) -> bool:
    return (line.payee.board, line.payee.who, line.quarter) == ("rep", rep_id, quarter)


def _subject(quarter: int, line: DeskLine | None, now: Reading) -> Subject:
    name = name_of(now.line, quarter)
    if line is None:
        return Subject(quarter, None, name, _("the whole quarter"), [])
    told = {"rule": title(line.rule, line.basis), "amount": money(line.amount, line.currency)}
    what = _("%(rule)s, %(amount)s", **told)
    return Subject(quarter, line.id, name, what, sentences(line.basis, line.currency))


def may(case: Case) -> set[str]:
    """Return what the reader of a dispute may do: say, resolve, withdraw."""
    return {act.name for act in case.acts if not act.refusal}


def context(case: Case, viewer: Viewer, now: Reading) -> dict[str, Any]:
    """Return what the page of a dispute shows to its reader."""
    own = case.payee.who == viewer.rep_id
    line = bonuses.bonus(case.bonus_id, viewer.id, clock.now()) if case.bonus_id is not None else None
    return {
        "number": case.id,
        "own": own,
        "rep": case.payee.name or case.payee.key,
        "statement_url": url_for("statements.own") if own else url_for("statements.rep", key=case.payee.key),
        "subject": _subject(case.quarter, line, now),
        "state": case.state,
        "words": dispute_words(case.state),
        "closed": _step(case.closed, now) if case.closed else "",
        "said": [
            Said(one.by, moment(one.at, now.zone, now.day), one.text, one.of_rep) for one in case.messages
        ],
        "may": may(case),
        "adjust_url": _adjust_url(case, line, viewer, now) if case.state == "upheld" and not own else "",
    }


def _adjust_url(case: Case, line: DeskLine | None, viewer: Viewer, now: Reading) -> str:
    """Return where who upheld a dispute adjusts what it is about: the bonus, or one of those of the quarter."""
    if viewer.role == "rep":
        return ""
    if line is None:
        label = now.line.periods_of(case.quarter)[0].label
        return url_for("statements.rep", key=case.payee.key, _anchor=f"quarter-{label}")
    return "" if line.refusal("adjust") else url_for("bonuses.ask_to_adjust", number=line.id)


def _step(step: Step, now: Reading) -> str:
    return _("%(moment)s, by %(who)s", moment=moment(step.at, now.zone, now.day), who=step.by)


def listed(viewer: Viewer, page: str, now: Reading) -> dict[str, Any]:
    """Return what a page of the list of all disputes shows: open ones first, then the newest first."""
    pages = max(-(-bonuses.number_of_cases() // ROWS), 1)
    number = page_asked(page, pages)
    found = bonuses.cases(viewer.id, places=range((number - 1) * ROWS, number * ROWS))
    return {
        "disputes": [_row(case, now) for case in found],
        "pages": turns(number, pages, lambda one: url_for("statements.disputes", page=one)),
    }


def _row(case: Case, now: Reading) -> Row:
    text = case.messages[0].text
    return Row(
        case.id,
        case.payee.name or case.payee.key,
        name_of(now.line, case.quarter),
        _("the whole quarter") if case.bonus_id is None else _("one bonus"),
        text if len(text) <= SHORT else f"{text[: SHORT - 1]}…",
        moment(case.opened.at, now.zone, now.day),
        case.state,
        dispute_words(case.state),
    )
