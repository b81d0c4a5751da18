"""What the page of the agreement shows, gathered for its template."""

from typing import Any, NamedTuple

from flask import abort, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app.agreement.figures import Clause, clause
from app.agreement.rewards import plan_words
from app.agreement.times import calendar_words
from app.badges.telling import rule as badge_rule
from app.extensions import db
from app.models.agreement import Holiday
from app.models.people import Team
from app.periods import Choice
from app.stamp import Reading
from app.wording import capital, date_name, month_name
from scoring.periods import days_of_month, month_label, month_of
from scoring.versions import Timeline, Version

SHOWN_DAYS = 366
LONGEST_ABBREVIATION = 3


class Party(NamedTuple):
    """A side of the agreement with its teams and what it promises: level's id, name, whether it matters most, words."""

    name: str
    teams: list[str]
    promises: list[tuple[str, str, bool, Clause]]


def context(now: Reading, asked: str) -> dict[str, Any]:
    """Return what the page shows of the version asked for, by default the one in force; 404 if there is none."""
    line = now.line
    current = line.in_force(month_of(now.day)) or line.versions[0]
    version = next((one for one in line.versions if month_label(one.agreement.starts) == asked), None)
    if version is None and asked:
        abort(404)
    version = version or current
    agreement = version.agreement
    return {
        "agreement": agreement,
        "starts": month_name(agreement.starts),
        "standing": standing(version, current, line),
        "versions": versions(version, line),
        "parties": parties(version),
        "definitions": [(term_words(term), text) for term, text in agreement.definitions],
        "calendar": calendar_words(agreement),
        "bonus": plan_words(agreement.bonus) if agreement.bonus else None,
        "badges": [badge_rule(badge, line) for badge in agreement.badges],
        "holidays": holidays(version, max(now.day, days_of_month(agreement.starts)[0])),
    }


def term_words(term: str) -> str:
    """Return a defined term as it is read; very short ones are abbreviations."""
    return term.upper() if len(term) <= LONGEST_ABBREVIATION else capital(term.replace("_", " "))


def standing(version: Version, current: Version, line: Timeline) -> str:
    """Return whether a version is in force, was, or will be."""
    index = line.versions.index(version)
    starts = version.agreement.starts
    until = line.versions[index + 1].agreement.starts if index + 1 < len(line.versions) else None
    if version is current:
        if until:
            return _("In force, until %(month)s begins", month=month_name(until))
        return _("In force")
    if starts > current.agreement.starts:
        return _("Will be in force from %(month)s on", month=month_name(starts))
    assert until
    return _("Was in force until %(month)s began", month=month_name(until))


def versions(shown: Version, line: Timeline) -> list[Choice]:
    """Return the versions to choose from, the newest first; none if there is only one."""
    if len(line.versions) < 2:
        return []
    return [
        Choice(
            _("from %(month)s", month=month_name(one.agreement.starts)),
            url_for("agreement.page", version=month_label(one.agreement.starts)),
            one is shown,
        )
        for one in reversed(line.versions)
    ]


def parties(version: Version) -> list[Party]:
    """Return the sides in the order of their promises, the metric that matters first on its side."""
    agreement = version.agreement
    teams: dict[str, list[str]] = {}
    for side, name in db.session.execute(select(Team.side, Team.name).order_by(Team.name)):
        teams.setdefault(side, []).append(name)
    found = []
    for side in agreement.sides:
        levels = [level for level in agreement.levels if level.side == side]
        levels.sort(key=lambda level: level.id != agreement.metric_that_matters)
        promises = [
            (
                level.id,
                level.name,
                level.id == agreement.metric_that_matters,
                clause(level, agreement.calendar),
            )
            for level in levels
        ]
        found.append(Party(side, teams.get(side, []), promises))
    return found


def holidays(version: Version, first: int) -> list[tuple[str, str]]:
    """Return the public holidays of the year from `first` on, as they were frozen with the version: day and name."""
    rows = db.session.execute(
        select(Holiday.day, Holiday.name)
        .where(Holiday.version_id == version.id, Holiday.day.between(first, first + SHOWN_DAYS))
        .order_by(Holiday.day)
    )
    return [(date_name(day), name) for day, name in rows]
