"""What changed is left to be noticed, in the transaction that changed it; `app/happenings/` looks at it afterwards."""

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, insert, literal, select

from app.bulk import insert_rows
from app.extensions import db
from app.models.happenings import THE_BOARD, Unnoticed
from app.models.scores import Score

Participant = tuple[str, int]
COLUMNS = ("board", "who", "month", "live")


def leave(month: int, who: Collection[Participant], *, live: bool, but: Collection[Participant] = ()) -> None:
    """Leave reps and teams, by board and row id, whose scores or badges of `month` changed, with their boards.

    `live` tells that it was the course of things that changed them: no correction, and no change of people or terms;
    `but` those of them, and their boards, for whom that is not so.
    """
    others = _with_boards(one for one in who if one in but)
    insert_rows(
        Unnoticed, COLUMNS, [(*one, month, live and one not in others) for one in sorted(_with_boards(who))]
    )


def _with_boards(who: Iterable[Participant]) -> set[Participant]:
    found = set(who)
    return found | {(board, THE_BOARD) for board, _who in found}


def leave_all(month: int | None = None, *, live: bool) -> None:
    """Leave everybody who has scores, in `month` or in any, with the boards."""
    score = Score.__table__.c
    everybody: tuple[ColumnElement[int], ...] = (score.who, literal(THE_BOARD))
    for who in everybody:
        found = select(score.board, who, score.month, literal(live)).distinct()
        if month is not None:
            found = found.where(score.month == month)
        db.session.execute(insert(Unnoticed).from_select(COLUMNS, found))
