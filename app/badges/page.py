"""What the pages of badges show, gathered for their templates."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from flask import abort, url_for

from app.auth.access import open_reps, open_teams
from app.auth.queries import Viewer
from app.badges import queries, telling
from app.badges.figures import Piece, Time, aim, shelf, shown
from app.badges.queries import Award, Held
from app.leaderboard.figures import colour, initials
from app.scoresheet.queries import members, teams, teams_of
from app.stamp import Reading
from app.winners.figures import room
from app.wording import date_name
from scoring.agreement import Badge
from scoring.badges import BY_HAND, judging
from scoring.periods import a_month, month_of
from scoring.versions import Timeline

RECENT = 12
"""Badges that everybody's page tells of."""


class Subject(NamedTuple):
    """Whose cabinet it is; `detail` tells whether its reader may see what badges rest on and what is missing."""

    board: str
    id: int
    key: str
    name: str
    colour: str
    letters: str
    detail: bool
    acts: bool


def subject_rep(viewer: Viewer, rep_id: int, key: str, name: str, now: Reading) -> Subject:
    """Return a rep as the subject of a cabinet."""
    teams = teams_of(rep_id, a_month(month_of(now.day)))
    sees = bool(open_reps(viewer, [rep_id], (now.day, now.day + 1)))
    acts = sees and viewer.role != "rep" and viewer.rep_id != rep_id
    team = teams[-1][0] if teams else 0
    return Subject("rep", rep_id, key, name or key, colour(team), initials(name or key), sees, acts)


def subject_team(viewer: Viewer, team_id: int, name: str) -> Subject:
    """Return a team as the subject of a cabinet."""
    sees = bool(open_teams(viewer, [team_id]))
    acts = viewer.role == "admin" or team_id in viewer.managed_team_ids
    return Subject("team", team_id, name, name, colour(team_id), initials(name), sees, acts)


def cabinet(subject: Subject, now: Reading) -> dict[str, Any]:
    """Return what a cabinet shows: what is in it, what was taken back, what is next, what else there is to earn."""
    found = queries.cabinet(subject.board, subject.id, now)
    held = queries.standing(found.held)
    aims = found.nexts if subject.detail else []
    told = {one.badge for one in held} | {one.badge.id for one in aims}
    return {
        "subject": subject,
        "tally": telling.tally_words(one.metal for one in held),
        "pieces": pieces(held, subject, now),
        "revoked": pieces([one for one in found.held if one.revoked], subject, now) if subject.detail else [],
        "aims": [aim(one, now.line) for one in aims],
        "rules": [telling.rule(badge, now.line) for badge in found.open if badge.id not in told],
        "members": _members(subject.id, now) if subject.board == "team" else [],
        "gives": subject.acts and subject.board == "rep" and bool(by_hand(now)),
    }


def declared(now: Reading) -> Sequence[Badge]:
    """Return the badges of the agreement that is in force."""
    version = now.timeline.in_force(month_of(now.day)) if now.timeline else None
    return version.agreement.badges if version else ()


def by_hand(now: Reading) -> list[Badge]:
    """Return the badges that managers give."""
    return [badge for badge in declared(now) if badge.kind == BY_HAND]


def left_to_give(viewer: Viewer, now: Reading) -> list[tuple[telling.Rule, int]]:
    """Return the badges that managers give, each with how often the reader may still give it this month."""
    given = queries.given_in(month_of(now.day), viewer.id)
    return [
        (telling.rule(badge, now.line), max(badge.least - given.get(badge.id, 0), 0))
        for badge in by_hand(now)
    ]


def pieces(held: Iterable[Held], subject: Subject, now: Reading) -> list[Piece]:
    """Return badges grouped by what they are, as the newest of each came."""
    grouped: dict[tuple[str, str], list[Held]] = {}
    for one in held:
        grouped.setdefault((one.badge, one.metal), []).append(one)
    return [
        Piece(
            own[0].kind,
            own[0].metal,
            telling.metal_word(own[0].metal),
            own[0].name,
            "final" if any(one.id for one in own) else "provisional",
            [_time(one, subject, now) for one in own],
        )
        for own in grouped.values()
    ]


def printed(found: Award, subject: Subject, now: Reading) -> dict[str, Any]:
    """Return what the page to print shows of a badge; 404 if it was taken back."""
    held = found.held
    if held.revoked or held.at is None:
        abort(404)
    version = judging(now.line, held.kind, held.month)
    return {
        "subject": subject,
        "one": held,
        "room": room(subject.name),
        "metal_word": telling.metal_word(held.metal),
        "when": telling.when_words(now.line, held.kind, held.month),
        "words": what(held, now.line) if subject.detail or held.by else "",
        "given": telling.given_words(held.by) if held.by else "",
        "day": date_name(now.line.day(held.at)),
        "agreement": version.agreement.name if version else "",
        "back": cabinet_url(subject),
    }


def whose(found: Award, viewer: Viewer, now: Reading) -> Subject:
    """Return whose badge it is."""
    key, name = queries.named(found.board, found.who)
    if found.board == "rep":
        return subject_rep(viewer, found.who, key, name, now)
    return subject_team(viewer, found.who, name)


def _members(team: int, now: Reading) -> list[tuple[str, str, str]]:
    """Return who is in a team this month: address of the cabinet, name, letters."""
    found = members(team, a_month(month_of(now.day)))
    return [
        (url_for("badges.rep", key=one.key), one.name or one.key, initials(one.name or one.key))
        for one in found
    ]


def _time(one: Held, subject: Subject, now: Reading) -> Time:
    """Return one time in words: what it rests on is for those who may know, what it was given for is for all."""
    line = now.line
    taken = one.revoked
    return Time(
        telling.when_words(line, one.kind, one.month),
        what(one, line) if subject.detail or one.by else "",
        telling.given_words(one.by) if one.by else "",
        telling.revoked_words(taken.by, date_name(line.day(taken.at)), taken.reason) if taken else "",
        url_for("badges.award", number=one.id) if one.id and not taken else "",
        url_for("badges.ask_to_revoke", number=one.id) if one.id and not taken and subject.acts else "",
        one.id is None,
    )


def what(one: Held, line: Timeline) -> str:
    """Return what a badge was earned by, or what it was given for."""
    return one.reason if one.by else telling.evidence_words(line, one.kind, one.evidence)


def cabinet_url(subject: Subject) -> str:
    """Return the address of a cabinet."""
    if subject.board == "rep":
        return url_for("badges.rep", key=subject.key)
    return url_for("badges.team", name=subject.key)


def index(viewer: Viewer, now: Reading) -> dict[str, Any]:
    """Return what the page of all badges shows: the reader's own latest, those there are, and the newest of all."""
    own = viewer.rep
    recent = queries.awarded_since(0, RECENT)
    names = queries.names_of(recent)
    return {
        "own": own and {"url": url_for("badges.rep", key=own.key), **shelf("rep", own.id, now)},
        "rules": [telling.rule(badge, now.line) for badge in declared(now)],
        "recent": [_recent(one, *names[one.board, one.who], now) for one in recent],
        "teams": [
            (url_for("badges.team", name=name), name, colour(team), initials(name))
            for team, name, _side in teams(None)
        ],
    }


def _recent(one: Award, key: str, name: str, now: Reading) -> tuple[Piece, str, str]:
    """Return a badge with the address of the cabinet that it is in, and whose that is."""
    endpoint, about = {"rep": ("badges.rep", "key"), "team": ("badges.team", "name")}[one.board]
    return shown(one.held, now), url_for(endpoint, **{about: key}), name  # type: ignore[arg-type]
