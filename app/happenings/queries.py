"""Reads of what happened: the feed, what is news, and who gave kudos."""

import json
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, or_, select

from app.extensions import db
from app.happenings.rows import Happening
from app.models.happenings import BADGE, STREAK, Kudos
from app.models.happenings import Happening as Row
from app.models.people import Membership, Rep, Team
from app.scorekeeping.queries import PARTICIPANTS

MOST_NEWS = 50

_columns: tuple[Any, ...] = tuple(getattr(Row, name) for name in Happening._fields)
_SHOWN = select(*_columns).where(Row.gone_at.is_(None))
_NEWEST_FIRST = (Row.at.desc(), Row.id.desc())


class Whom(NamedTuple):
    """Whose happenings are asked for: those of `teams`, and of who is in them on a `day`."""

    teams: frozenset[int]
    day: int


class Person(NamedTuple):
    """To whom something happened: key, name, and the team whose colour is shown, with its name for a rep."""

    key: str
    name: str
    team_id: int
    team: str


class Giver(NamedTuple):
    """A rep who gave kudos."""

    id: int
    name: str


def fresh(kinds: Collection[str], since: int) -> list[Happening]:
    """Return what of some kinds is news, the newest first: noticed as it came about, from an instant on."""
    news = _SHOWN.where(Row.live, Row.kind.in_(kinds), Row.at >= since)
    return _read(news.order_by(*_NEWEST_FIRST).limit(MOST_NEWS))


def page(whom: Whom | None, before: tuple[int, int] | None, limit: int) -> list[Happening]:
    """Return what happened to everybody, or to some, the newest first; only what is `before` a moment and an id."""
    found = _SHOWN
    if whom is not None:
        there = (Membership.starts <= whom.day) & (Membership.ends > whom.day)
        members = select(Membership.rep_id).where(Membership.team_id.in_(whom.teams), there)
        teams = and_(Row.board == "team", Row.who.in_(whom.teams))
        found = found.where(or_(teams, and_(Row.board == "rep", Row.who.in_(members))))
    if before is not None:
        at, number = before
        found = found.where(or_(Row.at < at, and_(Row.at == at, Row.id < number)))
    return _read(found.order_by(*_NEWEST_FIRST).limit(limit))


def latest(board: str, who: int, limit: int) -> list[Happening]:
    """Return what happened to a rep or a team last."""
    own = _SHOWN.where(Row.board == board, Row.who == who)
    return _read(own.order_by(*_NEWEST_FIRST).limit(limit))


def badges_since(since: int, limit: int) -> list[Happening]:
    """Return the newest badges that came about or were given from an instant on."""
    badges = _SHOWN.where(Row.kind.in_((BADGE, STREAK)), Row.at >= since)
    return _read(badges.order_by(*_NEWEST_FIRST).limit(limit))


def happening(number: int) -> Happening | None:
    """Return what happened, unless it is gone."""
    return next(iter(_read(_SHOWN.where(Row.id == number))), None)


def kudos(happenings: Iterable[int]) -> dict[int, list[Giver]]:
    """Return who gave kudos for each of some happenings, in the order in which they did."""
    name = func.coalesce(func.nullif(Rep.name, ""), Rep.key)
    rows = db.session.execute(
        select(Kudos.happening_id, Rep.id, name)
        .join(Rep, Rep.id == Kudos.rep_id)
        .where(Kudos.happening_id.in_(happenings))
        .order_by(Kudos.at, Rep.id)
    )
    found: dict[int, list[Giver]] = {}
    for number, *giver in rows:
        found.setdefault(number, []).append(Giver(*giver))
    return found


def people(happenings: Collection[Happening], day: int) -> dict[tuple[str, int], Person]:
    """Return to whom things happened, by board and id, in the team of a day."""
    found: dict[tuple[str, int], Person] = {}
    for board, (table, key, name) in PARTICIPANTS.items():
        who = {one.who for one in happenings if one.board == board}
        if who:
            teams = _teams(who, day) if board == "rep" else {}
            rows = db.session.execute(select(table.id, key, name).where(table.id.in_(who)))
            for one, text, shown in rows:
                team = teams.get(one, (one if board == "team" else 0, ""))
                found[board, one] = Person(text, shown or text, *team)
    return found


def _teams(reps: Collection[int], day: int) -> dict[int, tuple[int, str]]:
    there = (Membership.starts <= day) & (Membership.ends > day)
    rows = db.session.execute(
        select(Membership.rep_id, Team.id, Team.name)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.rep_id.in_(reps), there)
    )
    return {rep: (team, name) for rep, team, name in rows}


def _read(query: Select[Any]) -> list[Happening]:
    rows = (Happening(*row) for row in db.session.execute(query))
    return [one._replace(detail=json.loads(str(one.detail))) for one in rows]
