"""Reads of people for those who load them, and for the pages of admins."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from app.agreement.queries import timeline
from app.credit import MEANT, sent_under
from app.extensions import db
from app.models.activities import Activity
from app.models.people import Absence, Alias, Membership, Rep, Team
from app.models.scores import Standing
from app.models.users import ManagedTeam, User
from app.people.edits import Known
from app.people.rows import Member
from app.periods import sides

Line = tuple[str, str, str]
"""A line of a quarter on the board of all sides: rep or team, the key of who it is, and the label of the quarter."""
Lines = dict[Line, tuple[int, int]]
"""Points and rank of each line."""

_MEANT: Any = aliased(Rep)
"""The rep whom a key means, beside that of the key."""


class Person(NamedTuple):
    """A rep as the list shows him; team and its id are those of the day asked about, empty if he is in none."""

    key: str
    name: str
    email: str
    team: str
    team_id: int


class Stranger(NamedTuple):
    """An owner who was never in a team: how many activities he has, and the days of the first and the last."""

    key: str
    activities: int
    first: int
    last: int


class AliasRow(NamedTuple):
    """An owner key that is an alias of `rep`: how many activities came under it, and who decided so when."""

    key: str
    rep: str
    activities: int
    decided_at: int
    decided_by: str


class Leave(NamedTuple):
    """An absence of a rep, perhaps told under an alias: from `starts` up to, not including, `ends`."""

    id: int
    rep: str
    starts: int
    ends: int


class TeamRow(NamedTuple):
    """A team with its side."""

    id: int
    name: str
    side: str


def in_no_team(keys: Iterable[str]) -> list[str]:
    """Return those of `keys` that mean nobody who was ever in a team, so that nothing they do counts."""
    members = select(Rep.key).join(Membership, Membership.rep_id == MEANT).distinct()
    return sorted(set(keys).difference(db.session.scalars(members)))


def unknown_reps() -> list[str]:
    """Return the reps that activities or absences name and that were never in a team."""
    told_of = exists().where(Activity.rep_id == Rep.id) | exists().where(Absence.rep_id == Rep.id)
    member = exists().where(Membership.rep_id == MEANT)
    return sorted(db.session.scalars(select(Rep.key).where(told_of, ~member)))


def stored_members(*which: ColumnElement[bool]) -> list[Member]:
    """Return all memberships, or `which` of them, as rows of a file would tell them."""
    columns = (
        Rep.key,
        Membership.name,
        Membership.email,
        Team.name,
        Team.side,
        Membership.starts,
        Membership.ends,
    )
    query = select(*columns).join(Membership.rep).join(Membership.team).order_by(Rep.key, Membership.starts)
    return [Member(0, *row) for row in db.session.execute(query.where(*which))]


def known_members() -> Known:
    """Return what a change of memberships is laid over."""
    return Known(stored_members(), team_sides(), side_names(), aliases())


def side_names() -> tuple[str, ...]:
    """Return the sides of the agreement, and those that teams are on besides."""
    line = timeline()
    parties = sides(line) if line else ()
    return tuple(dict.fromkeys([*parties, *sorted(team_sides().values())]))


def team_sides() -> dict[str, str]:
    """Return the side of each team."""
    return dict(db.session.execute(select(Team.name, Team.side).order_by(Team.name)).all())


def quarter_lines() -> Lines:
    """Return the lines of all quarters."""
    figures = (Standing.period, Standing.points, Standing.rank)
    here = (Standing.side == "", Standing.period.like("%-Q%"))
    reps = select(Standing.board, Rep.key, *figures).join(Rep, Rep.id == Standing.who)
    teams = select(Standing.board, Team.name, *figures).join(Team, Team.id == Standing.who)
    rows: list[Any] = []
    for board, lines in (("rep", reps), ("team", teams)):
        rows += db.session.execute(lines.where(*here, Standing.board == board)).all()
    return {(board, key, period): (points, rank) for board, key, period, points, rank in rows}


def everybody(day: int) -> list[Person]:
    """Return all who were ever in a team, by name, with their team on `day`."""
    here = (Membership.rep_id == Rep.id) & (Membership.starts <= day) & (Membership.ends > day)
    columns = (Rep.key, Rep.name, Rep.email, func.coalesce(Team.name, ""), func.coalesce(Team.id, 0))
    query = select(*columns).outerjoin(Membership, here).outerjoin(Team, Team.id == Membership.team_id)
    return sorted(
        (Person(*row) for row in db.session.execute(query.where(Rep.memberships.any()))),
        key=lambda one: (one.name.casefold(), one.key),
    )


def rep_named(key: str) -> tuple[str, str] | None:
    """Return the name and e-mail address of a rep who was ever in a team."""
    row = db.session.execute(select(Rep.name, Rep.email).where(Rep.key == key, Rep.memberships.any())).first()
    return (row[0], row[1]) if row else None


def members_of(key: str) -> list[Member]:
    """Return the memberships of a rep in their order."""
    return stored_members(Rep.key == key)


def absences_of(key: str) -> list[Leave]:
    """Return the absences of a rep, the latest first, also those that were told under an alias."""
    return _absences(_MEANT.key == key)


def absence(absence_id: int) -> Leave | None:
    """Return the absence with this id."""
    return next(iter(_absences(Absence.id == absence_id)), None)


def _absences(which: Any) -> list[Leave]:
    columns = select(Absence.id, _MEANT.key, Absence.starts, Absence.ends).join(Rep, Rep.id == Absence.rep_id)
    rows = db.session.execute(
        columns.join(_MEANT, _MEANT.id == MEANT)
        .where(which)
        .order_by(Absence.starts.desc(), Absence.ends.desc())
    )
    return [Leave(*row) for row in rows]


def strangers() -> list[Stranger]:
    """Return the owners of activities who were never in a team, the busiest first; what was corrected is left out."""
    days = (func.count(), func.min(Activity.day), func.max(Activity.day))
    query = select(Rep.key, *days).join(Activity, Activity.rep_id == Rep.id)
    alone = query.where(~Rep.memberships.any(), ~Activity.corrected).group_by(Rep.id, Rep.key)
    return [Stranger(*row) for row in db.session.execute(alone.order_by(func.count().desc(), Rep.key))]


def aliases() -> dict[str, str]:
    """Return the key of the rep that each alias means."""
    found = select(Rep.key, _MEANT.key).join(_MEANT, _MEANT.id == Rep.alias_of).order_by(Rep.key)
    return dict(db.session.execute(found).all())


def alias_of(key: str) -> str | None:
    """Return the key of the rep that `key` is an alias of, None if it is none."""
    return db.session.scalar(select(_MEANT.key).join(Rep, Rep.alias_of == _MEANT.id).where(Rep.key == key))


def alias_rows(rep: str | None = None) -> list[AliasRow]:
    """Return all aliases, or those of a rep."""
    came = select(func.count()).where(Activity.owner_id == Rep.id, ~Activity.corrected)
    newest = select(func.max(Alias.id)).where(Alias.owner_id == Rep.id).correlate(Rep).scalar_subquery()
    found = (
        select(Rep.key, _MEANT.key, came.scalar_subquery(), Alias.decided_at, Alias.decided_by)
        .join(_MEANT, _MEANT.id == Rep.alias_of)
        .join(Alias, Alias.id == newest)
        .order_by(Rep.key)
    )
    rows = db.session.execute(found if rep is None else found.where(_MEANT.key == rep))
    return [AliasRow(*row) for row in rows]


def decisions(owner: str) -> list[tuple[str | None, int, str]]:
    """Return whom a key was decided to mean (None: nobody else), when and by whom, the newest first."""
    found = (
        select(_MEANT.key, Alias.decided_at, Alias.decided_by)
        .join(Rep, Rep.id == Alias.owner_id)
        .outerjoin(_MEANT, _MEANT.id == Alias.rep_id)
        .where(Rep.key == owner)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(found.order_by(Alias.id.desc()))]


def came_under(key: str) -> tuple[int, int, int] | None:
    """Return how many activities came under a key, what was corrected left out, and the first and the last day."""
    owner = db.session.scalar(select(Rep.id).where(Rep.key == key)) or 0
    columns = (func.count(), func.min(Activity.day), func.max(Activity.day))
    found = db.session.execute(select(*columns).where(sent_under([owner]), ~Activity.corrected)).one()
    return (found[0], found[1], found[2]) if found[0] else None


def teams() -> list[TeamRow]:
    """Return all teams by name."""
    found = db.session.execute(select(Team.id, Team.name, Team.side).order_by(Team.name))
    return [TeamRow(*row) for row in found]


def managers() -> dict[str, list[str]]:
    """Return the e-mail addresses of who manages each team; only a manager who may log in manages any."""
    found: dict[str, list[str]] = {}
    query = select(Team.name, User.email).join(ManagedTeam, ManagedTeam.team_id == Team.id)
    theirs = query.join(User, User.id == ManagedTeam.user_id).where(_is_manager()).order_by(User.email)
    for team, email in db.session.execute(theirs):
        found.setdefault(team, []).append(email)
    return found


def managers_by_email() -> dict[str, int]:
    """Return the ids of all managers who may log in, by e-mail address."""
    found = select(User.email, User.id).where(_is_manager()).order_by(User.email)
    return dict(db.session.execute(found).all())


def _is_manager() -> Any:
    return (User.role == "manager") & User.disabled_at.is_(None)
