"""The month that runs as a table of participants and levels, whoever falls short most first."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _

from app.compliance import figures, queries
from app.compliance.queries import Member, Watch
from app.leaderboard import figures as race
from app.scorekeeping.queries import shares_over
from app.scoresheet import figures as marks
from app.scoresheet.queries import Line
from app.stamp import Reading
from scoring.agreement import ServiceLevel
from scoring.attainment import Tally
from scoring.periods import days_of_month, days_of_week, month_label, month_of, weeks_of_month
from scoring.risk import AT_RISK, OUT_OF_REACH, Days, Risk, risk_of_month, risk_of_weeks
from scoring.versions import Version

DaysOf = Callable[[str, int, str], Days]
"""Gives the days of a participant, by board and row id, on a side."""


class Judged(NamedTuple):
    """A score of the month that runs, and how it will end."""

    level: ServiceLevel
    line: Line
    risk: Risk


class Standing(NamedTuple):
    """How a participant stands on a side: all his levels there, by id."""

    board: str
    who: int
    side: str
    judged: Mapping[str, Judged]

    @property
    def short(self) -> Fraction:
        """Return by how much he falls short at the month's end, all levels together."""
        return sum((one.risk.short for one in self.judged.values()), Fraction(0))

    @property
    def in_danger(self) -> bool:
        """Tell whether any level will be missed if it goes on like this."""
        return any(one.risk.state in (AT_RISK, OUT_OF_REACH) for one in self.judged.values())


class Cell(NamedTuple):
    """A score: its mark and figures, how it will end, and where its proof is."""

    level: str
    attainment: str
    words: str
    value: str
    note: str
    risk: str
    risk_words: str
    url: str


class Row(NamedTuple):
    """A participant with a cell for each level, empty where he has no score; `note` are a rep's teams."""

    board: str
    name: str
    note: str
    url: str
    letters: str
    colour: str
    cells: list[Cell | None]


class Table(NamedTuple):
    """The participants of one side; levels by name, each with whether it is the metric that matters."""

    side: str
    levels: list[tuple[str, bool]]
    rows: list[Row]


def levels_of(version: Version, watch: Watch) -> list[ServiceLevel]:
    """Return the levels that the teams promise, the metric that matters first."""
    agreement, sides = version.agreement, {team.side for team in watch.teams}
    found = [level for level in agreement.levels if level.side in sides]
    return sorted(found, key=lambda level: level.id != agreement.metric_that_matters)


def standings(
    watch: Watch, members: Sequence[Member], version: Version, now: Reading, moment: int
) -> list[Standing]:
    """Return the standing of each team and then of each rep this month: who falls short most at its end comes first."""
    month = month_of(now.day)
    levels = {level.id: level for level in levels_of(version, watch)}
    scores = queries.lines(watch, month, levels)
    days = days_of(version, now, moment, frozenset(one.id for one in members))
    left = sum(days_of_week(week)[1] > now.day for week in weeks_of_month(month))
    found: dict[tuple[str, int, str], dict[str, Judged]] = {}
    for (board, who), lines in scores.items():
        for line in lines:
            level = levels[line.level]
            risk = _risk(level, line, left, days(board, who, level.side))
            found.setdefault((board, who, level.side), {})[level.id] = Judged(level, line, risk)
    names = {("team", team.id): team.name for team in watch.teams}
    names |= {("rep", one.id): one.name or one.key for one in members}
    stood = [Standing(*key, judged) for key, judged in found.items()]
    return sorted(stood, key=lambda one: (one.board != "team", -one.short, names[one.board, one.who]))


def _risk(level: ServiceLevel, line: Line, left: int, days: Days) -> Risk:
    whole = None if line.denominator is None else int(line.denominator)
    tally = Tally(line.numerator or Fraction(0), whole)
    return (
        risk_of_weeks(level, tally, left) if level.weekly else risk_of_month(level, tally, line.target, days)
    )


def days_of(version: Version, now: Reading, moment: int, reps: frozenset[int]) -> DaysOf:
    """Return what tells how many of his working days each participant has behind him; of today the part that ran."""
    first, after = days_of_month(month_of(now.day))
    spans = [(first, after), (first, now.day), (first, now.day + 1)]
    all_days, before, with_today = shares_over(reps, version.business, spans)
    opens, closes = now.line.day_starts(now.day), now.line.day_starts(now.day + 1)
    open_today = version.business.elapsed(opens, closes)
    part = Fraction(version.business.elapsed(opens, min(moment, closes)), open_today or 1)

    def days(board: str, who: int, side: str) -> Days:
        whole, past, then = (
            shares.of(board, who, side) * len(shares.working) for shares in (all_days, before, with_today)
        )
        return Days(past + (then - past) * part, whole)

    return days


def tables(shown: Sequence[Standing], members: Sequence[Member], watch: Watch, now: Reading) -> list[Table]:
    """Return the tables of those who are `shown`, one for each side, that of the first of them first."""
    version = now.line.in_force(month_of(now.day))
    assert version, "a score has a version"
    levels = levels_of(version, watch)
    found = []
    for side in dict.fromkeys(one.side for one in shown):
        own = [level for level in levels if level.side == side]
        heads = [(level.name, level.id == version.agreement.metric_that_matters) for level in own]
        rows = [_row(one, own, members, watch, now) for one in shown if one.side == side]
        found.append(Table(side, heads, rows))
    return found


def _row(
    one: Standing, levels: Sequence[ServiceLevel], members: Sequence[Member], watch: Watch, now: Reading
) -> Row:
    teams = {team.id: team for team in watch.teams}
    quarter = now.line.periods_of(month_of(now.day))[0].label
    if one.board == "team":
        name, note, team_id = teams[one.who].name, _("the team"), one.who
        asked = {"name": name}
    else:
        own = [member for member in members if member.id == one.who]
        name, team_id = own[0].name or own[0].key, own[-1].team_id
        note = ", ".join(teams[member.team_id].name for member in own)
        asked = {"key": own[0].key}
    asked["period"] = quarter
    cells = [_cell(one.judged.get(level.id), one.board, asked, now) for level in levels]
    url = url_for(f"scoresheet.{one.board}", **asked)  # type: ignore[arg-type]
    return Row(one.board, name, note, url, race.initials(name), race.colour(team_id), cells)


def _cell(judged: Judged | None, board: str, asked: Mapping[str, str], now: Reading) -> Cell | None:
    if judged is None:
        return None
    level, line, risk = judged
    value, note = marks.short_words(line, level)
    target = marks.figures(line, level).target
    mark = {"month": month_label(month_of(now.day)), "level": level.id, "_anchor": "explanation"}
    return Cell(
        level.name,
        line.attainment,
        marks.attainment_words(line.attainment),
        value,
        note or marks.held_words(target, level),
        risk.state,
        figures.pace_words(risk, level, target),
        url_for(f"scoresheet.{board}", **asked, **mark),  # type: ignore[arg-type]
    )
