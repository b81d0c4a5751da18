"""Winners in words: quarters, places, points, and how much room a name takes."""

import unicodedata
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.winners.queries import Closed, Win
from app.wording import capital, ordinal, period_name, whole
from scoring.versions import Timeline

ALL = "all"
"""Stands for the board of all sides in an address."""
ROOM = (("short", 18), ("medium", 32), ("long", 60))
"""What a name is called by how many columns it takes; one that takes more than the last is "longest"."""


def quarter_name(one: Closed, line: Timeline) -> str:
    """Return a quarter as people say it, as it begins a line."""
    return capital(period_name(one.period, line.fiscal_start(one.first)))


def short_name(label: str) -> str:
    """Return a quarter by its number, as it fits below a trophy: "Q3 2026"."""
    year, _sep, number = label.partition("-Q")
    return _("Q%(number)s %(year)s", number=number, year=year)


def side_name(side: str) -> str:
    """Return a side as it begins a line."""
    return capital(side) if side else _("All sides")


def board_name(board: str) -> str:
    """Return what a board ranks."""
    return {"team": _("Teams"), "rep": _("Reps")}[board]


def place_words(one: Win) -> str:
    """Return a place in words: "1st place", "shared 1st place"."""
    rank = ordinal(one.rank)
    return _("shared %(rank)s place", rank=rank) if one.shared else _("%(rank)s place", rank=rank)


def points_words(points: int) -> str:
    """Return points with their unit."""
    return ngettext("%(points)s point", "%(points)s points", points, points=whole(points))


def address(one: Win) -> str:
    """Return side and key as the address of a certificate ends."""
    return f"{one.side or ALL}/{one.key}"


def room(text: str, classes: Sequence[tuple[str, int]] = ROOM) -> str:
    """Return the class of how much room a text takes; wide letters take two columns, marks above others none."""
    columns = sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )
    return next((called for called, most in classes if columns <= most), "longest")


def tally_words(ranks: Mapping[int, int]) -> str:
    """Return how often somebody was first, second and third: "3 × 1st, 1 × 3rd"."""
    return ", ".join(
        _("%(times)s × %(rank)s", times=whole(ranks[rank]), rank=ordinal(rank)) for rank in sorted(ranks)
    )
