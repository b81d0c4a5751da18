"""What the page of a rep shows, gathered for its templates: the piece that is polled, and the frame around it."""

from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _

from app.auth.queries import LinkedRep
from app.badges.figures import shelf
from app.charts import figures as charts
from app.happenings.figures import lately
from app.leaderboard import figures as race
from app.leaderboard import queries as boards
from app.periods import late_words, state_of, state_of_month, state_words
from app.rep.due import due
from app.rep.ending import ending
from app.rep.levels import Month
from app.scoresheet.queries import teams_of
from app.stamp import Reading
from app.wording import capital, moment, month_name, ordinal, period_name, short_month, whole
from scoring.periods import Period, month_label, month_of

REFRESHED = 5 * 60 * 1_000_000
"""The time left is counted anew after so many microseconds, also where nothing else has changed."""


class Whose(NamedTuple):
    """Whose page it is; `own` tells that he reads it himself."""

    rep: LinkedRep
    own: bool

    @property
    def name(self) -> str:
        """Return what he is called."""
        return self.rep.name or self.rep.key

    @property
    def url(self) -> str:
        """Return the address of the page."""
        return url_for("rep.own") if self.own else url_for("rep.page", key=self.rep.key)

    @property
    def points_url(self) -> str:
        """Return the address of the points, one by one."""
        return url_for("rep.own_points") if self.own else url_for("rep.points", key=self.rep.key)


def tag_of(now: Reading, instant: int) -> str:
    """Return the version of the piece: that of all pages, and the minutes in which its times left are right."""
    return f"{now.tag}-{instant // REFRESHED}"


def quarter_of(now: Reading) -> Period:
    """Return the quarter that runs."""
    return now.line.periods_of(month_of(now.day))[0]


def context(whose: Whose, now: Reading, instant: int) -> dict[str, Any]:
    """Return what the polled piece shows."""
    quarter, this = quarter_of(now), month_of(now.day)
    line = now.line
    teams = teams_of(whose.rep.id, quarter)
    scores = charts.recent(whose.rep.id, now)
    version = line.in_force(this)
    sides = list(dict.fromkeys(side for _key, _name, side in teams))
    month = Month((whose.rep.id, whose.rep.key), now, version, instant) if version else None
    return {
        "whose": whose,
        "tag": tag_of(now, instant),
        "teams": [name for _key, name, _side in teams],
        "colour": race.colour(teams[-1][0] if teams else 0),
        "period_name": capital(period_name(quarter, line.fiscal_start(quarter.first))),
        "state": state_of(quarter, now.day, now.closed),
        "state_words": state_words(quarter, now.day, now.closed),
        "as_of": None if now.data_as_of is None else moment(now.data_as_of, now.zone, now.day),
        "late": late_words(quarter, now),
        "standing": standing(whose.rep.id, quarter, now),
        "ending": ending(whose.rep, quarter, line, [key for key, _name, _side in teams], sides),
        "due": due(whose.rep.id, now, instant),
        "month_name": month_name(this),
        "levels": month.levels([one for one in scores if one.month == this]) if month else [],
        "shelf": shelf("rep", whose.rep.id, now),
        "lately": lately("rep", whose.rep.id, now),
        "badges_url": url_for("badges.rep", key=whose.rep.key),
        "sheet_url": url_for("scoresheet.rep", key=whose.rep.key, period=quarter.label),
        **drawn(whose.rep.key, scores, now),
    }


def standing(rep_id: int, quarter: Period, now: Reading) -> dict[str, Any] | None:
    """Return where a rep stands among all: rank, points, movement since this morning, his lane; None if nowhere."""
    board, mine = boards.Board("rep", quarter.label, ""), boards.one(rep_id)
    line = boards.line_of(board, rep_id)
    if line is None:
        return None
    leader = boards.leader_points(board)
    labels = [month_label(month) for month in quarter.months]
    points = boards.month_points(board, mine, labels)
    months = [(short_month(month), state_of_month(month, now.day, now.closed)) for month in quarter.months]
    page = -(-line.place // boards.LINES)
    asked: dict[str, Any] = {"board": "rep", "period": quarter.label} | ({"page": page} if page > 1 else {})
    return {
        "rank": ordinal(line.rank),
        "shared": bool(boards.ties(board, {line.rank})),
        "count": whole(boards.size(board)),
        "moved": _moved(line.rank, line.opening_rank),
        "points": whole(line.points),
        "gap": race.gap_words(leader - line.points),
        "lane": race.lane([points.get((rep_id, label), 0) for label in labels], months, leader, line.points),
        "exceeded": whole(line.exceeded),
        "met": whole(line.met),
        "url": url_for("leaderboard.board", **asked) + f"#row-r{rep_id}",
    }


def _moved(rank: int, opening: int | None) -> tuple[str, str]:
    """Return the direction and the words of the movement since this morning."""
    way, words = race.movement(rank, opening)
    return way, _("unchanged today") if way == "same" else _("%(movement)s today", movement=words)


def drawn(key: str, scores: list[Any], now: Reading) -> dict[str, Any]:
    """Return the charts with the tables beside them; none where nothing was ever scored."""
    if not scores:
        return {"points_chart": None, "levels_chart": None, "month_rows": [], "panels": ()}
    panels = charts.panels(scores, now)
    return {
        "points_chart": charts.picture(charts.POINTS, key, charts.bars(scores, now)),
        "levels_chart": charts.picture(charts.LEVELS, key, panels) if panels else None,
        "month_rows": charts.month_rows(scores, now),
        "panels": panels,
    }


def frame(whose: Whose, now: Reading) -> dict[str, Any]:
    """Return what stands around the polled piece."""
    return {"letters": race.initials(whose.name), "zone": now.zone.key}
