"""Reads of proofs: the score as it stands or was made final, what corrected a record, what a final quarter rests on."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.models.activities import Activity, Correction, Kind
from app.models.people import Rep
from app.models.quarters import FinalScore, FinalStanding, QuarterClose
from app.models.scores import Score
from app.scoresheet.queries import Line

# Made once: to adapt the columns of an alias takes longer than to ask for them.
_activity, _rep = aliased(Activity), aliased(Rep)
_TOLD = (
    *(Kind.name, _activity.at, func.coalesce(func.nullif(_rep.name, ""), _rep.key)),
    *(_activity.subject, _activity.value),
)


class Version(NamedTuple):
    """A correction of an activity, seen from one of the two: what stood before it, or what took its place.

    `id` is the correction's own; `kind` and `at` are empty where an activity was withdrawn.
    """

    key: str
    kind: str | None
    at: int | None
    rep: str | None
    subject: str | None
    value: int | None


def score(board: str, who: int, month: int, level: str, close: QuarterClose | None) -> Line | None:
    """Return the score of a rep or a team for a level in a month: if its quarter is final, as that was made final."""
    table: Any = FinalScore if close else Score
    which = [table.board == board, table.who == who, table.month == month, table.level == level]
    if close:
        which.append(table.close_id == close.id)
    row = db.session.execute(select(*(getattr(table, name) for name in Line._fields)).where(*which)).first()
    return Line(*row) if row else None


def name_then(board: str, who: int, close: QuarterClose) -> str:
    """Return the name that a rep or a team had on the boards when a quarter was made final; empty if on none."""
    named = select(FinalStanding.name).where(FinalStanding.close_id == close.id)
    which = (FinalStanding.board == board, FinalStanding.who == who)
    return db.session.scalar(named.where(*which).limit(1)) or ""


def replaced(ids: Collection[int]) -> dict[int, Version]:
    """Return what those of some activities replaced that are corrections."""
    return _versions(Correction.replaced_by, Correction.activity_id, Correction.of_key, ids)


def replacements(ids: Collection[int]) -> dict[int, Version]:
    """Return what took the place of those of some activities that were corrected, or that they were withdrawn."""
    return _versions(Correction.activity_id, Correction.replaced_by, Correction.key, ids)


def _versions(one: Any, other: Any, key: Any, ids: Collection[int]) -> dict[int, Version]:
    if not ids:
        return {}
    rows = db.session.execute(
        select(one, key, *_TOLD)
        .outerjoin(_activity, _activity.id == other)
        .outerjoin(Kind, Kind.id == _activity.kind_id)
        .outerjoin(_rep, _rep.id == _activity.rep_id)
        .where(one.in_(ids))
    )
    return {row[0]: Version(*row[1:]) for row in rows}
