"""The stored lines of boards, read and written by statements that are built once and go by keys."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, select, tuple_, update

from app.among import Among
from app.bulk import insert_rows
from app.extensions import db
from app.models.people import Team
from app.models.scores import Standing

ALL_SIDES = ""
KEY = ("period", "side", "board", "who")
FIGURES = ("place", "rank", "points", "exceeded", "met", "opening_rank", "opened")
PLACE, RANK, POINTS, EXCEEDED, MET, OPENING_RANK, OPENED = range(len(FIGURES))
TOGETHER = 8
"""From so many lines on it is quicker to move them together than one by one."""
CHUNK = 5_000
"""Lines named in one statement."""

Board = tuple[str, str, str]
"""Period, side (or all), and board: what the lines of one board have in common."""
Line = tuple[Any, ...]
"""The figures of a line."""
Merit = tuple[int, int, int]
"""Points, and levels exceeded and met: by these lines are ordered, in this order."""
Participant = tuple[str, int]
"""Board and row id."""

# Tables, not mapped classes, and built once: all of it is done for a single activity.
_table: Any = Standing.__table__
_line, _team = _table.c, Team.__table__.c
_SIDES = select(_team.side).distinct()
_LINES = select(*(_line[name] for name in (*KEY, *FIGURES))).where(Among(_line.period, "periods"))
_THEIRS = _LINES.where(
    Among(_line.side, "sides"),
    _line.board == bindparam("board"),
    Among(_line.who, "who"),
)
_OF_BOARD = [_line[name] == bindparam(f"its_{name}") for name in KEY[:3]]
_BOARD = select(_line.who, *(_line[name] for name in FIGURES)).where(*_OF_BOARD)
_MERIT = ("points", "exceeded", "met")
_FROM, _TO = (tuple_(*(bindparam(f"{end}_{name}") for name in _MERIT)) for end in ("from", "to"))
_STRETCH = _BOARD.where(
    # The first for the index alone.
    _line.points.between(bindparam("from_points"), bindparam("to_points")),
    tuple_(*(_line[name] for name in _MERIT)) >= _FROM,
    tuple_(*(_line[name] for name in _MERIT)) <= _TO,
)
_IS_LINE = [*_OF_BOARD, _line.who == bindparam("its_who")]
_CHANGE = update(_table).where(*_IS_LINE).values({name: bindparam(f"new_{name}") for name in FIGURES})
_SHIFT = (
    update(_table)
    .where(*_OF_BOARD, Among(_line.who, "some"))
    .values(place=_line.place + bindparam("places"), rank=_line.rank + bindparam("ranks"))
)
_DROP = delete(_table).where(*_IS_LINE)


class Moved(NamedTuple):
    """Whose totals may have moved, by board; and all sides, for their lines are found by side, board and who."""

    boards: Mapping[str, Sequence[int]]
    sides: Sequence[str]

    @classmethod
    def of(cls, participants: Collection[Participant]) -> "Moved":
        """Return those participants."""
        boards: dict[str, list[int]] = defaultdict(list)
        for board, who in participants:
            boards[board].append(who)
        return cls(boards, [ALL_SIDES, *db.session.scalars(_SIDES)])


def lines_of(periods: Sequence[str], moved: Moved | None) -> Iterator[Any]:
    """Yield the lines of everyone in `periods`, or of those who `moved`: their keys and figures."""
    if moved is None:
        yield from db.session.execute(_LINES, {"periods": periods}).all()
        return
    for board, who in moved.boards.items():
        asked = {"periods": periods, "sides": moved.sides, "board": board, "who": who}
        yield from db.session.execute(_THEIRS, asked).all()


def merit_of(line: Line) -> Merit:
    """Return what the place of a line follows from."""
    return line[POINTS], line[EXCEEDED], line[MET]


def lines_between(board: Board, stretch: tuple[Merit, Merit] | None) -> dict[int, Line]:
    """Return the figures of a board's lines with merits from the first to the second, or of all, by row id."""
    if stretch is None:
        found = db.session.execute(_BOARD, _its(board))
    else:
        ends = zip(("from", "to"), stretch, strict=True)
        asked = {f"{end}_{name}": one for end, merit in ends for name, one in zip(_MERIT, merit, strict=True)}
        found = db.session.execute(_STRETCH, _its(board) | asked)
    return {row[0]: row[1:] for row in found.all()}


def write_lines(board: Board, before: Mapping[int, Line], after: Mapping[int, Line]) -> bool:
    """Let the lines `before` be those `after`; return whether anything shown changed."""
    its, connection = _its(board), db.session.connection()
    insert_rows(
        Standing, (*KEY, *FIGURES), [(*board, who, *after[who]) for who in after if who not in before]
    )
    shifted, changed = _differing(before, after)
    for (places, ranks), who in shifted.items():
        for start in range(0, len(who), CHUNK):
            some = {"places": places, "ranks": ranks, "some": who[start : start + CHUNK]}
            connection.execute(_SHIFT, its | some)
    if changed:
        connection.execute(_CHANGE, [its | _new(who, after[who]) for who in changed])
    gone = [its | {"its_who": who} for who in before if who not in after]
    if gone:
        connection.execute(_DROP, gone)
    # That a new day opened is written, but not shown: only a change of what is shown counts.
    return bool(gone) or any(
        who not in before or before[who][:OPENED] != after[who][:OPENED] for who in after
    )


def _differing(
    before: Mapping[int, Line], after: Mapping[int, Line]
) -> tuple[dict[tuple[int, int], list[int]], list[int]]:
    """Return who only moved, many by the same numbers of places and ranks; and who else is not as he was."""
    shifted: dict[tuple[int, int], list[int]] = defaultdict(list)
    changed = []
    for who, new in after.items():
        old = before.get(who)
        if old is None or old == new:
            continue
        if old[POINTS:] == new[POINTS:]:
            shifted[new[PLACE] - old[PLACE], new[RANK] - old[RANK]].append(who)
        else:
            changed.append(who)
    few = [by for by, who in shifted.items() if len(who) < TOGETHER]
    return shifted, changed + [who for by in few for who in shifted.pop(by)]


def _its(board: Board) -> dict[str, Any]:
    return {f"its_{name}": value for name, value in zip(KEY[:3], board, strict=True)}


def _new(who: int, line: Line) -> dict[str, Any]:
    return {"its_who": who} | {f"new_{name}": value for name, value in zip(FIGURES, line, strict=True)}
