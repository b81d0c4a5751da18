"""Reads for charts: the scores of everybody on a board in one level."""

from sqlalchemy import select

from app.extensions import db
from app.models.scores import Score
from app.scoresheet.queries import Line


def lines_of_level(level: str, board: str, first: int, last: int) -> list[Line]:
    """Return the scores of a board, rep or team, in a level from the month `first` to `last`."""
    columns = [getattr(Score, name) for name in Line._fields]
    rows = db.session.execute(
        select(*columns).where(Score.level == level, Score.board == board, Score.month.between(first, last))
    )
    return [Line(*row) for row in rows]
