"""The levels of the month that runs: value, target, how far, and what is still needed."""

from fractions import Fraction
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.rep.drawing import reach_bar
from app.rep.figures import need_words
from app.scorekeeping.queries import weeks_of_rep
from app.scoresheet import figures as marks
from app.scoresheet.queries import Line
from app.stamp import Reading
from scoring import pace
from scoring.agreement import Baseline, ServiceLevel
from scoring.attainment import EXCEEDED, MET, NO_DATA, Tally, Week, attain, goal_of
from scoring.pace import need, need_of_weeks
from scoring.periods import days_of_month, days_of_week, month_label, month_of, week_of
from scoring.versions import Version

REP = "rep"


class Needed(NamedTuple):
    """What is still needed, and what for."""

    name: str
    words: str


class WeekMark(NamedTuple):
    """A week of a weekly level: its attainment, or running or ahead, also in words."""

    attainment: str
    words: str


class LevelNow(NamedTuple):
    """A level as it stands this month."""

    name: str
    is_main: bool
    attainment: str
    words: str
    value: str
    parts: str
    held: str
    points: str
    bar: Markup | None
    weeks: list[WeekMark]
    needed: list[Needed]
    why: str
    url: str


Weeks = list[tuple[int, Week]]


class Month:
    """The month that runs, as one rep has it."""

    def __init__(self, rep: tuple[int, str], now: Reading, version: Version, moment: int) -> None:
        """Take whose it is, id and key, and what judges it."""
        self.rep_id, self.key = rep
        self.now, self.version = now, version
        self.month = month_of(now.day)
        self.weeks = weeks_of_rep(now.line, self.rep_id, moment)

    def levels(self, scores: list[Line]) -> list[LevelNow]:
        """Return the levels scored this month, the metric that matters first, then as the agreement has them."""
        known = {one.level: one for one in scores}
        agreement = self.version.agreement
        shown = [level for level in agreement.levels if level.id in known]
        shown.sort(key=lambda level: level.id != agreement.metric_that_matters)
        return [self._level(level, known[level.id]) for level in shown]

    def _level(self, level: ServiceLevel, score: Line) -> LevelNow:
        weeks = self.weeks.get(level.id, []) if level.weekly else []
        goals = goals_of(level, score)
        found = marks.figures(score._replace(target=goals[0], exceed=goals[1]), level)
        quarter = self.now.line.periods_of(self.month)[0]
        asked: dict[str, Any] = {"key": self.key, "period": quarter.label}
        asked |= {"month": month_label(self.month), "level": level.id}
        return LevelNow(
            level.name,
            level.id == self.version.agreement.metric_that_matters,
            score.attainment,
            marks.attainment_words(score.attainment),
            found.value,
            found.parts,
            marks.held_words(found.target, level),
            marks.points_words(score.points),
            None if level.weekly else reach_bar(level, score.value, goals),
            [self._mark(level, week, one) for week, one in weeks if one.share],
            self._weeks_needed(level, weeks) if level.weekly else self._needed(level, score, goals),
            marks.reason(score, level, running=True),
            url_for("scoresheet.rep", **asked) + "#explanation",
        )

    def _needed(
        self, level: ServiceLevel, score: Line, goals: tuple[Fraction | None, Fraction | None]
    ) -> list[Needed]:
        if score.numerator is None:
            return []
        tally = Tally(score.numerator, None if score.denominator is None else int(score.denominator))
        return needed(level, tally, goals, self._last_day(*days_of_month(self.month)))

    def _weeks_needed(self, level: ServiceLevel, weeks: Weeks) -> list[Needed]:
        """Return what the week that runs needs, then what the month does."""
        this = week_of(self.now.day)
        owed = [(week, one) for week, one in weeks if one.share]
        over = [self._attained(level, one) for week, one in owed if week < this]
        left = sum(week >= this for week, _one in owed)
        found: list[Needed] = []
        for week, one in owed:
            if week == this:
                goal = goal_of(level, REP, one.share, one.worked)
                by = self._last_day(*days_of_week(week))
                found += [
                    Needed(_("This week, %(what)s", what=name[:1].lower() + name[1:]), words)
                    for name, words in needed(level, one.tally, (goal.target, goal.exceed), by)
                ]
        wants = [(_("To meet the month"), MET)]
        wants += [(_("To exceed the month"), EXCEEDED)] if level.exceed is not None else []
        for name, wanted in wants:
            lacking = need_of_weeks(level, over, left, wanted)
            if lacking.kind != pace.DONE:
                found.append(Needed(name, need_words(lacking, level, 0)))
        return found

    def _mark(self, level: ServiceLevel, week: int, one: Week) -> WeekMark:
        this = week_of(self.now.day)
        if week > this:
            return WeekMark("ahead", _("ahead"))
        attained = self._attained(level, one)
        if week == this:
            return WeekMark("running", _("running"))
        return WeekMark(attained, marks.attainment_words(attained))

    def _attained(self, level: ServiceLevel, week: Week) -> str:
        return attain(level, week.tally, goal_of(level, REP, week.share, week.worked))

    def _last_day(self, first: int, after: int) -> int:
        """Return the last working day of a stretch that is not over, or its last day."""
        working = self.version.business.working_days(max(first, self.now.day), after)
        return working[-1] if working else after - 1


def goals_of(level: ServiceLevel, score: Line) -> tuple[Fraction | None, Fraction | None]:
    """Return what a score is judged by; while there is no data, what it will be judged by, if that is known."""
    if score.attainment == NO_DATA and not isinstance(level.target, Baseline) and not level.additive:
        return level.target, level.exceed
    return score.target, score.exceed


def needed(
    level: ServiceLevel, tally: Tally, goals: tuple[Fraction | None, Fraction | None], by: int
) -> list[Needed]:
    """Return what it takes to meet, to exceed, or to keep what is reached, in words."""
    target, exceed = goals
    if target is None:
        return []
    meet = need(level, tally, target)
    best = None if exceed is None else need(level, tally, exceed)
    if best and best.reached:
        wanted = [(_("To stay exceeded"), best)]
    elif meet.reached:
        wanted = [(_("To stay met"), meet)]
    else:
        wanted = [(_("To meet it"), meet)]
    if best and not best.reached and meet.kind != pace.LOST:
        wanted.append((_("To exceed it"), best))
    return [Needed(name, need_words(one, level, by)) for name, one in wanted if one.kind != pace.DONE]
