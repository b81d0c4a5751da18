"""The exceptions of a working day, told in words: for the page, the file, and whoever sends them."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _

from app.cells import harmless
from app.compliance import daily, queries
from app.compliance.daily import Step
from app.compliance.queries import Member, Team, Watch
from app.compliance.rows import BREACH, LIMIT, WEEK, Key
from app.models.compliance import NOTE, TAKEN
from app.scorekeeping.queries import missed_weeks
from app.scorekeeping.rows import MissedWeek
from app.scoresheet import figures as marks
from app.scoresheet.queries import Line
from app.stamp import Reading
from app.wording import date_name, due_words
from scoring.agreement import ServiceLevel
from scoring.calendar import BusinessTime
from scoring.periods import month_label, month_of, month_of_week, week_of

FURTHEST = 60
"""Days in which a working day is looked for."""


class Entry(NamedTuple):
    """An exception: whose, of which level, what happened, where its proof is, and what was done about it."""

    key: Key
    name: str
    teams: str
    level: str
    told: str
    url: str
    steps: Sequence[Step]

    @property
    def taken(self) -> Step | None:
        """Return who took it, if anybody did."""
        return next((step for step in self.steps if step.act == TAKEN), None)

    @property
    def notes(self) -> list[Step]:
        """Return what was noted."""
        return [step for step in self.steps if step.act == NOTE]


def working_day_before(business: BusinessTime, day: int) -> int:
    """Return the last working day before `day`."""
    return next(reversed(business.working_days(day - FURTHEST, day)), day - 1)


def span(business: BusinessTime, day: int) -> tuple[int, int]:
    """Return the days that the report of `day` covers: up to, not including, the next working day."""
    return day, next(iter(business.working_days(day + 1, day + FURTHEST)), day + 1)


def report(teams: Sequence[Team], day: int, now: Reading, moment: int) -> list[Entry]:
    """Return the exceptions of a working day in these teams; what was settled since stays if anything was done."""
    version = now.line.in_force(month_of(day))
    if version is None or not teams:
        return []
    watch = Watch(teams, span(version.business, day))
    told = _Told(watch, queries.members(watch), now)
    found: dict[Key, tuple[str, ServiceLevel | None]] = {}
    for key, words, level in (*told.breaches(), *told.weeks(moment), *told.limits()):
        found.setdefault(key, (words, level))
    done = daily.follow_ups(watch)
    for key in done:
        found.setdefault(key, (_("Settled since: what came later makes it no exception."), None))
    return [told.entry(key, words, level, done.get(key, [])) for key, (words, level) in found.items()]


Found = Iterator[tuple[Key, str, ServiceLevel]]


class _Told:
    """Tells what happened in the days and teams that are watched."""

    def __init__(self, watch: Watch, members: Sequence[Member], now: Reading) -> None:
        self.watch, self.now = watch, now
        self.members = {member.id: member for member in members}
        self.teams = {team.id: team for team in watch.teams}
        self.in_teams: dict[int, list[str]] = {}
        for member in members:
            self.in_teams.setdefault(member.id, []).append(self.teams[member.team_id].name)

    def breaches(self) -> Found:
        for one in daily.breaches(self.watch):
            level = self._level(one.level, one.day)
            if level:
                key = Key(BREACH, "rep", one.rep_id, level.id, one.day, one.subject)
                when = due_words(one.at, self.now.zone, 0)
                yield key, _("%(subject)s: time ran out on %(when)s", subject=one.subject, when=when), level

    def weeks(self, moment: int) -> Found:
        first, after = self.watch.days
        for week in range(week_of(first), week_of(after)):
            ended = week * 7 + 7
            for one in missed_weeks(self.now.line, week, frozenset(self.members), moment):
                if one.who in (self.members if one.board == "rep" else self.teams):
                    key = Key(WEEK, one.board, one.who, one.level.id, ended, "")
                    yield key, _week_words(one, ended), one.level

    def limits(self) -> Found:
        first, after = self.watch.days
        version = self.now.line.in_force(month_of(first))
        limited = {
            level.id: level
            for level in (version.agreement.levels if version else ())
            if level.additive and level.direction == "at_most" and not level.weekly
        }
        instants = self.now.line.day_starts(first), self.now.line.day_starts(after)
        for board, who, at, line in daily.lost_limits(self.watch, instants, month_of(first), limited):
            level = limited[line.level]
            found = marks.figures(line, level)
            words = _("%(value)s, %(held)s: it cannot be met any more this month",
                      value=found.value, held=marks.held_words(found.target, level))  # fmt: skip
            yield Key(LIMIT, board, who, level.id, self.now.line.day(at), ""), words, level

    def entry(self, key: Key, words: str, level: ServiceLevel | None, steps: Sequence[Step]) -> Entry:
        """Return an exception with its names and the address of its proof."""
        known = level or self._level(key.level, key.day)
        month = month_of_week(week_of(key.day)) if key.kind == WEEK else month_of(key.day)
        asked = {"period": self.now.line.periods_of(month)[0].label, "month": month_label(month)}
        asked |= {"level": key.level, "_anchor": "explanation"}
        if key.board == "team":
            name, teams = self.teams[key.who].name, ""
            url = url_for("scoresheet.team", name=name, **asked)  # type: ignore[arg-type]
        else:
            rep = self.members[key.who]
            name, teams = rep.name or rep.key, ", ".join(self.in_teams[key.who])
            url = url_for("scoresheet.rep", key=rep.key, **asked)  # type: ignore[arg-type]
        return Entry(key, name, teams, known.name if known else key.level, words, url, steps)

    def _level(self, level_id: str, day: int) -> ServiceLevel | None:
        version = self.now.line.in_force(month_of(day))
        return version.agreement.level(level_id) if version else None


def _week_words(one: MissedWeek, ended: int) -> str:
    """Return what was made and owed in a week: "3, at least 5 in the week up to November 22, 2026"."""
    level = replace(one.level, weekly=False)
    whole = None if one.tally.denominator is None else Fraction(one.tally.denominator)
    made, value = Fraction(one.tally.numerator), one.tally.value
    line = Line(0, level.id, level.side, made, whole, value, one.goal.target, one.goal.exceed, "missed", 0)
    found = marks.figures(line, level)
    held = marks.held_words(found.target, level)
    return _("%(value)s, %(held)s, in the week up to %(day)s",
             value=found.parts or found.value, held=held, day=date_name(ended))  # fmt: skip


def kind_words(kind: str) -> str:
    """Return what kind of exception it is."""
    return {BREACH: _("clock breached"), WEEK: _("week missed"), LIMIT: _("out of reach")}[kind]


def as_csv(entries: Sequence[Entry]) -> str:
    """Return the exceptions as a file for spreadsheets."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    heads = (_("Day"), _("Exception"), _("Team"), _("Name"), _("Service level"), _("What happened"))
    writer.writerow([*heads, _("Taken by"), _("Notes")])
    for one in entries:
        notes = " / ".join(f"{step.by}: {step.text}" for step in one.notes)
        team = one.teams or one.name
        cells = (
            date.fromordinal(one.key.day).isoformat(),
            kind_words(one.key.kind),
            team,
            one.name,
            one.level,
        )
        taken = one.taken.by if one.taken else ""
        writer.writerow([harmless(cell) for cell in (*cells, one.told, taken, notes)])
    return file.getvalue()
