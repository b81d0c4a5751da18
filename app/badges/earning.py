"""What is earned by the scores as they are stored: by one participant, and by everybody in a quarter that is closed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, Text, select, type_coerce

from app.badges import comparing
from app.extensions import db
from app.models.badges import BadgeAward
from app.models.scores import Score
from app.stamp import Reading
from scoring.badges import OWN, Earned, Key, Result, personal
from scoring.periods import Period
from scoring.versions import Timeline

BOARDS = ("rep", "team")
AT_ONCE = 10_000
"""Scores that are read at once where those of everybody are wanted."""

Months = dict[int, list[Result]]
_COLUMNS: tuple[Any, ...] = (
    *(Score.who, Score.month, Score.level, Score.side, Score.attainment),
    *(type_coerce(number, Text) for number in (Score.value, Score.numerator)),
)


def histories(board: str, who: Collection[int]) -> dict[int, Months]:
    """Return all scores of some reps or teams, by month."""
    return dict(_by_who(db.session.execute(_scores(board).where(Score.who.in_(who)).order_by(Score.who))))


def alone(now: Reading, board: str, scores: Months, taken: Collection[Key]) -> list[Earned]:
    """Return what somebody earned by these scores of his alone in months that are not final, beside what is `taken`."""
    return personal(now.line, board, scores, _open_months(now, scores), now.day, taken)


def provisional(now: Reading, board: str, who: int, scores: Months, taken: Collection[Key]) -> list[Earned]:
    """Return the same with what he earned among all on the board."""
    found = alone(now, board, scores, taken)
    known = {*taken, *(one.key for one in found)}
    for quarter in dict.fromkeys(now.line.periods_of(month)[0] for month in _open_months(now, scores)):
        won = [one for one in comparing.kept(now, board, quarter).get(who, ()) if one.key not in known]
        known.update(one.key for one in won)
        found += won
    return found


def among_all(now: Reading, board: str, quarter: Period) -> Iterator[tuple[int, Earned]]:
    """Yield who earned what among all on a board in `quarter`, beside what was awarded, unless it is final."""
    if quarter.first in now.closed.final:
        return
    taken = _taken(board)
    for who, won in comparing.best(now.line, board, quarter, now.day).items():
        yield from ((who, one) for one in won if one.key not in taken[who])


def _open_months(now: Reading, scores: Months) -> list[int]:
    return sorted(month for month in scores if month not in now.closed.final)


def everybody(line: Timeline, quarter: Period, today: int) -> Iterator[tuple[str, int, Earned]]:
    """Yield board, who and badge of all that is earned in `quarter`, beside what was awarded already."""
    for board in BOARDS:
        taken = _taken(board)
        for who, scores in _histories(board, quarter.last) if _has_own(line, board, quarter) else ():
            for one in personal(line, board, scores, quarter.months, today, taken[who]):
                yield board, who, one
        for who, won in comparing.best(line, board, quarter, today).items():
            for one in won:
                if one.key not in taken[who]:
                    yield board, who, one


def _has_own(line: Timeline, board: str, quarter: Period) -> bool:
    versions = filter(None, (line.in_force(month) for month in quarter.months))
    badges = (badge for version in versions for badge in version.agreement.badges)
    return any(badge.kind in OWN and board in badge.boards for badge in badges)


def _taken(board: str) -> dict[int, set[Key]]:
    found: dict[int, set[Key]] = defaultdict(set)
    columns = (BadgeAward.who, BadgeAward.badge, BadgeAward.metal, BadgeAward.span)
    for who, *key in db.session.execute(select(*columns).where(BadgeAward.board == board)):
        found[who].add((key[0], key[1], key[2]))
    return found


def _histories(board: str, last: int) -> Iterator[tuple[int, Months]]:
    """Yield everybody on a board with his scores up to a month; in memory are those of a few at a time."""
    query = _scores(board).where(Score.month <= last).order_by(Score.who)
    yield from _by_who(db.session.execute(query, execution_options={"yield_per": AT_ONCE}))


def _scores(board: str) -> Select[Any]:
    return select(*_COLUMNS).where(Score.board == board)


def _by_who(rows: Iterable[Any]) -> Iterator[tuple[int, Months]]:
    for who, own in groupby(rows, key=itemgetter(0)):
        months: Months = {}
        for _who, month, *score in own:
            months.setdefault(month, []).append(Result(*score))
        yield who, months
