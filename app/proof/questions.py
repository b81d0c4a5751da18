"""Reads of questions about records: those of a proof, one with all that was said, those that await an answer."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.models.people import Rep
from app.models.questions import Question, QuestionEntry
from app.models.users import User
from app.proof.rows import Key

OPEN = ""
"""The outcome of a question that awaits an answer."""
LISTED = 200
"""Answered questions that are listed, the newest; all that are open are."""


_other = aliased(QuestionEntry)


class Entry(NamedTuple):
    """What somebody said, by e-mail address; `outcome` is empty where the rep asked."""

    at: int
    by: str
    text: str
    outcome: str


@dataclass(frozen=True)
class Asked:
    """A question about a record behind a rep's score, with all that was said; `outcome` is that of its last entry."""

    id: int
    rep_id: int
    rep_key: str
    rep: str
    month: int
    level: str
    record: Key
    outcome: str
    entries: tuple[Entry, ...] = ()


def of_score(reps: Collection[int], month: int, level: str) -> dict[tuple[int, Key], Asked]:
    """Return the questions about records behind a score, by rep and record, without what was said."""
    query = _stated().where(Question.rep_id.in_(reps), Question.month == month, Question.level == level)
    found = [_asked(row) for row in db.session.execute(query)]
    return {(one.rep_id, one.record): one for one in found}


def question(question_id: int) -> Asked | None:
    """Return one question with all that was said; who may read it is for the caller to ask."""
    row = db.session.execute(_stated().where(Question.id == question_id)).first()
    return _asked(row, _entries([question_id])[question_id]) if row else None


def questions() -> list[Asked]:
    """Return the questions that are open, the oldest first, then those that were answered, the newest first."""
    one = QuestionEntry
    waiting = db.session.execute(_stated().where(one.outcome == OPEN).order_by(one.at, Question.id)).all()
    answered = _stated().where(one.outcome != OPEN).order_by(one.at.desc(), Question.id.desc())
    rows = [*waiting, *db.session.execute(answered.limit(LISTED))]
    said = _entries([row.id for row in rows])
    return [_asked(row, said[row.id]) for row in rows]


def _stated() -> Select[Any]:
    """Select questions, each with its rep and the outcome of its last entry."""
    last = select(func.max(_other.number)).where(_other.question_id == Question.id).scalar_subquery()
    named = func.coalesce(func.nullif(Rep.name, ""), Rep.key).label("rep")
    return (
        select(*Question.__table__.c, Rep.key, named, QuestionEntry.outcome)
        .join(Rep, Rep.id == Question.rep_id)
        .join(QuestionEntry, (QuestionEntry.question_id == Question.id) & (QuestionEntry.number == last))
    )


def _entries(ids: Collection[int]) -> dict[int, tuple[Entry, ...]]:
    found: dict[int, list[Entry]] = defaultdict(list)
    one = QuestionEntry
    rows = db.session.execute(
        select(one.question_id, one.at, User.email, one.text, one.outcome)
        .join(User, User.id == one.by)
        .where(one.question_id.in_(ids))
        .order_by(one.question_id, one.number)
    )
    for question_id, at, by, text, outcome in rows:
        found[question_id].append(Entry(at, by, text, outcome))
    return {question_id: tuple(entries) for question_id, entries in found.items()}


def _asked(row: Any, entries: tuple[Entry, ...] = ()) -> Asked:
    record = Key(row.activity_id, row.subject, row.started)
    return Asked(row.id, row.rep_id, row.key, row.rep, row.month, row.level, record, row.outcome, entries)
