"""What the winners' page shows of a quarter, gathered for its templates."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from flask import abort, url_for
from flask_babel import gettext as _

from app.auth.access import open_reps, open_teams
from app.auth.queries import Viewer
from app.leaderboard.figures import colour, initials
from app.periods import sides as sides_in_order
from app.scoresheet.queries import days
from app.stamp import Reading
from app.winners import cabinet, figures, queries
from app.winners.queries import Closed, Win
from app.wording import date_name, whole

STEPS = (2, 1, 3, 0)
"""Where the first, the second, the third and a fourth stand on a podium, from the left."""
SHOWN = 6
"""Names on a crowded podium; the others are there on request."""


class Stand(NamedTuple):
    """Somebody on a podium, in words; `own` says whether it is the reader, `sheet` is empty if it is not his to see."""

    rank: int
    place: str
    name: str
    letters: str
    colour: str
    points: str
    exceeded: str
    met: str
    own: str
    sheet: str
    certificate: str


class Podium(NamedTuple):
    """A podium of a board: who stands on it, where from the left; nobody has a step where too many share places."""

    board: str
    name: str
    url: str
    steps: Sequence[tuple[int, Stand]]
    crowd: Sequence[Stand]
    rest: Sequence[Stand]


def context(viewer: Viewer, now: Reading, label: str = "") -> dict[str, Any]:
    """Return what the page shows: the podiums of the quarter called `label`, by default the newest final one.

    404 if that was never closed; without any quarter the page says what makes one final.
    """
    quarters = queries.closed_quarters()
    chosen = _chosen(quarters, label)
    if chosen is None:
        waiting = [figures.quarter_name(one, now.line) for one in quarters]
        return {"quarter": None, "reopened": waiting}
    wins = in_order(queries.wins(), now)
    newer = [] if label else [one for one in quarters if one.first > chosen.first]
    return {
        "quarter": figures.quarter_name(chosen, now.line),
        "state": chosen.state,
        "closed": date_name(now.line.day(chosen.closed_at)),
        "bands": _bands([one for one in wins if one.first == chosen.first], chosen, viewer),
        "board_url": url_for("leaderboard.board", period=chosen.label),
        "reopened": [figures.quarter_name(one, now.line) for one in newer],
        "history": cabinet.history(wins, quarters, chosen, now.line),
        "shelves": cabinet.shelves(wins, quarters, now.line),
        "titles": cabinet.titles(wins, quarters, now.line),
        **_beside(quarters, chosen),
    }


def in_order(wins: Iterable[Win], now: Reading) -> list[Win]:
    """Return winners by quarter as they came, in each the sides in the order in which the agreement has them."""
    order = {side: number for number, side in enumerate(sides_in_order(now.line))}
    return sorted(wins, key=lambda one: (-one.first, order.get(one.side, len(order))))


def _chosen(quarters: Sequence[Closed], label: str) -> Closed | None:
    if label:
        return next((one for one in quarters if one.label == label), None) or abort(404)
    return next((one for one in quarters if one.state == "final"), None)


def _beside(quarters: Sequence[Closed], chosen: Closed) -> dict[str, Any]:
    """Return the addresses of the quarters before and after."""
    at = quarters.index(chosen)
    after, before = quarters[at - 1 : at], quarters[at + 1 : at + 2]
    urls = [url_for("winners.quarter", label=one[0].label) if one else None for one in (before, after)]
    return {"before": urls[0], "after": urls[1], "periods": []}


def _bands(wins: Sequence[Win], quarter: Closed, viewer: Viewer) -> list[tuple[str, list[Podium]]]:
    """Return the podiums of a quarter by side."""
    sheets = _sheets(wins, quarter, viewer)
    return [
        (
            figures.side_name(side),
            [
                _podium(board, side, [_stand(one, quarter, viewer, sheets) for one in found], quarter)
                for board, found in groupby(of_side, key=lambda one: one.board)
            ],
        )
        for side, of_side in groupby(wins, key=lambda one: one.side)
    ]


def _podium(board: str, side: str, stands: list[Stand], quarter: Closed) -> Podium:
    url = url_for("leaderboard.board", board=board, side=side or None, period=quarter.label)
    fits = len(stands) <= len(STEPS)
    return Podium(
        board,
        figures.board_name(board),
        url,
        list(zip(STEPS, stands, strict=False)) if fits else [],
        [] if fits else stands[:SHOWN],
        [] if fits else stands[SHOWN:],
    )


def _stand(one: Win, quarter: Closed, viewer: Viewer, sheets: dict[tuple[str, int], str]) -> Stand:
    return Stand(
        one.rank,
        figures.place_words(one),
        one.name,
        initials(one.name),
        colour(one.who) if one.board == "team" else "",
        figures.points_words(one.points),
        whole(one.exceeded),
        whole(one.met),
        _own(one, viewer),
        sheets.get((one.board, one.who), ""),
        url_for("winners.certificate", label=quarter.label, board=one.board, who=figures.address(one)),
    )


def _own(one: Win, viewer: Viewer) -> str:
    if one.board == "rep":
        return _("you") if one.who == viewer.rep_id else ""
    return _("your team") if one.who in viewer.team_ids else ""


def _sheets(wins: Iterable[Win], quarter: Closed, viewer: Viewer) -> dict[tuple[str, int], str]:
    """Return the addresses of the score sheets that are open to the viewer, by board and row id."""
    who = {board: {one.who for one in wins if one.board == board} for board in ("rep", "team")}
    reps = open_reps(viewer, who["rep"], days(quarter.period))
    teams = open_teams(viewer, who["team"])
    period = quarter.label
    return {
        **{("rep", one): url_for("scoresheet.rep", key=key, period=period) for one, key in reps.items()},
        **{
            ("team", one): url_for("scoresheet.team", name=name, period=period) for one, name in teams.items()
        },
    }
