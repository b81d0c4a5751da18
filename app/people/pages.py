"""What the pages about people show: lists, one rep, and what a change would do, in words."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.leaderboard.figures import colour, initials
from app.leaderboard.queries import plain
from app.models.people import FIRST_DAY, LAST_DAY
from app.people import queries
from app.people.edits import day_words
from app.people.queries import Leave, Line, Lines
from app.people.rows import Member
from app.periods import Choice, turns
from app.stamp import Reading
from app.wording import capital, date_name, moment, period_name, whole
from scoring.periods import month_of

LINES = 50
"""Lines of a page."""

T = TypeVar("T")


class Stay(NamedTuple):
    """A membership in words; `starts` tells it apart, `last` is empty while it is open."""

    team: str
    side: str
    first: str
    last: str
    starts: int
    now: bool


class Effect(NamedTuple):
    """What a change does to a line of a quarter: points and rank before and after, "–" for who was not there."""

    who: str
    quarter: str
    points: tuple[str, str]
    rank: tuple[str, str]


def cut(
    rows: Sequence[T], page: int, address: Callable[[int], str]
) -> tuple[Sequence[T], list[Choice | None]]:
    """Return the lines of one page, and the pages on offer if there are several."""
    pages = max(1, -(-len(rows) // LINES))
    number = min(max(1, page), pages)
    return rows[(number - 1) * LINES : number * LINES], turns(number, pages, address)


def people(search: str, page: int, now: Reading) -> dict[str, Any]:
    """Return the list of all reps, or of those whose name, key or address holds what is searched."""
    everybody = queries.everybody(now.day)
    wanted = plain(search)
    found = [
        one for one in everybody if any(wanted in plain(text) for text in (one.name, one.key, one.email))
    ]
    rows, ways = cut(found, page, lambda number: url_for("people.index", q=search or None, page=number))
    discs = [(one, initials(one.name), colour(one.team_id) if one.team_id else "") for one in rows]
    return {
        "search": search,
        "people": discs,
        "turns": ways,
        "nobody": not everybody,
        "count": len(found),
    }


def unknown(page: int) -> dict[str, Any]:
    """Return the owners who wait for a decision."""
    rows, ways = cut(queries.strangers(), page, lambda number: url_for("people.unknown", page=number))
    words = [
        (one.key, whole(one.activities), date_name(one.first), date_name(one.last), iso(one.first))
        for one in rows
    ]
    return {"strangers": words, "turns": ways}


def iso(day: int) -> str:
    """Return a day as the browser's own field takes it, empty if it is open."""
    return date.fromordinal(day).isoformat() if day > FIRST_DAY else ""


def person(key: str, now: Reading) -> dict[str, Any] | None:
    """Return a rep with memberships and absences, or None if there is no such rep."""
    named = queries.rep_named(key)
    if named is None:
        return None
    name, email = named
    stays = [stay(one, now.day) for one in queries.members_of(key)]
    leaves = [(one.id, *leave_days(one)) for one in queries.absences_of(key)]
    about = {"key": key, "name": name, "email": email, "letters": initials(name)}
    aliases = [
        (one.key, whole(one.activities), moment(one.decided_at, now.zone, now.day), one.decided_by)
        for one in queries.alias_rows(key)
    ]
    shown = {"stays": stays[::-1], "leaves": leaves, "aliases": aliases}
    return {**about, **shown, "here": any(one.now for one in stays)}


def leave_days(one: Leave) -> tuple[str, str]:
    """Return the first and the last day of an absence in words."""
    return date_name(one.starts), date_name(one.ends - 1)


def leave(absence: int) -> dict[str, str] | None:
    """Return an absence with the rep it is of, or None if it is not there."""
    found = queries.absence(absence)
    if found is None:
        return None
    name, _email = queries.rep_named(found.rep) or ("", "")
    first, last = leave_days(found)
    return {"key": found.rep, "name": name, "first": first, "last": last}


def stay(one: Member, today: int) -> Stay:
    """Return a membership in words."""
    last = "" if one.ends >= LAST_DAY else date_name(one.ends - 1)
    first = capital(day_words(one.starts))
    return Stay(one.team, one.side, first, last, one.starts, one.starts <= today < one.ends)


def stored(act: str, key: str, starts: int, now: Reading) -> dict[str, str] | None:
    """Return what a form begins with; None if there is no such rep, or no such membership to change."""
    name, email = queries.rep_named(key) or ("", None)
    if email is None:
        return None
    if act == "rename":
        return {"name": name, "email": email}
    if act in ("add", "move"):
        return {"first": iso(now.day)}
    one = next((one for one in queries.members_of(key) if one.starts == starts), None)
    if one is None:
        return None
    last = "" if one.ends >= LAST_DAY else iso(one.ends - 1)
    return {"team": one.team, "first": iso(one.starts), "last": last}


def effects(reps: Collection[str], team: str, lines: tuple[Lines, Lines], now: Reading) -> dict[str, Any]:
    """Return what a change does to the lines of `reps`, of their teams and of `team`, and how many others it moves."""
    before, after = lines
    moved = {one for one in {**before, **after} if before.get(one) != after.get(one)}
    teams = {team, *(one.team for rep in reps for one in queries.members_of(rep))}
    concerned = {*(("rep", rep) for rep in reps), *(("team", name) for name in teams)}
    own = {one for one in moved if one[:2] in concerned}
    told = [effect(one, lines, now) for one in sorted(own | running(reps, lines, now))] if own else []
    return {"effects": told, "others": len(moved) - len(own)}


def running(reps: Collection[str], lines: tuple[Lines, Lines], now: Reading) -> set[Line]:
    """Return the lines of reps in the running quarter: they are told also if they stay as they are."""
    if now.timeline is None:
        return set()
    quarter = now.line.periods_of(month_of(now.day))[0].label
    return {("rep", rep, quarter) for rep in reps}.intersection(*lines)


def effect(line: Line, lines: tuple[Lines, Lines], now: Reading) -> Effect:
    """Return one line before and after."""
    board, who, label = line
    name, _email = (queries.rep_named(who) if board == "rep" else None) or (who, "")
    period = now.line.period(label)
    quarter = capital(period_name(period, now.line.fiscal_start(period.first)))
    first, then = (
        ("–", "–") if found is None else (whole(found[0]), whole(found[1]))
        for found in (one.get(line) for one in lines)
    )
    return Effect(name, quarter, (first[0], then[0]), (first[1], then[1]))


def alias(owner: str, now: Reading) -> dict[str, Any] | None:
    """Return an alias with what came under it and all that was decided about it, or None if it is no alias."""
    rep = queries.alias_of(owner)
    if rep is None:
        return None
    log = [(moment(at, now.zone, now.day), by, meant) for meant, at, by in queries.decisions(owner)]
    return {"owner": owner, "rep": rep, "name": rep_words(rep), "came": came_words(owner), "log": log}


def rep_words(key: str) -> str:
    """Return the name of a rep, or his key if nobody gave him one."""
    name, _email = queries.rep_named(key) or (key, "")
    return name


def came_words(owner: str) -> str:
    """Return what came under an owner key."""
    came = queries.came_under(owner)
    if came is None:
        return _("No activity came under %(owner)s yet.", owner=owner)
    count, first, last = came
    told = {"owner": owner, "first": date_name(first), "last": date_name(last), "count": whole(count)}
    return ngettext(
        "%(count)s activity came under %(owner)s, on %(first)s.",
        "%(count)s activities came under %(owner)s, from %(first)s to %(last)s.",
        count,
        **told,
    )


def alias_effects(owner: str, rep: str | None, lines: tuple[Lines, Lines], now: Reading) -> dict[str, Any]:
    """Return what it does if an owner key means `rep` from now on, or nobody, instead of whom it means."""
    reps = [one for one in (rep, queries.alias_of(owner)) if one is not None]
    return {**effects(reps, "", lines, now), "came": came_words(owner)}


def owners_to_name() -> dict[str, Any]:
    """Return the owners who may be aliases, and the reps with their names, to choose from."""
    reps = [(one.key, one.name) for one in queries.everybody(0)]
    return {"owners": [(one.key, "") for one in queries.strangers()], "reps": reps}


def teams(now: Reading) -> list[dict[str, Any]]:
    """Return all teams, each with its members of today and its managers."""
    here = queries.everybody(now.day)
    managers = queries.managers()
    return [
        {
            "name": one.name,
            "side": one.side,
            "letters": initials(one.name),
            "colour": colour(one.id),
            "members": [(rep.key, rep.name) for rep in here if rep.team_id == one.id],
            "managers": managers.get(one.name, []),
        }
        for one in queries.teams()
    ]


def team(name: str, now: Reading) -> dict[str, Any] | None:
    """Return one team, or None if there is none of this name."""
    return next((one for one in teams(now) if one["name"] == name), None)


def managers_to_add(has: Sequence[str]) -> list[tuple[str, str]]:
    """Return the managers who do not manage a team yet, to choose from."""
    found = [(email, email) for email in queries.managers_by_email() if email not in has]
    return [("", _("Choose a manager")), *found] if found else []
