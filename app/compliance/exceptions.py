"""The exceptions of a working day, told in words: for the page, the file, and the messages about them."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _

from app.cells import harmless
from app.compliance import daily, queries
from app.compliance.daily import Breach, Step
from app.compliance.queries import Team, Watch
from app.compliance.rows import BREACH, LIMIT, WEEK, Key
from app.models.compliance import NOTE, NUDGED, TAKEN
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
    """An exception: whose, of which level, what happened, where its proof is, and what was done about it.

    `is_settled` tells that what came later makes it none.
    """

    key: Key
    name: str
    teams: str
    level: str
    told: str
    endpoint: str
    asked: dict[str, str]
    is_settled: bool
    steps: Sequence[Step]

    @property
    def url(self) -> str:
        """Return the address of its proof."""
        return url_for(self.endpoint, **self.asked, _anchor="explanation")  # type: ignore[arg-type]

    @property
    def taken(self) -> Step | None:
        """Return who took it, if anybody did."""
        return next((step for step in self.steps if step.act == TAKEN), None)

    @property
    def notes(self) -> list[Step]:
        """Return what was noted."""
        return [step for step in self.steps if step.act == NOTE]

    @property
    def nudges(self) -> list[Step]:
        """Return who had the rep reminded of it, and when."""
        return [step for step in self.steps if step.act == NUDGED]


class Missed(NamedTuple):
    """What happened, said by `words`, and the level that it is about; none if it is settled since."""

    level: ServiceLevel | None
    words: Callable[[], str]


def working_day_before(business: BusinessTime, day: int) -> int:
    """Return the last working day before `day`."""
    return next(reversed(business.working_days(day - FURTHEST, day)), day - 1)


def span(business: BusinessTime, day: int) -> tuple[int, int]:
    """Return the days that the report of `day` covers: up to, not including, the next working day."""
    return day, next(iter(business.working_days(day + 1, day + FURTHEST)), day + 1)


def report(teams: Sequence[Team], day: int, now: Reading, moment: int) -> list[Entry]:
    """Return all exceptions of a working day in these teams."""
    found = Exceptions(teams, day, now, moment)
    return found.entries(found.keys)


def still_one(key: Key, now: Reading, moment: int) -> Entry | None:
    """Return an exception of a rep by itself; None if it was settled since."""
    business = now.line.terms_of(month_of(key.day)).business
    day = key.day if business.is_working_day(key.day) else working_day_before(business, key.day)
    found = Exceptions(queries.teams_with(key.who, span(business, day)), day, now, moment)
    entry = next(iter(found.entries([key] if key in found.missed else [])), None)
    return None if entry is None or entry.is_settled else entry


Found = Iterator[tuple[Key, Missed]]


class Exceptions:
    """The exceptions of a working day in some teams: all are found at once, each is told when it is asked for.

    What was settled since stays if anything was done about it.
    """

    def __init__(self, teams: Sequence[Team], day: int, now: Reading, moment: int) -> None:
        """Find what happened in these teams, as of `moment`."""
        there = now.line.in_force(month_of(day)) is not None
        self.watch = Watch(teams if there else [], span(now.line.terms_of(month_of(day)).business, day))
        self.now = now
        members = queries.members(self.watch)
        self.members = {member.id: member for member in members}
        self.teams = {team.id: team for team in self.watch.teams}
        self.in_teams: dict[int, list[str]] = {}
        for member in members:
            self.in_teams.setdefault(member.id, []).append(self.teams[member.team_id].name)
        self.done = daily.follow_ups(self.watch)
        self.missed: dict[Key, Missed] = {}
        for key, missed in (*self._breaches(), *self._weeks(moment), *self._limits(), *self._settled()):
            self.missed.setdefault(key, missed)

    @property
    def keys(self) -> list[Key]:
        """Return the keys of all, in their order."""
        return list(self.missed)

    @property
    def alone(self) -> int:
        """Return how many of them nobody takes care of."""
        return sum(all(step.act != TAKEN for step in self.done.get(key, ())) for key in self.missed)

    def entries(self, keys: Iterable[Key]) -> list[Entry]:
        """Return some of them, told in words."""
        return [self._entry(key, self.missed[key]) for key in keys]

    def _breaches(self) -> Found:
        for one in daily.breaches(self.watch):
            level = self._level(one.level, one.day)
            if level:
                key = Key(BREACH, "rep", one.rep_id, level.id, one.day, one.subject)
                yield key, Missed(level, partial(_breach_words, one, self.now))

    def _weeks(self, moment: int) -> Found:
        first, after = self.watch.days
        for week in range(week_of(first), week_of(after)):
            ended = week * 7 + 7
            for one in missed_weeks(self.now.line, week, frozenset(self.members), moment):
                if one.who in (self.members if one.board == "rep" else self.teams):
                    key = Key(WEEK, one.board, one.who, one.level.id, ended, "")
                    yield key, Missed(one.level, partial(_week_words, one, ended))

    def _limits(self) -> Found:
        first, after = self.watch.days
        version = self.now.line.in_force(month_of(first))
        limited = {
            level.id: level
            for level in (version.agreement.levels if version else ())
            if level.additive and level.direction == "at_most" and not level.weekly
        }
        instants = self.now.line.day_starts(first), self.now.line.day_starts(after)
        for board, who, at, line in daily.lost_limits(self.watch, instants, month_of(first), limited):
            key = Key(LIMIT, board, who, line.level, self.now.line.day(at), "")
            level = limited[line.level]
            yield key, Missed(level, partial(_limit_words, line, level))

    def _settled(self) -> Found:
        for key in self.done:
            yield key, Missed(None, _settled_words)

    def _entry(self, key: Key, missed: Missed) -> Entry:
        """Return an exception with its names and the address of its proof."""
        known = missed.level or self._level(key.level, key.day)
        month = month_of_week(week_of(key.day)) if key.kind == WEEK else month_of(key.day)
        asked = {"period": self.now.line.periods_of(month)[0].label, "month": month_label(month)}
        asked["level"] = key.level
        if key.board == "team":
            name, teams = self.teams[key.who].name, ""
            asked["name"] = name
        else:
            rep = self.members[key.who]
            name, teams = rep.name or rep.key, ", ".join(self.in_teams[key.who])
            asked["key"] = rep.key
        level = known.name if known else key.level
        proof = f"scoresheet.{key.board}", asked
        done = self.done.get(key, [])
        return Entry(key, name, teams, level, missed.words(), *proof, missed.level is None, done)

    def _level(self, level_id: str, day: int) -> ServiceLevel | None:
        version = self.now.line.in_force(month_of(day))
        return version.agreement.level(level_id) if version else None


def _breach_words(one: Breach, now: Reading) -> str:
    when = due_words(one.at, now.zone, 0)
    return _("%(subject)s: time ran out on %(when)s", subject=one.subject, when=when)


def _limit_words(line: Line, level: ServiceLevel) -> str:
    found = marks.figures(line, level)
    held = marks.held_words(found.target, level)
    return _(
        "%(value)s, %(held)s: it cannot be met any more this month",
        value=found.value, held=held,
    )  # fmt: skip


def _settled_words() -> str:
    return _("Settled since: what came later makes it no exception.")


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
    writer.writerow([*heads, _("Taken by"), _("Notes"), _("Reminded by")])
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
        nudged = ", ".join(dict.fromkeys(step.by for step in one.nudges))
        writer.writerow([harmless(cell) for cell in (*cells, one.told, taken, notes, nudged)])
    return file.getvalue()
