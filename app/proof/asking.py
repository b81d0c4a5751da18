"""Questions about records, as pages show them: beside each record, one by itself, and all for managers."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _

from app.auth.access import MANAGER, MAY, open_reps
from app.auth.queries import Viewer
from app.proof import proving, questions
from app.proof.figures import proof_url
from app.proof.lists import Entry, Timed, columns, entry
from app.proof.proving import Asked as AskedScore
from app.proof.proving import Proof, Whose
from app.proof.questions import OPEN, Asked
from app.proof.rows import Key
from app.scoresheet.queries import days
from app.stamp import Reading
from app.wording import moment, month_name
from scoring.periods import month_label

SHORT = 120
"""Characters of a question that a list shows."""


class Mark(NamedTuple):
    """What stands beside a record: its question with its state, or, without one, where to ask."""

    url: str
    words: str
    state: str


class Said(NamedTuple):
    """A message in words; an answer tells its `outcome`."""

    by: str
    when: str
    text: str
    of_rep: bool
    outcome: str


class Row(NamedTuple):
    """A question in the list."""

    number: int
    rep: str
    state: str
    words: str
    about: str
    text: str
    asked: str


def state_of(one: Asked) -> str:
    """Return the state of a question: open, or what it was answered."""
    return one.outcome or "open"


def state_words(state: str) -> str:
    """Return the state of a question in words."""
    return {
        "open": _("awaits an answer"),
        "stands": _("answered: it stands"),
        "mended": _("answered: it will be corrected"),
    }[state]


def marks(proof: Proof, viewer: Viewer) -> Callable[[Entry | Timed], Mark | None]:
    """Return what gives each record its mark, for the rep himself and who leads him; for colleagues there is none."""
    whose = proof.whose
    own = whose.board == "rep" and whose.id == viewer.rep_id
    leads = viewer.role == "admin" or (whose.board == "team" and whose.id in viewer.managed_team_ids)
    if whose.board == "team" and not leads:
        return lambda _entry: None
    found = questions.of_score(proof.ground.reps, proof.asked.month, proof.level.id)

    def mark(one: Entry | Timed) -> Mark | None:
        asked = found.get((one.rep_id, one.record))
        if asked:
            state = state_of(asked)
            return Mark(url_for("proof.question", number=asked.id), state_words(state), state)
        return Mark(ask_url(proof, one.record), _("Question this"), "") if own else None

    return mark


def ask_url(proof: Proof, record: Key) -> str:
    """Return where the rep himself asks about a record."""
    asked: dict[str, Any] = {
        "period": proof.asked.period.label,
        "month": month_label(proof.asked.month),
        "level": proof.level.id,
    }
    if record.activity_id is not None:
        return url_for("proof.ask", **asked, activity=record.activity_id)
    return url_for("proof.ask", **asked, subject=record.subject, started=record.started)


def read_record(given: Mapping[str, str]) -> Key | None:
    """Return the record that an address names, if it names one."""
    number = given.get("activity") or given.get("started", "")
    if not (number.removeprefix("-").isascii() and number.removeprefix("-").isdigit() and len(number) < 19):
        return None
    if given.get("activity"):
        return Key(int(number), "", None)
    return Key(None, given.get("subject", ""), int(number))


def proof_of(one: Asked, now: Reading) -> Proof | None:
    """Return the proof of the score that a question is about, if there is still one."""
    quarter = now.line.periods_of(one.month)[0]
    asked = AskedScore(quarter, one.month, one.level, 1, 1)
    return proving.prove(Whose("rep", one.rep_id, one.rep_key, one.rep), asked)


def during(one: Asked, now: Reading) -> tuple[int, int]:
    """Return the days of the quarter that a question is about: who led the rep then may answer."""
    return days(now.line.periods_of(one.month)[0])


def may(one: Asked, viewer: Viewer) -> str:
    """Return what a reader may do: ask again, answer, or nothing."""
    if one.rep_id == viewer.rep_id:
        return "" if one.outcome == OPEN else "ask"
    return "answer" if one.outcome == OPEN and viewer.role in MAY[MANAGER] else ""


def context(one: Asked, viewer: Viewer, now: Reading) -> dict[str, Any]:
    """Return what the page of a question shows to its reader."""
    proof = proof_of(one, now)
    label = now.line.periods_of(one.month)[0].label
    return {
        "number": one.id,
        "rep": one.rep,
        "state": state_of(one),
        "words": state_words(state_of(one)),
        "may": may(one, viewer),
        "own": one.rep_id == viewer.rep_id,
        "proof_url": proof_url("rep", one.rep_key, label, month_label(one.month), one.level),
        "said": [_said(entry, now) for entry in one.entries],
        **(shown(proof, one.record) if proof else _gone(one)),
    }


def shown(proof: Proof, record: Key) -> dict[str, Any]:
    """Return what is asked about: the level, the month, and the record as it is now, if it is still there."""
    found = entry(proof, record)
    return {
        "level_name": proof.level.name,
        "month_name": month_name(proof.asked.month),
        "kind": "clocks" if proof.level.clock else "records",
        "entries": [found] if found else [],
        **columns(proof),
    }


def is_behind(proof: Proof, record: Key) -> bool:
    """Tell whether a record is one of those behind a score."""
    return entry(proof, record) is not None


def _gone(one: Asked) -> dict[str, Any]:
    return {"level_name": one.level, "month_name": month_name(one.month), "entries": []}


def _said(one: questions.Entry, now: Reading) -> Said:
    outcome = state_words(one.outcome) if one.outcome else ""
    return Said(one.by, moment(one.at, now.zone, now.day), one.text, not one.outcome, outcome)


def rows(viewer: Viewer, now: Reading) -> list[Row]:
    """Return the questions of the reps whom the reader leads, those that await an answer first."""
    found = questions.questions()
    asked: dict[tuple[int, int], set[int]] = defaultdict(set)
    for one in found:
        asked[during(one, now)].add(one.rep_id)
    led = {span: open_reps(viewer, reps, span) for span, reps in asked.items()}
    return [
        _row(one, now) for one in found if one.rep_id in led[during(one, now)] and one.rep_id != viewer.rep_id
    ]


def _row(one: Asked, now: Reading) -> Row:
    version = now.line.in_force(one.month)
    level = version.agreement.level(one.level) if version else None
    first = next(entry for entry in reversed(one.entries) if not entry.outcome)
    text = first.text if len(first.text) <= SHORT else f"{first.text[: SHORT - 1]}…"
    state = state_of(one)
    about = f"{level.name if level else one.level}, {month_name(one.month)}"
    return Row(one.id, one.rep, state, state_words(state), about, text, moment(first.at, now.zone, now.day))
