"""Scores are written where they differ from what is stored; each change of points leaves a line in the history."""

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any

from sqlalchemy import Text, delete, select, type_coerce, union_all, update
from sqlalchemy.sql.expression import bindparam

from app.among import Among
from app.bulk import insert_rows
from app.extensions import db
from app.models.scores import PointsChange, Score
from app.scorekeeping.judging import ScoreLine
from app.scorekeeping.roster import Roster

EXACT = ("numerator", "denominator", "value", "target", "exceed")
KEY = ("board", "who", "level")
CAUSE_LENGTH = 200

ScoreKey = tuple[str, int, str]
Change = tuple[ScoreLine | None, ScoreLine | None]


def stored_scores(month: int, roster: Roster, levels: Collection[str] | None) -> dict[ScoreKey, ScoreLine]:
    """Return the stored scores of `month` of those who are scored, as lines that compare with new ones."""
    query = _query(some=roster.reps is not None, of_levels=levels is not None)
    asked: dict[str, Any] = {"month": month} | ({} if levels is None else {"levels": list(levels)})
    if roster.reps is not None:
        asked |= {"reps": list(roster.reps), "teams": list(roster.teams)}
    lines = (ScoreLine(*row) for row in db.session.execute(query, asked))
    return {(line.board, line.who, line.level): line for line in lines}


def scores_of(table: Any, which: Any) -> Iterator[tuple[int, ScoreLine]]:
    """Yield month and line of the scores of a `table` with the columns of scores that fulfil `which`."""
    for month, *line in db.session.execute(select(table.month, *_columns(table)).where(which)):
        yield month, ScoreLine(*line)


def _columns(table: Any) -> list[Any]:
    return [type_coerce(table[name], Text) if name in EXACT else table[name] for name in ScoreLine._fields]


@lru_cache
def _query(*, some: bool, of_levels: bool) -> Any:
    """Return the statement, built once: for a single activity, to build it would cost more than to run it."""
    table: Any = Score.__table__.c
    query = select(*_columns(table)).where(table.month == bindparam("month"))
    if of_levels:
        query = query.where(Among(table.level, "levels"))
    if not some:
        return query
    # One for each board: as one condition they would be looked for among all of the month, and not by their key.
    whose = {"rep": Among(table.who, "reps"), "team": Among(table.who, "teams")}
    return union_all(*(query.where(table.board == board, theirs) for board, theirs in whose.items()))


def write_scores(
    month: int,
    roster: Roster,
    lines: Iterable[ScoreLine],
    now: int,
    cause: str,
    levels: Collection[str] | None = None,
) -> list[Change]:
    """Make the stored scores of `month` equal to `lines` and return what changed: each score before and after.

    They are those of the roster, and of all levels or of `levels`.
    """
    before = stored_scores(month, roster, levels)
    after = {(line.board, line.who, line.level): line for line in lines}
    added = [line for key, line in after.items() if key not in before]
    changed = [line for key, line in after.items() if key in before and before[key] != line]
    gone = [line for key, line in before.items() if key not in after]
    connection = db.session.connection()
    insert_rows(Score, (*ScoreLine._fields, "month"), [(*line, month) for line in added])
    if changed:
        connection.execute(_CHANGE, [_bound(line, month) for line in changed])
    if gone:
        connection.execute(_DROP, [_bound(line, month) for line in gone])
    _note_changes(month, before, after, now, cause)
    return [
        (before.get(key), after.get(key)) for key in {**before, **after} if before.get(key) != after.get(key)
    ]


def moved_totals(changes: Iterable[Change]) -> set[tuple[str, int]]:
    """Return the participants, board and row id, whose points or numbers of levels met may have changed."""
    return {
        (line.board, line.who)
        for before, after in changes
        for line in (before, after)
        if line and (before is None or after is None or _merit(before) != _merit(after))
    }


def _merit(line: ScoreLine) -> tuple[int, str]:
    return line.points, line.attainment


_table: Any = Score.__table__
_IS_ROW = [_table.c[name] == bindparam(f"new_{name}") for name in (*KEY, "month")]
_NEW: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ScoreLine._fields if name not in KEY}
# Texts of exact numbers are written as they are: `Exact` would read them to write them.
_VALUES = {name: type_coerce(value, Text) if name in EXACT else value for name, value in _NEW.items()}
_CHANGE = update(_table).where(*_IS_ROW).values(_VALUES)
_DROP = delete(_table).where(*_IS_ROW)


def _bound(line: ScoreLine, month: int) -> dict[str, Any]:
    bound = {f"new_{name}": value for name, value in line._asdict().items()}
    return {**bound, "new_month": month}


def _note_changes(
    month: int, before: dict[ScoreKey, ScoreLine], after: dict[ScoreKey, ScoreLine], now: int, cause: str
) -> None:
    notes = []
    for key in {**before, **after}:
        old = before[key].points if key in before else 0
        new = after[key].points if key in after else 0
        if old != new:
            notes.append((*key, month, old, new, now, cause[:CAUSE_LENGTH]))
    insert_rows(PointsChange, (*KEY, "month", "before", "after", "at", "cause"), notes)
