"""What a board shows, gathered for its templates: the piece that is polled, and the frame around it."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.leaderboard import figures, queries
from app.leaderboard.scope import Scope
from app.periods import Choice, neighbour, sides, state_of, state_of_month, state_words, ways
from app.stamp import Reading
from app.wording import moment, period_name, short_month, whole
from scoring.periods import Period, month_label
from scoring.versions import Timeline


def board_url(scope: Scope, **other: str | int) -> str:
    """Return the address of this board, or of one that differs in `other`."""
    return url_for("leaderboard.board", **scope.asked(**other))  # type: ignore[arg-type]  # query, not options


def context(scope: Scope, now: Reading) -> dict[str, Any]:
    """Return what the polled piece shows: nothing in it depends on who looks."""
    page = queries.page_of(scope)
    zone = now.line.zone_on(now.day)
    return {
        "scope": scope,
        "tag": now.tag,
        "state": state_of(scope.period, now.day),
        "state_words": state_words(scope.period, now.day),
        "as_of": moment(now.data_as_of, zone, now.day) if now.data_as_of is not None else None,
        "caption": caption(scope, now.line),
        "rows": rows(scope, page, now),
        "found": page.found,
        "pages": turns(scope, page),
        "poll_url": board_url(scope, page=page.number),
        "newest": newest(scope) if not page.found and not scope.search else None,
        "all_url": board_url(scope, q=""),
    }


def caption(scope: Scope, line: Timeline) -> str:
    """Return what a board is of, as one line: teams or reps, period, side."""
    name = period_name(scope.period, line.fiscal_start(scope.period.first))
    words = {"team": _("Teams, %(period)s", period=name), "rep": _("Reps, %(period)s", period=name)}[
        scope.board
    ]
    return f"{words}, {scope.side}" if scope.side else words


def rows(scope: Scope, page: queries.Page, now: Reading) -> list[tuple[Any, ...]]:
    """Return the lines of a page as plain tuples, every number formatted."""
    board, label, side = scope.board, scope.period.label, scope.side
    who = [line.who for line in page.lines]
    if not who:
        return []
    leader = queries.leader_points(board, label, side)
    shared = queries.ties(board, label, side, {line.rank for line in page.lines})
    before = ranks_before(scope, page, now)
    labels = [month_label(month) for month in scope.period.months]
    months = [(short_month(month), state_of_month(month, now.day)) for month in scope.period.months]
    points = queries.month_points(board, side, labels, who)
    teams = queries.teams_in(scope.period, who) if board == "rep" else {}
    found = []
    for line in page.lines:
        team, team_name = teams.get(line.who, (0, "")) if board == "rep" else (line.who, line.side)
        rank = figures.shown_rank(line.rank, line.rank in shared)
        moved, words = figures.movement(line.rank, before.get(line.who))
        legs = [points.get((line.who, month), 0) for month in labels]
        lane = figures.lane(legs, months, leader, line.points)
        found.append(
            (f"{board[0]}{line.who}", f"t{team}", rank, moved, words, line.name, figures.initials(line.name),
             figures.colour(team), team_name, whole(line.points), whole(line.exceeded), whole(line.met),
             lane, figures.gap_words(leader - line.points), sheet_url(board, line.key, scope.period))
        )  # fmt: skip
    return found


def sheet_url(board: str, key: str, period: Period) -> str:
    """Return the address of the score sheet behind a line."""
    if board == "rep":
        return url_for("scoresheet.rep", key=key, period=period.label)
    return url_for("scoresheet.team", name=key, period=period.label)


def ranks_before(scope: Scope, page: queries.Page, now: Reading) -> dict[int, int]:
    """Return the ranks that movement is measured from: this morning's if it runs, else those of the period before."""
    if state_of(scope.period, now.day) == "running":
        return {line.who: line.opening_rank for line in page.lines if line.opening_rank is not None}
    label = neighbour(scope.period, -1, now.line).label
    return queries.ranks(scope.board, label, scope.side, [line.who for line in page.lines])


def turns(scope: Scope, page: queries.Page) -> list[Choice | None]:
    """Return the pages on offer: the first, the last, those around this one, None for a gap."""
    near = {1, page.pages, page.number - 1, page.number, page.number + 1}
    numbers = sorted(number for number in near if 1 <= number <= page.pages)
    found: list[Choice | None] = []
    for before, number in zip([0, *numbers], numbers, strict=False):
        if number > before + 1:
            found.append(None)
        found.append(Choice(whole(number), board_url(scope, page=number), number == page.number))
    return found if page.pages > 1 else []


def newest(scope: Scope) -> str | None:
    """Return the address of the last quarter with standings, when this period has none."""
    label = queries.newest_period(scope.board)
    return board_url(scope, period=label, side="") if label and label != scope.period.label else None


def frame(scope: Scope, now: Reading) -> dict[str, Any]:
    """Return what stands around the polled piece: heading, tabs, periods, sides."""
    boards = (("team", _("Teams")), ("rep", _("Reps")))
    parties = ("", *sides(now.line))
    return {
        **ways(scope.period, now.line, now.day, lambda label: board_url(scope, period=label)),
        "kept": scope.asked(period="", page=1),
        "boards": [
            Choice(text, board_url(scope, board=board, q=""), scope.board == board) for board, text in boards
        ],
        "sides": [
            Choice(side or _("All sides"), board_url(scope, side=side), scope.side == side)
            for side in parties
        ],
    }
