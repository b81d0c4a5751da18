"""Standings are ranked by the one function of the rules and stored, so that a board reads only its page."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, true, update
from sqlalchemy.sql.expression import bindparam

from app.bulk import insert_rows
from app.extensions import db
from app.models.people import Rep, Team
from app.models.scores import Score, Standing
from scoring.attainment import EXCEEDED, MET
from scoring.periods import Period, a_month
from scoring.ranking import Placed, Total, rank
from scoring.versions import Timeline

ALL_SIDES = ""
FIGURES = ("place", "rank", "points", "exceeded", "met", "opening_rank", "opened")

BoardKey = tuple[str, str]
"""Side (or all) and board."""
Participant = tuple[str, int]
"""Board and row id."""
Names = dict[tuple[str, int], tuple[str, str]]


def rank_periods(
    timeline: Timeline, months: Iterable[int], today: int | None, moved: Collection[Participant] | None = None
) -> bool:
    """Rank the periods that hold `months` anew and return whether any line changed.

    `today` is the day of the moment of scoring; without it the ranks that a day opened with stay as they are. Where it
    is known whose totals may have `moved`, those of the others are taken as they are stored.
    """
    names = _names() if moved is None else {}
    wanted = sorted(set(months))
    changed = [_rank(a_month(month), _of_month(month, moved), names, today, moved) for month in wanted]
    longer = {period for month in wanted for period in timeline.periods_of(month)}
    changed += [_rank(period, _of_months(period, moved), names, today, moved) for period in longer]
    return any(changed)


def renew_periods(timeline: Timeline, months: Iterable[int], closed: Iterable[int], today: int) -> bool:
    """Forget the standings of all periods but those that hold `months`; return whether any line changed.

    The quarters and years that a name stands for move with the start of the fiscal year. A year whose months are all
    `closed` is ranked here: no month of it is scored any more.
    """
    wanted = set(months)
    labels = {a_month(month).label for month in wanted}
    labels |= {period.label for month in wanted for period in timeline.periods_of(month)}
    gone = db.session.execute(delete(Standing).where(Standing.period.not_in(labels)))
    years = {timeline.periods_of(month)[1] for month in wanted.intersection(closed)}
    names = _names() if years else {}
    ranked = [_rank(year, _of_months(year, None), names, today, None) for year in years]
    return any(ranked) or bool(gone.rowcount)  # type: ignore[attr-defined]


def _names(board: str | None = None, who: Iterable[int] = ()) -> Names:
    """Return the keys and names of everyone, or of `who` on a board."""
    reps, teams = select(Rep.id, Rep.key, Rep.name), select(Team.id, Team.name)
    if board is not None:
        reps, teams = reps.where(Rep.id.in_(who)), teams.where(Team.id.in_(who))
    names: Names = {}
    if board != "team":
        names |= {("rep", key): (rep, name or rep) for key, rep, name in db.session.execute(reps)}
    if board != "rep":
        names |= {("team", key): (team, team) for key, team in db.session.execute(teams)}
    return names


def _only(table: Any, moved: Collection[Participant] | None) -> ColumnElement[bool]:
    """Return the condition that a row of `table` is of somebody whose total may have moved."""
    if moved is None:
        return true()
    boards = {board: [who for other, who in moved if other == board] for board, _ in moved}
    return or_(*(and_(table.board == board, table.who.in_(who)) for board, who in boards.items()))


def _of_month(month: int, moved: Collection[Participant] | None) -> dict[BoardKey, dict[int, list[int]]]:
    rows = db.session.execute(
        select(
            Score.side,
            Score.board,
            Score.who,
            func.sum(Score.points),
            func.count().filter(Score.attainment == EXCEEDED),
            func.count().filter(Score.attainment == MET),
        )
        .where(Score.month == month, _only(Score, moved))
        .group_by(Score.side, Score.board, Score.who)
    )
    return _summed((one, *line) for side, *line in rows for one in (side, ALL_SIDES))


def _of_months(period: Period, moved: Collection[Participant] | None) -> dict[BoardKey, dict[int, list[int]]]:
    """Sum the standings of the months: their lines are far fewer than the scores."""
    labels = [a_month(month).label for month in period.months]
    rows = db.session.execute(
        select(
            Standing.side, Standing.board, Standing.who, Standing.points, Standing.exceeded, Standing.met
        ).where(Standing.period.in_(labels), _only(Standing, moved))
    )
    return _summed(rows)


def _summed(rows: Iterable[Any]) -> dict[BoardKey, dict[int, list[int]]]:
    boards: dict[BoardKey, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    for side, board, who, *figures in rows:
        total = boards[side, board][who]
        for number, figure in enumerate(figures):
            total[number] += int(figure)
    return boards


def _rank(
    period: Period,
    boards: dict[BoardKey, dict[int, list[int]]],
    names: Names,
    today: int | None,
    moved: Collection[Participant] | None,
) -> bool:
    stored = _stored(period.label, _only(Standing, moved))
    changed = False
    for key in {**stored, **boards}:
        found, before = boards.get(key, {}), stored.get(key, {})
        if moved is not None:
            before, others = _neighbours(period.label, key, before, found, today)
            found = {**others, **found}
            names = _names(key[1], found)
        totals = [Total(who, *names[key[1], who], *figures) for who, figures in found.items()]
        better = min((line[0] for line in before.values()), default=1) - 1
        lines = _lines(rank(totals), better, before, today)
        changed |= _write(period.label, key, before, lines)
    return changed


def _stored(label: str, which: ColumnElement[bool]) -> dict[BoardKey, dict[int, Any]]:
    columns = (Standing.side, Standing.board, Standing.who, *(getattr(Standing, name) for name in FIGURES))
    stored: dict[BoardKey, dict[int, Any]] = defaultdict(dict)
    for side, board, who, *figures in db.session.execute(
        select(*columns).where(Standing.period == label, which)
    ):
        stored[side, board][who] = tuple(figures)
    return stored


def _neighbours(
    label: str, key: BoardKey, before: dict[int, Any], found: dict[int, list[int]], today: int | None
) -> tuple[dict[int, Any], dict[int, list[int]]]:
    """Return the lines whose places may change with those of who moved, and the figures of the others among them.

    Points come first in the order, so these are the lines with points between those before and those now. All lines
    of the board are taken when somebody joins or leaves it, and when it is the first time on a new day.
    """
    side, board = key
    which = and_(Standing.side == side, Standing.board == board)
    if found.keys() == before.keys() and all(line[6] == today for line in before.values()):
        points = [line[2] for line in before.values()] + [figures[0] for figures in found.values()]
        which = and_(which, Standing.points.between(min(points), max(points)))
    lines = _stored(label, which)[key]
    return lines, {who: list(line[2:5]) for who, line in lines.items() if who not in before}


def _lines(
    placed: list[Placed], better: int, before: dict[int, Any], today: int | None
) -> dict[int, tuple[Any, ...]]:
    """Return the figures of each line, with as many `better` ones above them.

    The rank with which a day opens is the last one of the days before it.
    """
    lines = {}
    for one in placed:
        total = one.total
        old = before.get(total.id)
        # A board that is ranked for the first time has no movement; who joins one later is new on it.
        rank_now = one.rank + better
        opening, opened = None if before else rank_now, today or 0
        if old is not None:
            opening, opened = (old[5], old[6]) if today in (None, old[6]) else (old[1], today or 0)
        lines[total.id] = (
            one.place + better,
            rank_now,
            total.points,
            total.exceeded,
            total.met,
            opening,
            opened,
        )
    return lines


def _write(label: str, key: BoardKey, before: dict[int, Any], after: dict[int, tuple[Any, ...]]) -> bool:
    table: Any = Standing.__table__
    side, board = key

    def bound(who: int) -> dict[str, Any]:
        figures = dict(zip((f"new_{name}" for name in FIGURES), after.get(who, ()), strict=False))
        return {"new_period": label, "new_side": side, "new_board": board, "new_who": who, **figures}

    columns = ("period", "side", "board", "who")
    is_row = [table.c[name] == bindparam(f"new_{name}") for name in columns]
    added = [(label, side, board, who, *figures) for who, figures in after.items() if who not in before]
    changed = [bound(who) for who in after if who in before and before[who] != after[who]]
    gone = [bound(who) for who in before if who not in after]
    connection = db.session.connection()
    insert_rows(Standing, (*columns, *FIGURES), added)
    if changed:
        figures: dict[str, Any] = {name: bindparam(f"new_{name}") for name in FIGURES}
        connection.execute(update(table).where(*is_row).values(figures), changed)
    if gone:
        connection.execute(delete(table).where(*is_row), gone)
    # That a new day opened is written, but not shown: only a change of what is shown counts.
    return bool(added or gone) or any(before[who][:-1] != after[who][:-1] for who in after)
