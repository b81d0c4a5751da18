"""Reads of boards: Core and plain tuples, with the cost of the lines shown, not of all participants."""

import unicodedata
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, literal, or_, select

from app.extensions import db
from app.leaderboard.scope import Scope
from app.models.people import Membership, Rep, Team
from app.models.scores import Standing
from scoring.periods import Period, days_of_month

NAME = func.coalesce(func.nullif(Rep.name, ""), Rep.key)
LINES = 25
"""Lines of a page."""


class Line(NamedTuple):
    """One line of a board as it is stored; `side` is that of a team, empty for a rep."""

    who: int
    place: int
    rank: int
    points: int
    exceeded: int
    met: int
    opening_rank: int | None
    key: str
    name: str
    side: str


class Page(NamedTuple):
    """The lines of one page, and what is around them: lines found, pages, this page's number."""

    lines: Sequence[Line]
    found: int
    pages: int
    number: int


def of_scope(board: str, label: str, side: str) -> ColumnElement[bool]:
    """Return the condition that a standing is one of this board."""
    return and_(Standing.period == label, Standing.side == side, Standing.board == board)


def page_of(scope: Scope) -> Page:
    """Return the lines of a page; the last one if there are not so many."""
    here = of_scope(scope.board, scope.period.label, scope.side)
    if scope.search:
        places: Sequence[int] = _places_of(scope, here)
    else:
        places = range(1, size(scope.board, scope.period.label, scope.side) + 1)
    found = len(places)
    pages = max(-(-found // LINES), 1)
    number = min(scope.page, pages)
    shown = places[(number - 1) * LINES : number * LINES]
    return Page(_lines(scope.board, here, shown) if shown else [], found, pages, number)


def _lines(board: str, here: ColumnElement[bool], places: Sequence[int]) -> Sequence[Line]:
    if isinstance(places, range):
        return _read(board, here, Standing.place.between(places[0], places[-1]))
    return _read(board, here, Standing.place.in_(places))


def _read(board: str, *conditions: ColumnElement[bool]) -> Sequence[Line]:
    table: type[Rep] | type[Team] = Rep if board == "rep" else Team
    own = (Rep.key, NAME, literal("")) if board == "rep" else (Team.name, Team.name, Team.side)
    numbers = (Standing.rank, Standing.points, Standing.exceeded, Standing.met, Standing.opening_rank)
    rows = db.session.execute(
        select(Standing.who, Standing.place, *numbers, *own)
        .join(table, table.id == Standing.who)
        .where(*conditions)
        .order_by(Standing.place)
    )
    return [Line(*row) for row in rows]


def first_lines(board: str, label: str, side: str, count: int) -> Sequence[Line]:
    """Return the first `count` lines of a board."""
    return _read(board, of_scope(board, label, side), Standing.place <= count)


def line_of(board: str, label: str, side: str, who: int) -> Line | None:
    """Return the line of `who` on a board, if there."""
    return next(iter(_read(board, of_scope(board, label, side), Standing.who == who)), None)


def around(board: str, label: str, side: str, line: Line) -> tuple[Line | None, Line | None]:
    """Return who stands just above the rank of `line`, and who is the first below it."""
    here = of_scope(board, label, side)
    after = (
        select(func.min(Standing.place))
        .where(here, Standing.place > line.place, Standing.rank > line.rank)
        .scalar_subquery()
    )
    found = _read(board, here, or_(Standing.place == line.rank - 1, Standing.place == after))
    above = next((one for one in found if one.rank < line.rank), None)
    return above, next((one for one in found if one.rank > line.rank), None)


def plain(text: str) -> str:
    """Return `text` as it is searched: without case and accents."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def size(board: str, label: str, side: str) -> int:
    """Return how many lines a board has."""
    return db.session.scalar(select(func.max(Standing.place)).where(of_scope(board, label, side))) or 0


def _places_of(scope: Scope, here: ColumnElement[bool]) -> list[int]:
    """Return the places of whose name is searched; of all names, for no index finds a part of one without accents."""
    wanted = plain(scope.search)
    table, called = (Rep, NAME) if scope.board == "rep" else (Team, Team.name)
    rows = db.session.execute(
        select(Standing.place, called)
        .join(table, table.id == Standing.who)
        .where(here)
        .order_by(Standing.place)
    )
    return [place for place, name in rows if wanted in plain(name)]


def leader_points(board: str, label: str, side: str) -> int:
    """Return the points of whoever leads, 0 on an empty board."""
    first = select(Standing.points).where(of_scope(board, label, side), Standing.place == 1)
    return db.session.scalar(first) or 0


def month_points(
    board: str, side: str, labels: Collection[str], who: Collection[int]
) -> dict[tuple[int, str], int]:
    """Return the points of `who` in each of the months called `labels`, by id and label."""
    rows = db.session.execute(
        select(Standing.who, Standing.period, Standing.points).where(
            Standing.board == board,
            Standing.side == side,
            Standing.period.in_(labels),
            Standing.who.in_(who),
        )
    )
    return {(one, label): points for one, label, points in rows}


def ranks(board: str, label: str, side: str, who: Collection[int]) -> dict[int, int]:
    """Return the ranks of `who` on a board; whoever is not on it is left out."""
    rows = db.session.execute(
        select(Standing.who, Standing.rank).where(of_scope(board, label, side), Standing.who.in_(who))
    )
    return dict(rows.all())


def teams_in(period: Period, reps: Collection[int]) -> dict[int, tuple[int, str]]:
    """Return the team, id and name, that each of `reps` was in last in a period."""
    first, _after = days_of_month(period.first)
    _first, after = days_of_month(period.last)
    rows = db.session.execute(
        select(Membership.rep_id, Team.id, Team.name)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.rep_id.in_(reps), Membership.starts < after, Membership.ends > first)
        .order_by(Membership.starts)
    )
    return {rep: (team, name) for rep, team, name in rows}


def ties(board: str, label: str, side: str, shown: Collection[int]) -> set[int]:
    """Return which of the ranks `shown` are shared: those that the place after their first has as well."""
    rows = db.session.execute(
        select(Standing.place, Standing.rank).where(
            of_scope(board, label, side), Standing.place.in_([rank + 1 for rank in shown])
        )
    )
    return {rank for place, rank in rows if rank == place - 1}


def newest_period(board: str) -> str | None:
    """Return the label of the last quarter that anyone stands in, if there is one."""
    return db.session.scalar(
        select(func.max(Standing.period)).where(Standing.board == board, Standing.period.like("%-Q%"))
    )
