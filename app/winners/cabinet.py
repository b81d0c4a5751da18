"""What was won over the years: the winners of every quarter, the teams' trophies, the reps' titles."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _

from app.leaderboard.figures import colour, initials
from app.winners import figures
from app.winners.queries import Closed, Win
from scoring.versions import Timeline

NAMED = 3
"""Names in a cell of the history; of more it is enough to know how many."""


class Cell(NamedTuple):
    """The winners of a board in the history: what it is called, names of the first, how many more there are."""

    label: str
    names: Sequence[str]
    points: str
    more: int


class HistoryRow(NamedTuple):
    """A quarter in the history; without cells it is open again."""

    name: str
    url: str
    here: bool
    cells: Sequence[Cell]


class Trophy(NamedTuple):
    """A place that was won, on a shelf."""

    rank: int
    quarter: str
    words: str
    url: str


class Shelf(NamedTuple):
    """What one team, or rep, has won: named as it was last, with a note on the names that it had before."""

    name: str
    letters: str
    colour: str
    tally: str
    trophies: Sequence[Trophy]
    note: str


def history(
    wins: Sequence[Win], quarters: Sequence[Closed], here: Closed, line: Timeline
) -> tuple[list[str], list[HistoryRow]]:
    """Return heads and lines of the history: every quarter that was closed, with its winners by side and board."""
    heads = list(dict.fromkeys((one.side, one.board) for one in wins))
    firsts = defaultdict(list)
    for one in wins:
        if one.rank == 1:
            firsts[one.first, one.side, one.board].append(one)
    rows = [
        HistoryRow(
            figures.quarter_name(quarter, line),
            url_for("winners.quarter", label=quarter.label),
            quarter == here,
            [_cell(head, firsts[quarter.first, *head]) for head in heads] if quarter.state == "final" else [],
        )
        for quarter in quarters
    ]
    return [_head(*head) for head in heads], rows


def _head(side: str, board: str) -> str:
    return _("%(side)s, %(board)s", side=figures.side_name(side), board=figures.board_name(board).lower())


def _cell(head: tuple[str, str], firsts: Sequence[Win]) -> Cell:
    points = figures.points_words(firsts[0].points) if firsts else ""
    names = [one.name for one in firsts[:NAMED]]
    return Cell(_head(*head), names, points, len(firsts) - len(names))


def shelves(wins: Iterable[Win], quarters: Sequence[Closed], line: Timeline) -> list[tuple[str, list[Shelf]]]:
    """Return what teams have won, by side, most firsts on top."""
    return _by_side([one for one in wins if one.board == "team"], quarters, line)


def titles(wins: Iterable[Win], quarters: Sequence[Closed], line: Timeline) -> list[tuple[str, list[Shelf]]]:
    """Return the reps who were first in a quarter, by side, most titles on top."""
    return _by_side([one for one in wins if one.board == "rep" and one.rank == 1], quarters, line)


def _by_side(
    wins: Sequence[Win], quarters: Sequence[Closed], line: Timeline
) -> list[tuple[str, list[Shelf]]]:
    known = {one.first: one for one in quarters}
    won: dict[str, dict[int, list[Win]]] = defaultdict(lambda: defaultdict(list))
    for one in wins:
        won[one.side][one.who].append(one)
    return [
        (
            figures.side_name(side),
            [_shelf(of_one, known, line) for of_one in sorted(found.values(), key=_order)],
        )
        for side, found in won.items()
    ]


def _order(won: Sequence[Win]) -> tuple[int, int, int, str]:
    """Put most firsts on top, then most seconds, most thirds, then by name."""
    ranks = Counter(one.rank for one in won)
    return -ranks[1], -ranks[2], -ranks[3], won[0].name.casefold()


def _shelf(won: Sequence[Win], known: dict[int, Closed], line: Timeline) -> Shelf:
    """Return the shelf of one team or rep, of whom `won` has the newest quarter first."""
    newest = won[0]
    trophies = [
        Trophy(
            one.rank,
            figures.short_name(known[one.first].label),
            f"{figures.place_words(one)}, {figures.quarter_name(known[one.first], line)}",
            url_for("winners.quarter", label=known[one.first].label),
        )
        for one in sorted(won, key=lambda one: one.rank)
    ]
    return Shelf(
        newest.name,
        initials(newest.name),
        colour(newest.who) if newest.board == "team" else "",
        figures.tally_words(Counter(one.rank for one in won)),
        trophies,
        _note(won, known),
    )


def _note(won: Sequence[Win], known: dict[int, Closed]) -> str:
    """Return under which other names something was won, and when."""
    others: dict[str, list[str]] = defaultdict(list)
    for one in won:
        if one.name != won[0].name:
            others[one.name].append(figures.short_name(known[one.first].label))
    return " ".join(
        _("%(quarters)s as %(name)s.", quarters=", ".join(when), name=name) for name, when in others.items()
    )
