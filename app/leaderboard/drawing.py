"""Lines of a board as HTML, each drawn once: after a change most lines of a board are what they were."""

from functools import lru_cache, partial
from typing import NamedTuple

from flask import render_template
from markupsafe import Markup

from app.leaderboard import figures
from app.leaderboard.lanes import lane
from app.wording import whole_in

KEPT_ROWS = 4096
"""Lines that a process keeps drawn, of about 2 KB each."""


class Shape(NamedTuple):
    """All that decides what a line looks like; `before` is the rank that movement is measured from.

    `legs` are the points of the months, `months` their names and states, `leader` the points of whoever leads.
    """

    board: str
    who: int
    name: str
    team: int
    team_name: str
    rank: int
    shared: bool
    before: int | None
    points: int
    exceeded: int
    met: int
    legs: tuple[int, ...]
    months: tuple[tuple[str, str], ...]
    leader: int
    sheet: str


@lru_cache(maxsize=KEPT_ROWS)
def row(language: str, shape: Shape) -> Markup:
    """Return a line of a board in `language`, which is the reader's."""
    show = partial(whole_in, language)
    way, words = figures.movement(shape.rank, shape.before)
    text = render_template(
        "leaderboard/_row.html",
        key=f"{shape.board[0]}{shape.who}",
        team=f"t{shape.team}",
        rank=figures.shown_rank(shape.rank, shape.shared),
        way=way,
        words=words,
        name=shape.name,
        letters=figures.initials(shape.name),
        colour=figures.colour(shape.team),
        team_name=shape.team_name,
        points=show(shape.points),
        exceeded=show(shape.exceeded),
        met=show(shape.met),
        lane=lane(shape.legs, shape.months, shape.leader, shape.points, show),
        gap=figures.gap_words(shape.leader - shape.points),
        sheet=shape.sheet,
    )
    return Markup(text)  # noqa: S704 - it comes from a template, which escaped it


@lru_cache(maxsize=64)
def around(_language: str, board: str) -> dict[str, Markup]:
    """Return what stands above and below the lines of every board, in the reader's language."""
    names = {"head": "components/race_head.html", "legend": "components/race_legend.html"}
    texts = {name: render_template(path, board=board) for name, path in names.items()}
    return {name: Markup(text) for name, text in texts.items()}  # noqa: S704 - from templates
