"""What the team report shows, gathered for its template."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.auth.queries import Viewer
from app.bonuses import queries as bonuses
from app.compliance import day as days
from app.compliance import exceptions, month, queries
from app.compliance.queries import Team, Watch
from app.compliance.waiting import waiting
from app.models.bonuses import UNDECIDED
from app.periods import Choice, late_words, page_asked, turns
from app.stamp import Reading
from app.wording import date_name, month_name
from app.wording import moment as moment_words
from scoring.periods import a_month, days_of_month, month_of
from scoring.versions import Version

ROWS = 60
"""Rows of a page."""


def context(
    teams: list[Team], asked: Mapping[str, str], viewer: Viewer, now: Reading, moment: int
) -> dict[str, Any] | None:
    """Return what the report shows of the teams asked for; None if one is named that the viewer does not watch."""
    name = asked.get("team", "")
    chosen = [team for team in teams if team.name == name] if name else teams
    if not chosen:
        return None
    this = month_of(now.day)
    watch = Watch(chosen, days_of_month(this))
    members = queries.members(watch)
    version = now.line.in_force(this)
    lines = month.standings(watch, members, version, now, moment) if version else []
    pages = max(-(-len(lines) // ROWS), 1)
    number = page_asked(asked.get("page", ""), pages)
    here = lines[(number - 1) * ROWS : number * ROWS]
    return {
        "month_name": month_name(this),
        "as_of": None if now.data_as_of is None else moment_words(now.data_as_of, now.zone, now.day),
        "late": late_words(a_month(this), now),
        "choices": _choices(teams, name),
        "summary": _summary(lines),
        "gone": _gone(version, now),
        "tables": month.tables(here, members, watch, now) if here else [],
        "pages": turns(number, pages, lambda one: _url(name, page=one)),
        "waiting": waiting(watch, members, now, moment),
        "exceptions": _exceptions(chosen, now, moment),
        "bonuses": bonuses_awaiting(viewer, moment),
    }


def _exceptions(teams: list[Team], now: Reading, moment: int) -> dict[str, str]:
    """Return the exceptions of the working day before in short."""
    day = days.day_before(now)
    found = exceptions.Exceptions(teams, day, now, moment)
    return {"url": days.day_url(day), "day": date_name(day), "summary": days.summary(found)}


def _choices(teams: list[Team], name: str) -> list[Choice]:
    every = Choice(_("All teams"), _url(""), not name)
    return [every, *(Choice(team.name, _url(team.name), team.name == name) for team in teams)]


def _url(team: str, **asked: int) -> str:
    return url_for("compliance.report", team=team or None, **asked)  # type: ignore[arg-type]


def _summary(lines: list[month.Standing]) -> str:
    reps = {one.who for one in lines if one.board == "rep"}
    danger = {one.who for one in lines if one.board == "rep" and one.in_danger}
    if not reps:
        return ""
    if not danger:
        return _("Nobody is at risk: if it goes on like this, every level is met.")
    return ngettext(
        "%(danger)d of %(num)d rep will miss a level if it goes on like this.",
        "%(danger)d of %(num)d reps will miss a level if it goes on like this.",
        len(reps),
        danger=len(danger),
    )


def _gone(version: Version | None, now: Reading) -> str:
    if version is None:
        return ""
    first, after = days_of_month(month_of(now.day))
    days = version.business.working_days(first, after)
    gone = sum(day < now.day for day in days)
    if not gone:
        return _("The month begins: after its first working day the pace of each level will stand here.")
    return ngettext(
        "%(gone)d of %(num)d working day is over.", "%(gone)d of %(num)d working days are over.", len(days), gone=gone
    )  # fmt: skip


def bonuses_awaiting(viewer: Viewer, moment: int) -> str:
    """Return how many bonuses the viewer can decide now, in words; empty if there are none."""
    lines = [one for state in UNDECIDED for one in bonuses.desk(viewer.id, moment, state=state)]
    count = sum(not one.refusal("approve") for one in lines)
    return ngettext("%(num)d bonus awaits you", "%(num)d bonuses await you", count) if count else ""
