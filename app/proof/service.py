"""Writes of questions about records: a rep asks, a manager answers, both stay. Who may is for the caller to know.

Each commits. They raise `QuestionError`, and then nothing is stored.
"""

from collections.abc import Callable

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.extensions import begin_write, db
from app.models.questions import Question, QuestionEntry
from app.patience import patiently
from app.proof.errors import QuestionError
from app.proof.rows import Asking, Said


def ask(about: Asking, said: Said) -> int:
    """Ask about a record, for the first time or again after an answer; return the question's id."""
    return _committed(lambda: _ask(about, said))


def answer(question_id: int, said: Said, outcome: str) -> int:
    """Answer a question with an outcome: the record stands, or is mended at its source; return the question's id."""
    return _committed(lambda: _answer(question_id, said, outcome))


def _ask(about: Asking, said: Said) -> int:
    values = {"rep_id": about.rep_id, "month": about.month, "level": about.level, **about.record._asdict()}
    db.session.execute(_insert(Question).values(values).on_conflict_do_nothing())
    found = db.session.scalars(
        select(Question.id).where(*(getattr(Question, name) == value for name, value in values.items()))
    ).one()
    number, outcome = _last(found)
    if number and not outcome:
        raise QuestionError(_("You asked already: the answer will stand here."))
    _add(found, number + 1, said, "")
    return found


def _answer(question_id: int, said: Said, outcome: str) -> int:
    number, answered = _last(question_id)
    if answered:
        raise QuestionError(_("Somebody was quicker: it is answered already."))
    _add(question_id, number + 1, said, outcome)
    return question_id


def _last(question_id: int) -> tuple[int, str]:
    """Return number and outcome of the last entry of a question; 0 of one that has none yet."""
    query = select(QuestionEntry.number, QuestionEntry.outcome).where(
        QuestionEntry.question_id == question_id
    )
    row = db.session.execute(query.order_by(QuestionEntry.number.desc()).limit(1)).first()
    return (row.number, row.outcome) if row else (0, "")


def _add(question_id: int, number: int, said: Said, outcome: str) -> None:
    values = {"question_id": question_id, "number": number, "outcome": outcome, **said._asdict()}
    adding = _insert(QuestionEntry).values(values).on_conflict_do_nothing()
    if db.session.scalar(adding.returning(QuestionEntry.number)) is None:
        raise QuestionError(_("Somebody was quicker: look at what was said meanwhile."))


def _insert(table: type[Question | QuestionEntry]) -> postgresql.Insert | sqlite.Insert:
    if db.engine.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def _committed(act: Callable[[], int]) -> int:
    """Do something as a transaction of its own; what is refused leaves nothing behind."""

    def transaction() -> int:
        begin_write()
        try:
            done = act()
        except QuestionError:
            db.session.rollback()
            raise
        db.session.commit()
        return done

    return patiently(transaction)
