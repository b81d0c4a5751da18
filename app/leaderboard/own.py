"""What of a board is the reader's own: his rows, where he stands, which sheets are open to him."""

from typing import Any, NamedTuple

from app.auth.queries import Viewer
from app.leaderboard import figures, queries
from app.leaderboard.board import board_url
from app.leaderboard.scope import Scope

MOST_SENTENCES = 3


class Mine(NamedTuple):
    """Where the reader, or a team of his, stands: the sentence, and the address of the line."""

    name: str
    words: str
    url: str


def context(viewer: Viewer, scope: Scope) -> dict[str, Any]:
    """Return the ids of the reader's rows, of those whose sheets he may open, and his standing in words."""
    teams = viewer.team_ids | viewer.managed_team_ids
    rows = [f"r{viewer.rep_id}"] if viewer.rep_id else []
    managed = [f"t{team}" for team in sorted(viewer.managed_team_ids)]
    open_rows = ["all"] if viewer.role == "admin" else [*rows, *(f"t{team}" for team in sorted(teams))]
    return {
        "scope": scope,
        "own": " ".join([*rows, *(f"t{team}" for team in sorted(viewer.team_ids))] or managed),
        "open_sheets": " ".join(open_rows),
        "mine": standings(viewer, scope),
        "mine_url": scope.asked(),
    }


def standings(viewer: Viewer, scope: Scope) -> list[Mine]:
    """Return where the reader stands: he himself among reps, his teams among teams."""
    if scope.board == "rep":
        who = [viewer.rep_id] if viewer.rep_id else []
    else:
        who = sorted(viewer.team_ids or viewer.managed_team_ids)[:MOST_SENTENCES]
    return [found for one in who if (found := standing(scope, one))]


def standing(scope: Scope, who: int) -> Mine | None:
    """Return where `who` stands on a board, if there."""
    board = queries.board_of(scope)
    line = queries.line_of(board, who)
    if line is None:
        return None
    shared = bool(queries.ties(board, {line.rank}))
    above, below = queries.around(board, line)
    words = figures.standing_words(line, shared, above, below)
    page = -(-line.place // queries.LINES)
    url = board_url(scope, q="", page=page) + f"#row-{scope.board[0]}{who}"
    return Mine(line.name if scope.board == "team" else "", words, url)
