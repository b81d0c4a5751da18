"""Standings are ranked by the one function of the rules and stored, so that a board reads only its page."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import bindparam, delete, func, select

from app.among import Among
from app.extensions import db
from app.models.people import Rep, Team
from app.models.scores import Score, Standing
from app.scorekeeping.lines import (
    ALL_SIDES,
    OPENED,
    OPENING_RANK,
    PLACE,
    RANK,
    Board,
    Line,
    Merit,
    Moved,
    Participant,
    lines_between,
    lines_of,
    merit_of,
    write_lines,
)
from scoring.attainment import EXCEEDED, MET
from scoring.periods import Period, a_month
from scoring.ranking import Placed, Total, rank
from scoring.versions import Timeline

MANY = 1_000
"""Of so many it is quicker to read everybody's names than to ask for theirs."""

BoardKey = tuple[str, str]
"""Side (or all) and board."""
Figures = dict[BoardKey, dict[int, Merit]]
Names = dict[int, tuple[str, str]]
"""Keys and names by row id."""

_rep, _team, _score = (model.__table__.c for model in (Rep, Team, Score))
_NAMES = {
    "rep": select(_rep.id, _rep.key, func.coalesce(func.nullif(_rep.name, ""), _rep.key)),
    "team": select(_team.id, _team.name, _team.name),
}
_THEIR_NAMES = {
    board: names.where(Among(names.selected_columns.id, "who")) for board, names in _NAMES.items()
}
_SUMS = (
    select(
        *(_score.side, _score.board, _score.who, func.sum(_score.points)),
        *(func.count().filter(_score.attainment == attainment) for attainment in (EXCEEDED, MET)),
    )
    .where(_score.month == bindparam("month"))
    .group_by(_score.side, _score.board, _score.who)
)
_THEIR_SUMS = _SUMS.where(_score.board == bindparam("board"), Among(_score.who, "who"))


def rank_periods(
    timeline: Timeline, months: Iterable[int], today: int | None, moved: Collection[Participant] | None = None
) -> bool:
    """Rank the periods that hold `months` anew and return whether any line changed.

    `today` is the day of the moment of scoring; without it the ranks that a day opened with stay as they are. Where it
    is known whose totals may have `moved`, those of the others are taken as they are stored.
    """
    theirs = None if moved is None else Moved.of(moved)
    names: dict[str, Names] = {"rep": {}, "team": {}}
    wanted = sorted(set(months))
    changed = [_rank(a_month(month), _of_month(month, theirs), names, today, theirs) for month in wanted]
    longer = {period for month in wanted for period in timeline.periods_of(month)}
    changed += [_rank(period, _of_months(period, theirs), names, today, theirs) for period in longer]
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
    names: dict[str, Names] = {"rep": {}, "team": {}}
    ranked = [_rank(year, _of_months(year, None), names, today, None) for year in years]
    return any(ranked) or bool(gone.rowcount)  # type: ignore[attr-defined]


def _learn_names(board: str, names: Names, who: Collection[int]) -> None:
    """See to it that `names` holds the keys and names of all of `who` on a board."""
    missing = [one for one in who if one not in names]
    if len(missing) >= MANY:
        found = db.session.execute(_NAMES[board]).all()
    else:
        found = db.session.execute(_THEIR_NAMES[board], {"who": missing}).all() if missing else []
    names.update((one, (key, name)) for one, key, name in found)


def _of_month(month: int, moved: Moved | None) -> Figures:
    return _summed((one, *line) for side, *line in _sums(month, moved) for one in (side, ALL_SIDES))


def _sums(month: int, moved: Moved | None) -> Iterator[Any]:
    if moved is None:
        yield from db.session.execute(_SUMS, {"month": month})
        return
    for board, who in moved.boards.items():
        yield from db.session.execute(_THEIR_SUMS, {"month": month, "board": board, "who": who})


def _of_months(period: Period, moved: Moved | None) -> Figures:
    """Sum the standings of the months: their lines are far fewer than the scores."""
    labels = [a_month(month).label for month in period.months]
    lines = lines_of(labels, moved)
    return _summed((side, board, who, *merit_of(line)) for _, side, board, who, *line in lines)


def _summed(rows: Iterable[Any]) -> Figures:
    boards: Figures = defaultdict(dict)
    for side, board, who, points, exceeded, met in rows:
        before = boards[side, board].get(who, (0, 0, 0))
        boards[side, board][who] = (before[0] + int(points), before[1] + int(exceeded), before[2] + int(met))
    return boards


def _rank(
    period: Period, boards: Figures, names: dict[str, Names], today: int | None, moved: Moved | None
) -> bool:
    """Rank a period's boards anew: whole, or where the lines of who `moved` stand."""
    stored: dict[BoardKey, dict[int, Line]] = defaultdict(dict)
    for _period, side, board, who, *line in lines_of([period.label], moved):
        stored[side, board][who] = tuple(line)
    changed = False
    for key in {**stored, **boards}:
        board, found, before = (period.label, *key), boards.get(key, {}), stored.get(key, {})
        if moved is None:
            changed |= _place(board, found, before, names, today)
            continue
        for stretch in _stretches(found, before, today):
            lines = lines_between(board, stretch)
            totals = {who: merit_of(line) for who, line in lines.items() if who not in before}
            totals |= {who: merit for who, merit in found.items() if stretch is None or who in lines}
            changed |= _place(board, totals, lines, names, today)
    return changed


def _stretches(
    found: dict[int, Merit], before: dict[int, Line], today: int | None
) -> list[tuple[Merit, Merit] | None]:
    """Return the stretches, from the lowest merit to the highest, in which places may change.

    They reach from what somebody had to what he has now. It is all of the board when somebody joins or leaves it, and
    when it is the first time on a new day.
    """
    if found.keys() != before.keys() or any(line[OPENED] != today for line in before.values()):
        return [None]
    stretches: list[tuple[Merit, Merit]] = []
    ends = (sorted((merit_of(before[who]), merit)) for who, merit in found.items())
    for low, high in sorted(ends):
        if stretches and low <= stretches[-1][1]:
            first, last = stretches.pop()
            stretches.append((first, max(last, high)))
        else:
            stretches.append((low, high))
    return list(stretches)


def _place(
    board: Board,
    totals: dict[int, Merit],
    before: dict[int, Line],
    names: dict[str, Names],
    today: int | None,
) -> bool:
    """Write the lines of `totals`, which stand together on the board, where those `before` stood."""
    known = names[board[2]]
    _learn_names(board[2], known, totals)
    placed = rank(Total(who, *known[who], *merit) for who, merit in totals.items())
    better = min((line[PLACE] for line in before.values()), default=1) - 1
    return write_lines(board, before, _lines(placed, better, before, today))


def _lines(placed: list[Placed], better: int, before: dict[int, Line], today: int | None) -> dict[int, Line]:
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
            same_day = today in (None, old[OPENED])
            opening, opened = (old[OPENING_RANK], old[OPENED]) if same_day else (old[RANK], today or 0)
        figures = (total.points, total.exceeded, total.met)
        lines[total.id] = (one.place + better, rank_now, *figures, opening, opened)
    return lines
