"""Reads of boards: plain tuples, with the cost of the lines shown, not of all participants.

Statements are made once, with as many parameters as they need: to make one takes longer than to answer it.
"""

import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, literal, select
from sqlalchemy.orm import aliased

from app.among import Among
from app.extensions import db
from app.leaderboard.scope import Scope
from app.models.people import Membership, Rep, Team
from app.models.scores import Standing
from scoring.periods import Period, days_of_month

NAME = func.coalesce(func.nullif(Rep.name, ""), Rep.key)
LINES = 25
"""Lines of a page."""


class Board(NamedTuple):
    """Which board: rep or team, the label of a period, a side or all."""

    board: str
    period: str
    side: str


class Which(NamedTuple):
    """Which lines of a board: a `stretch` of places (low, high), some `places`, or that of `one` (who)."""

    kind: str
    given: dict[str, Any]


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
    """The lines of one page, which lines they are, which ranks are shared, and what is around them.

    `found` counts the lines of all pages, `leader` is the points of whoever leads the board.
    """

    lines: Sequence[Line]
    which: Which
    shared: Collection[int]
    leader: int
    found: int
    pages: int
    number: int


HERE = (
    (Standing.period == bindparam("period"))
    & (Standing.side == bindparam("side"))
    & (Standing.board == bindparam("board"))
)
SIZE = select(func.max(Standing.place)).where(HERE)
LEADER = select(Standing.points).where(HERE, Standing.place == 1)
KINDS: dict[str, Any] = {
    "stretch": Standing.place.between(bindparam("low"), bindparam("high")),
    "places": Among(Standing.place, "places"),
    "one": Standing.who == bindparam("who"),
}


def stretch(low: int, high: int) -> Which:
    """Return the lines of consecutive places."""
    return Which("stretch", {"low": low, "high": high})


def one(who: int) -> Which:
    """Return the line of one participant."""
    return Which("one", {"who": who})


@lru_cache
def _lines(board: str, kind: str) -> Any:
    table: Any = {"rep": Rep, "team": Team}[board]
    columns = {"rep": (Rep.key, NAME, literal("")), "team": (Team.name, Team.name, Team.side)}[board]
    numbers = (Standing.rank, Standing.points, Standing.exceeded, Standing.met, Standing.opening_rank)
    lines = select(Standing.who, Standing.place, *numbers, *columns).join(table, table.id == Standing.who)
    return lines.where(HERE, KINDS[kind]).order_by(Standing.place)


@lru_cache
def _lines_with_board(board: str) -> Any:
    """Return the statement for consecutive lines, each with the size and the leader's points of the whole board."""
    return _lines(board, "stretch").add_columns(SIZE.scalar_subquery(), LEADER.scalar_subquery())


@lru_cache
def _months(count: int, kind: str) -> Any:
    month = aliased(Standing)
    labels: list[Any] = [bindparam(f"label{number}") for number in range(count)]
    same = (month.side == Standing.side) & (month.board == Standing.board) & (month.who == Standing.who)
    points = select(month.who, month.period, month.points).join_from(Standing, month, same)
    return points.where(HERE, KINDS[kind], month.period.in_(labels))


@lru_cache
def _teams(kind: str) -> Any:
    teams = (
        select(Membership.rep_id, Team.id, Team.name)
        .join_from(Standing, Membership, Membership.rep_id == Standing.who)
        .join(Team, Team.id == Membership.team_id)
    )
    here = (Membership.starts < bindparam("after")) & (Membership.ends > bindparam("first"))
    return teams.where(HERE, KINDS[kind], here).order_by(Membership.starts)


def ask(statement: Any, board: Board, **given: object) -> Sequence[Any]:
    """Return the rows of a statement, on the connection of the session but past its unit of work."""
    return db.session.connection().execute(statement, {**board._asdict(), **given}).fetchall()


def board_of(scope: Scope) -> Board:
    """Return the board that a scope is a part of."""
    return Board(scope.board, scope.period.label, scope.side)


def page_of(scope: Scope) -> Page:
    """Return the lines of a page; the last one if there are not so many."""
    board = board_of(scope)
    if scope.search:
        return _page_of_found(board, _places_of(scope.search, board), scope.page)
    page = _page_at(board, scope.page)
    return page if page.lines or not page.found else _page_at(board, page.pages)


def _page_at(board: Board, number: int) -> Page:
    """Return a page of a whole board, empty if it has not so many.

    One line more at either end tells which ranks are shared.
    """
    low, high = (number - 1) * LINES + 1, number * LINES
    statement = _lines_with_board(board.board)
    rows = ask(statement, board, **stretch(low - 1, high + 1).given)
    found, leader = (rows[0][-2], rows[0][-1] or 0) if rows else (size(board), 0)
    lines = [Line(*row[:-2]) for row in rows]
    shared = {first.rank for first, second in pairwise(lines) if first.rank == second.rank}
    shown = [line for line in lines if low <= line.place <= high]
    return Page(shown, stretch(low, high), shared, leader, found, max(-(-found // LINES), 1), number)


def _page_of_found(board: Board, places: list[int], asked: int) -> Page:
    """Return a page of the lines on `places`, the last one if there are not so many."""
    pages = max(-(-len(places) // LINES), 1)
    number = min(asked, pages)
    which = Which("places", {"places": places[(number - 1) * LINES : number * LINES]})
    lines = lines_of(board, which) if places else []
    shared = ties(board, {line.rank for line in lines}) if lines else ()
    return Page(lines, which, shared, leader_points(board), len(places), pages, number)


def lines_of(board: Board, which: Which) -> list[Line]:
    """Return lines of a board in their order."""
    return [Line(*row) for row in ask(_lines(board.board, which.kind), board, **which.given)]


def line_of(board: Board, who: int) -> Line | None:
    """Return the line of `who` on a board, if there."""
    return next(iter(lines_of(board, one(who))), None)


def around(board: Board, line: Line) -> tuple[Line | None, Line | None]:
    """Return who stands just above the rank of `line`, and who is the first below it."""
    after = ask(
        select(func.min(Standing.place)).where(HERE, Standing.place > line.place, Standing.rank > line.rank),
        board,
    )
    found = lines_of(board, Which("places", {"places": [line.rank - 1, after[0][0] or 0]}))
    above = next((other for other in found if other.rank < line.rank), None)
    return above, next((other for other in found if other.rank > line.rank), None)


def plain(text: str) -> str:
    """Return `text` as it is searched: without case and accents."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def _places_of(search: str, board: Board) -> list[int]:
    """Return the places of whose name is searched; of all names, for no index finds a part of one without accents."""
    wanted = plain(search)
    table, called = (Rep, NAME) if board.board == "rep" else (Team, Team.name)
    statement = select(Standing.place, called).join(table, table.id == Standing.who).where(HERE)
    rows = ask(statement.order_by(Standing.place), board)
    return [place for place, name in rows if wanted in plain(name)]


def size(board: Board) -> int:
    """Return how many lines a board has."""
    return int(ask(SIZE, board)[0][0] or 0)


def leader_points(board: Board) -> int:
    """Return the points of whoever leads, 0 on an empty board."""
    rows = ask(LEADER, board)
    return int(rows[0][0]) if rows else 0


def month_points(board: Board, which: Which, labels: Sequence[str]) -> dict[tuple[int, str], int]:
    """Return the points of lines of a board in each of the months called `labels`, by id and label."""
    named = {f"label{number}": label for number, label in enumerate(labels)}
    rows = ask(_months(len(labels), which.kind), board, **which.given, **named)
    return {(who, label): points for who, label, points in rows}


def teams_in(board: Board, which: Which, period: Period) -> dict[int, tuple[int, str]]:
    """Return the team, id and name, that each rep in lines of a board was in last in the period."""
    first, after = days_of_month(period.first)[0], days_of_month(period.last)[1]
    rows = ask(_teams(which.kind), board, **which.given, first=first, after=after)
    return {rep: (team, name) for rep, team, name in rows}


def ranks(board: Board, who: Collection[int]) -> dict[int, int]:
    """Return the ranks of `who` on a board; whoever is not on it is left out."""
    rows = ask(select(Standing.who, Standing.rank).where(HERE, Standing.who.in_(who)), board)
    return {key: rank for key, rank in rows}  # noqa: C416 - rows are no pairs to a type checker


def ties(board: Board, shown: Collection[int]) -> set[int]:
    """Return which of the ranks `shown` are shared: those that the place after their first has as well."""
    places = [rank + 1 for rank in shown]
    rows = ask(select(Standing.place, Standing.rank).where(HERE, Standing.place.in_(places)), board)
    return {rank for place, rank in rows if rank == place - 1}


def newest_period(board: str) -> str | None:
    """Return the label of the last quarter that anyone stands in, if there is one."""
    return db.session.scalar(
        select(func.max(Standing.period)).where(Standing.board == board, Standing.period.like("%-Q%"))
    )
