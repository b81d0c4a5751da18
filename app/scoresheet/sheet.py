"""What a score sheet shows, gathered for its templates: levels × months, adding up to the total on the board."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _

from app.agreement.figures import clause
from app.leaderboard import figures as race
from app.leaderboard import queries as boards
from app.periods import late_words, state_of, state_of_month, state_words, ways
from app.proof.figures import proof_url
from app.scoresheet import figures, queries
from app.scoresheet.people import Subject, sheet_url
from app.stamp import Reading
from app.wording import capital, moment, month_letters, month_name, ordinal, period_name, short_month, whole
from scoring.agreement import ServiceLevel
from scoring.periods import Period, month_label
from scoring.versions import Timeline


class Cell(NamedTuple):
    """One score on the sheet; `state` is that of its month."""

    attainment: str
    words: str
    state: str
    value: str
    note: str
    points: str
    url: str
    explained: str


def context(subject: Subject, period: Period, now: Reading) -> dict[str, Any]:
    """Return what the polled piece of a sheet shows."""
    line = now.line
    scores = {(one.level, one.month): one for one in queries.lines(subject.board, subject.id, period)}
    levels = ordered_levels(line, period, {level for level, _month in scores})
    months = [(month, state_of_month(month, now.day, now.closed)) for month in period.months]
    cell = cell_maker(subject, period, now)
    rows = [
        (key, name, main, [cell(scores.get((key, month)), month) for month, _state in months],
         figures.total([one for one in scores.values() if one.level == key]))
        for key, name, main in levels
    ]  # fmt: skip
    zone = line.zone_on(now.day)
    state = state_of(period, now.day, now.closed)
    return {
        "subject": subject,
        "period": period,
        "period_name": capital(period_name(period, line.fiscal_start(period.first))),
        "tag": now.tag,
        "state": state,
        "state_words": state_words(period, now.day, now.closed),
        "zone": zone.key,
        "as_of": None
        if now.data_as_of is None or state == "final"
        else moment(now.data_as_of, zone, now.day),
        "late": late_words(period, now),
        "poll_url": sheet_url(subject, period=period.label),
        "months": [(month_letters(m) if len(months) > 3 else short_month(m), state) for m, state in months],
        "rows": rows,
        "sums": [
            figures.total([one for one in scores.values() if one.month == month]) for month, _state in months
        ],
        "total": figures.total(list(scores.values())),
        "race": standing(subject, period, months),
    }


def ordered_levels(line: Timeline, period: Period, scored: set[str]) -> list[tuple[str, str, bool]]:
    """Return the scored levels, id and name: the metric that matters first, then as the newest version has them."""
    versions = {id(found): found for month in period.months if (found := line.in_force(month))}
    newest_first = [version.agreement for version in reversed(versions.values())]
    levels = {level.id: level.name for one in reversed(newest_first) for level in one.levels}
    order = list(dict.fromkeys(level.id for one in newest_first for level in one.levels))
    mains = [one.metric_that_matters for one in newest_first[:1]]
    shown = [key for key in order if key in scored] + sorted(scored.difference(order))
    shown.sort(key=lambda key: key not in mains)
    return [(key, levels.get(key, key), key in mains) for key in shown]


def level_of(line: Timeline, month: int, key: str) -> ServiceLevel | None:
    """Return the level called `key` by the version in force in `month`."""
    version = line.in_force(month)
    return version.agreement.level(key) if version else None


def cell_maker(
    subject: Subject, period: Period, now: Reading
) -> Callable[[queries.Line | None, int], Cell | None]:
    """Return what makes the cell of a score."""
    about = {"rep": "key", "team": "name"}[subject.board]

    def cell(score: queries.Line | None, month: int) -> Cell | None:
        level = level_of(now.line, month, score.level) if score else None
        if score is None or level is None:
            return None
        value, note = figures.short_words(score, level)
        asked = {"period": period.label, "month": month_label(month), "level": level.id}
        return Cell(
            score.attainment,
            figures.attainment_words(score.attainment),
            state_of_month(month, now.day, now.closed),
            value,
            note,
            figures.points_words(score.points),
            sheet_url(subject, **asked) + "#explanation",
            url_for(f"scoresheet.explain_{subject.board}", **{about: subject.key}, **asked),  # type: ignore[arg-type]
        )

    return cell


def standing(subject: Subject, period: Period, months: list[tuple[int, str]]) -> dict[str, Any] | None:
    """Return where the subject stands on the board of all sides, with the lane; None if not there."""
    board, mine = boards.Board(subject.board, period.label, ""), boards.one(subject.id)
    line = boards.line_of(board, subject.id)
    if line is None:
        return None
    leader = boards.leader_points(board)
    labels = [month_label(month) for month, _state in months]
    points = boards.month_points(board, mine, labels)
    shared = bool(boards.ties(board, {line.rank}))
    count = boards.size(board)
    words = {
        "rep": _("%(rank)s of %(count)s reps", rank=ordinal(line.rank), count=whole(count)),
        "team": _("%(rank)s of %(count)s teams", rank=ordinal(line.rank), count=whole(count)),
    }[subject.board]
    page = -(-line.place // boards.LINES)
    asked: dict[str, Any] = {"board": subject.board, "period": period.label} | (
        {"page": page} if page > 1 else {}
    )
    named = [(short_month(month), state) for month, state in months]
    return {
        "rank": _("%(rank)s, shared", rank=words) if shared else words,
        "gap": race.gap_words(leader - line.points),
        "lane": race.lane(
            [points.get((subject.id, label), 0) for label in labels], named, leader, line.points
        ),
        "exceeded": whole(line.exceeded),
        "met": whole(line.met),
        "url": url_for("leaderboard.board", **asked) + f"#row-{subject.board[0]}{subject.id}",
    }


def frame(subject: Subject, period: Period, now: Reading, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return what stands around the polled piece: the ways to other periods, the mark that is explained."""
    return {
        **ways(period, now.line, now.day, lambda label: sheet_url(subject, period=label)),
        "kept": {},
        "explained": explanation(subject, period, now, asked) if "level" in asked else None,
    }


def explanation(
    subject: Subject, period: Period, now: Reading, asked: Mapping[str, str]
) -> dict[str, Any] | None:
    """Return what the score of the level and month asked for is made of; None if there is no such score."""
    line = now.line
    number = next((one for one in period.months if month_label(one) == asked.get("month")), 0)
    scores = queries.lines(subject.board, subject.id, period)
    score = next((one for one in scores if one.month == number and one.level == asked.get("level")), None)
    level = level_of(line, number, score.level) if score else None
    version = line.in_force(number)
    if score is None or level is None or version is None:
        return None
    state = state_of_month(number, now.day, now.closed)
    found = figures.figures(score, level)
    words = clause(level, version.agreement.calendar)
    return {
        "level": level,
        "month_name": month_name(number),
        "score": score,
        "words": capital(figures.attainment_words(score.attainment)),
        "state": state,
        "figures": found,
        "to_meet": figures.held_words(found.target, level),
        "to_exceed": figures.held_words(found.exceed, level),
        "why": figures.reason(score, level, running=state == "running"),
        "owed": figures.owed_words(score, level, subject.board),
        "clause": words,
        "points": figures.points_words(score.points),
        "version": (version.agreement.name, month_name(version.agreement.starts)),
        "version_url": url_for("agreement.page", version=month_label(version.agreement.starts))
        + f"#{level.id}",
        "proof_url": proof_url(subject.board, subject.key, period.label, month_label(number), level.id),
        "close_url": sheet_url(subject, period=period.label),
    }
