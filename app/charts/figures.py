"""What charts are drawn from: a rep's points by month and his levels against their targets; the same as tables."""

import hashlib
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _

from app.charts.pooling import pooled
from app.charts.queries import lines_of_level
from app.periods import state_of_month
from app.scoresheet import figures as marks
from app.scoresheet.queries import Line, lines
from app.stamp import Reading
from app.wording import digits_to_tell, locale, month_letters, month_name, percent, whole
from scoring.agreement import ServiceLevel
from scoring.attainment import NO_DATA
from scoring.periods import Period, month_of

POINTS, LEVELS = "points", "levels"
LOOKS = ("light", "dark", "light-narrow", "dark-narrow")
YEAR, HALF = 12, 6
"""Months on the charts of points and of levels."""
KEPT = 8192
"""Scores that a process keeps in words: to make them takes longer than to read them."""


class Bar(NamedTuple):
    """The points of a month; `name` is short."""

    name: str
    points: int
    state: str


class Dot(NamedTuple):
    """A level's value in a month with its target, as floats for drawing and as words for tables."""

    name: str
    value: float | None
    target: float | None
    attainment: str
    value_words: str
    target_words: str


class Panel(NamedTuple):
    """A level over the months; `percent` tells that its values are parts of a whole."""

    name: str
    percent: bool
    dots: tuple[Dot, ...]


class Trend(NamedTuple):
    """A level over the months for everybody together; `held` is the target of the newest in words, `url` the chart.

    Walls show no money: what is made of values is told as part of its target.
    """

    panel: Panel
    held: str
    url: str


class Picture(NamedTuple):
    """A chart on a page: its addresses by look, and what it shows in words."""

    urls: dict[str, str]
    alt: str


def recent(rep_id: int, now: Reading) -> list[Line]:
    """Return the scores of a rep in the months that charts show."""
    this = month_of(now.day)
    return lines("rep", rep_id, Period("", "year", this - YEAR + 1, this))


def bars(scores: Sequence[Line], now: Reading) -> tuple[Bar, ...]:
    """Return the points by month, from the first one with a score on."""
    this = month_of(now.day)
    first = min((one.month for one in scores), default=this)
    return tuple(
        Bar(
            names(str(locale()), month)[0],
            sum(one.points for one in scores if one.month == month),
            state_of_month(month, now.day, now.closed),
        )
        for month in range(first, this + 1)
    )


def panels(scores: Sequence[Line], now: Reading) -> tuple[Panel, ...]:
    """Return each level of the newest version that was scored of late, the metric that matters first."""
    this = month_of(now.day)
    version = now.line.in_force(this)
    agreement = version.agreement if version else None
    levels = list(agreement.levels) if agreement else []
    levels.sort(key=lambda level: agreement is not None and level.id != agreement.metric_that_matters)
    found = []
    for level in levels:
        months = {one.month: one for one in scores if one.level == level.id and one.month > this - HALF}
        if months:
            dots = tuple(
                _dot(str(locale()), months[month], _level(now, months[month]) or level)
                for month in sorted(months)
            )
            found.append(Panel(level.name, marks.is_part(level), dots))
    return tuple(found)


def _level(now: Reading, score: Line) -> ServiceLevel | None:
    version = now.line.in_force(score.month)
    return version.agreement.level(score.level) if version else None


@lru_cache(maxsize=KEPT)
def _dot(language: str, score: Line, level: ServiceLevel) -> Dot:
    """Return a score as it is drawn and told in a language; those of months that are over stay what they are."""
    held = score._replace(target=level.weeks_met) if level.weekly else score
    shown = marks.figures(held, level)
    return Dot(
        names(language, score.month)[0],
        None if score.value is None or score.attainment == NO_DATA else float(score.value),
        None if held.target is None else float(held.target),
        score.attainment,
        shown.value or "–",
        shown.target or "–",
    )


@lru_cache(maxsize=KEPT)
def names(_language: str, month: int) -> tuple[str, str]:
    """Return the short and the long name of a month in the reader's language."""
    return month_letters(month), month_name(month)


def data_of(kind: str, rep_id: int, now: Reading) -> tuple[Bar, ...] | tuple[Panel, ...]:
    """Return what a kind of chart shows of a rep."""
    scores = recent(rep_id, now)
    return bars(scores, now) if kind == POINTS else panels(scores, now)


def version_of(data: Sequence[Bar] | Sequence[Panel]) -> str:
    """Return what changes with what a chart shows, and with nothing else."""
    return hashlib.sha256(repr((str(locale()), data)).encode()).hexdigest()[:16]


def picture(kind: str, key: str, data: tuple[Bar, ...] | tuple[Panel, ...]) -> Picture:
    """Return a chart for a page; its address holds the version, so that browsers may keep it."""
    version = version_of(data)
    urls = {look: url_for("charts.chart", kind=kind, look=look, version=version, key=key) for look in LOOKS}
    return Picture(urls, alt(kind, data))


def alt(kind: str, data: tuple[Bar, ...] | tuple[Panel, ...]) -> str:
    """Return what a chart shows, in a sentence; the numbers are in the table beside it."""
    if kind == LEVELS:
        return _("Each service level against its target, month by month; the numbers are in the table below.")
    told = ", ".join(f"{one.name} {whole(one.points)}" for one in data if isinstance(one, Bar))
    return _("Points by month: %(months)s.", months=told)


def month_rows(scores: Sequence[Line], now: Reading) -> list[tuple[str, str]]:
    """Return months and points for the table beside the chart of points, the newest first."""
    shown = bars(scores, now)
    this = month_of(now.day)
    return [
        (names(str(locale()), this - back)[1], whole(one.points)) for back, one in enumerate(reversed(shown))
    ]


def trend_data(level_id: str, now: Reading) -> Panel | None:
    """Return what all teams reached together in a level, month by month; of reps where teams are not scored.

    None if fewer than two months have a value: that is no trend.
    """
    this = month_of(now.day)
    version = now.line.in_force(this)
    level = version.agreement.level(level_id) if version else None
    if level is None:
        return None
    board = "team" if "team" in level.scored else "rep"
    months: dict[int, list[Line]] = {}
    for line in lines_of_level(level_id, board, this - YEAR + 1, this):
        months.setdefault(line.month, []).append(line)
    told = [(_level(now, found[0]) or level, found) for _month, found in sorted(months.items())]
    dots = tuple(_far_dot(pooled(found, terms), terms) for terms, found in told)
    shown = sum(dot.value is not None for dot in dots)
    is_percent = marks.is_part(level) or marks.is_of_values(level)
    return Panel(level.name, is_percent, dots) if shown > 1 else None


def _far_dot(score: Line, level: ServiceLevel) -> Dot:
    """Return a score as walls show it."""
    dot = _dot(str(locale()), score, level)
    if not marks.is_of_values(level):
        return dot
    if score.value is None or not score.target or score.attainment == NO_DATA:
        return dot._replace(value=None, target=None, value_words="–", target_words="–")
    part = score.value / score.target
    digits = digits_to_tell(part, (Fraction(1),), 2, level.direction) - 2
    return dot._replace(
        value=float(part), target=1.0, value_words=percent(part, digits), target_words=percent(Fraction(1))
    )


def trend(level_id: str, now: Reading) -> Trend | None:
    """Return the trend of a level for a page."""
    panel = trend_data(level_id, now)
    version = now.line.in_force(month_of(now.day))
    level = version.agreement.level(level_id) if version else None
    if panel is None or level is None:
        return None
    url = url_for("charts.trend", version=version_of((panel,)), level=level_id)
    return Trend(panel, _held_words(panel.dots[-1], level), url)


def _held_words(newest: Dot, level: ServiceLevel) -> str:
    held = newest.target_words
    if newest.target is None:
        return ""
    if not marks.is_of_values(level):
        return marks.held_words(held, level)
    if level.direction == "at_most":
        return _("at most %(part)s of the target", part=held)
    return _("at least %(part)s of the target", part=held)
