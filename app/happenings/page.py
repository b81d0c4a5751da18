"""What the feed shows, gathered for its templates."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from flask import abort, url_for
from flask_babel import gettext as _

from app.auth.queries import Viewer
from app.happenings import queries
from app.happenings.figures import Told, kudos_words, told
from app.happenings.queries import Giver, Person, Whom
from app.happenings.rows import Happening
from app.leaderboard.figures import colour, initials
from app.periods import Choice
from app.scoresheet.queries import teams
from app.stamp import Reading
from app.wording import moment, whole

LINES = 30
LONGEST_NUMBER = 18


class Asked(NamedTuple):
    """Which part of the feed is asked for: all of it, that of one team or of one's own, what was `before`."""

    team: str = ""
    mine: bool = False
    before: str = ""

    def address(self) -> dict[str, Any]:
        """Return the arguments of the address."""
        named = {"team": self.team, "mine": "1" if self.mine else "", "before": self.before}
        return {name: value for name, value in named.items() if value}


class Entry(NamedTuple):
    """Something that happened, with to whom; `may` tells whether the reader may "give" kudos, or take his "back"."""

    id: int
    told: Told
    person: Person
    url: str
    letters: str
    colour: str
    time: str
    claps: str
    kudos: str
    may: str
    kudos_url: str


def read_asked(given: Mapping[str, str]) -> Asked:
    """Return what the address asks for."""
    return Asked(given.get("team", ""), bool(given.get("mine")), given.get("before", ""))


def context(asked: Asked, viewer: Viewer, now: Reading) -> dict[str, Any]:
    """Return what the feed shows; 404 for a team that is not there."""
    known = {name: number for number, name, _side in teams(None)}
    found = queries.page(_whom(asked, known, viewer, now), _before(asked), LINES + 1) if now.timeline else []
    shown = entries(found[:LINES], asked, viewer, now)
    last = found[LINES - 1] if len(found) > LINES else None
    older = asked._replace(before=f"{last.at}-{last.id}") if last else None
    newest = asked._replace(before="")
    return {
        "days": [(day, list(those)) for day, those in groupby(shown, key=lambda one: one.told.day)],
        "asked": asked,
        "url": url_for("happenings.index", **asked.address()),
        "older": older and url_for("happenings.index", **older.address()),
        "newest": url_for("happenings.index", **newest.address()) if asked.before else "",
        "choices": _choices(asked, viewer),
        "teams": list(known),
        "tag": now.tag,
        "zone": now.zone.key,
    }


def entry(one: Happening, asked: Asked, viewer: Viewer, now: Reading) -> Entry:
    """Return one line of the feed."""
    return entries([one], asked, viewer, now)[0]


def entries(found: Sequence[Happening], asked: Asked, viewer: Viewer, now: Reading) -> list[Entry]:
    """Return lines of the feed as its reader sees them."""
    whom = queries.people(found, now.day)
    givers = queries.kudos([one.id for one in found])
    return [
        _entry(one, whom[one.board, one.who], givers.get(one.id, ()), asked, viewer, now) for one in found
    ]


def _entry(
    one: Happening, person: Person, givers: Sequence[Giver], asked: Asked, viewer: Viewer, now: Reading
) -> Entry:
    may = _may(one, givers, viewer)
    act = {"give": "happenings.give", "back": "happenings.take_back"}
    return Entry(
        one.id,
        told(one, now),
        person,
        _cabinet_url(one, person),
        initials(person.name),
        colour(person.team_id),
        moment(one.at, now.zone, now.line.day(one.at)) if one.live or "by" in one.detail else "",
        whole(len(givers)) if givers else "",
        kudos_words(givers),
        may,
        url_for(act[may], number=one.id, **asked.address()) if may else "",
    )


def _may(one: Happening, givers: Sequence[Giver], viewer: Viewer) -> str:
    """Return what the reader may do: nothing about his own, and nothing who is no rep."""
    if viewer.rep_id is None or (one.board == "rep" and one.who == viewer.rep_id):
        return ""
    return "back" if viewer.rep_id in {giver.id for giver in givers} else "give"


def _cabinet_url(one: Happening, person: Person) -> str:
    if one.board == "rep":
        return url_for("badges.rep", key=person.key)
    return url_for("badges.team", name=person.key)


def _whom(asked: Asked, known: Mapping[str, int], viewer: Viewer, now: Reading) -> Whom | None:
    if asked.team:
        return Whom(frozenset({known.get(asked.team) or abort(404)}), now.day)
    return Whom(viewer.team_ids | viewer.managed_team_ids, now.day) if asked.mine else None


def _before(asked: Asked) -> tuple[int, int] | None:
    at, _sep, number = asked.before.partition("-")
    numbers = (at, number)
    if all(one.isascii() and one.isdigit() and len(one) <= LONGEST_NUMBER for one in numbers):
        return int(at), int(number)
    return None


def _choices(asked: Asked, viewer: Viewer) -> list[Choice]:
    """Return the ways between everybody's feed and that of one's own teams, for who has any."""
    if not viewer.team_ids | viewer.managed_team_ids:
        return []
    everybody = not asked.mine and not asked.team
    return [
        Choice(_("Everybody"), url_for("happenings.index"), everybody),
        Choice(_("My team"), url_for("happenings.index", mine=1), asked.mine),
    ]
