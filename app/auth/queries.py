"""Reads of log-in: who is asking, which rep he is, which teams he belongs to and manages."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from flask import abort
from flask_login import current_user as login_proxy
from flask_login.mixins import AnonymousUserMixin
from sqlalchemy import bindparam, select

from app.auth.memory import remembered
from app.extensions import db
from app.models.people import Membership, Rep, Team
from app.models.scores import Standing
from app.models.users import LoginSession, ManagedTeam, PasswordLink, Screen, User
from app.stamp import reading


class LinkedRep(NamedTuple):
    """The rep that a user is."""

    id: int
    key: str
    name: str


@dataclass(frozen=True)
class Viewer:
    """The person who is logged in: known from one query; which rep he is and which teams are his, when asked for."""

    id: int
    email: str
    role: str
    idle_ends_at: int
    ends_at: int
    token: str = field(repr=False)

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Return what Flask-Login keeps in the session: never the user's id, but the log-in's own random one."""
        return self.token

    @cached_property
    def rep(self) -> LinkedRep | None:
        """Return the rep with this user's e-mail address."""
        return rep_with_email(self.email, today())

    @property
    def rep_id(self) -> int | None:
        """Return the id of the rep that he is."""
        return self.rep.id if self.rep else None

    @property
    def rep_key(self) -> str | None:
        """Return the key of the rep that he is."""
        return self.rep.key if self.rep else None

    @cached_property
    def team_ids(self) -> frozenset[int]:
        """Return the teams that he belongs to today as a rep."""
        return teams_of_rep(self.rep.id, today()) if self.rep else frozenset()

    @cached_property
    def managed_team_ids(self) -> frozenset[int]:
        """Return the teams that he manages; only a manager manages any."""
        return managed_teams(self.id) if self.role == "manager" else frozenset()


class Nobody(AnonymousUserMixin):
    """Who is not logged in, with what templates ask of everybody."""

    role = ""
    email = ""


class Credentials(NamedTuple):
    """What a log-in is checked against."""

    id: int
    password_hash: str
    disabled_at: int | None


class OpenLogin(NamedTuple):
    """A log-in that has not ended: when it began, when it ends if no page is asked for, and what tells it apart."""

    began: int
    ends: int
    fingerprint: str


class ListedScreen(NamedTuple):
    """A wall screen, and when it was made."""

    id: int
    name: str
    created_at: int
    revoked: bool


_user, _login = User.__table__.c, LoginSession.__table__.c
_VIEWER = (
    select(_user.id, _user.email, _user.role, _login.idle_ends_at, _login.ends_at)
    .join_from(LoginSession.__table__, User.__table__, _user.id == _login.user_id)
    .where(
        _login.id == bindparam("login"),
        _login.revoked_at.is_(None),
        _login.idle_ends_at > bindparam("now"),
        _login.ends_at > bindparam("now"),
        _user.disabled_at.is_(None),
    )
)


def fingerprint(token: str) -> str:
    """Return what is stored of a random token: whoever reads the table cannot log in with it."""
    return hashlib.sha256(token.encode()).hexdigest()


def viewer_of(token: str, now: int) -> Viewer | None:
    """Return who logged in with `token`, unless that log-in has ended: one query."""
    row = db.session.execute(_VIEWER, {"login": fingerprint(token), "now": now}).first()
    return Viewer(*row, token) if row else None


def viewer_who_polls(token: str, now: int) -> Viewer | None:
    """Return who logged in with `token`, as it was known when the stamp last moved: polls are many and cheap.

    Ends that have passed are looked up again, for another process may have moved them.
    """
    user = remembered("viewer", token, lambda: viewer_of(token, now))
    return user if user is None or now < min(user.idle_ends_at, user.ends_at) else viewer_of(token, now)


def viewer() -> Viewer | None:
    """Return who is asking, or None."""
    user = login_proxy._get_current_object()
    return user if isinstance(user, Viewer) else None


def current_user() -> Viewer:
    """Return who is asking; for views that only people who are logged in reach."""
    return viewer() or abort(401)


def today() -> int:
    """Return the day that it is now in the agreement's zone; in UTC while there is no agreement."""
    return reading().day


def credentials(email: str) -> Credentials | None:
    """Return what a log-in as `email` (lower case) is checked against."""
    row = db.session.execute(
        select(User.id, User.password_hash, User.disabled_at).where(User.email == email)
    ).first()
    return Credentials(*row) if row else None


def link_owner(token: str, now: int) -> str | None:
    """Return the e-mail address of who may set his password by this link, if it still works and he is not disabled."""
    owner = select(User.email).join(PasswordLink, PasswordLink.user_id == User.id)
    works = (PasswordLink.token_hash == fingerprint(token)) & (PasswordLink.expires_at > now)
    return db.session.scalar(owner.where(works, User.disabled_at.is_(None)))


def rep_with_email(email: str, day: int) -> LinkedRep | None:
    """Return the rep with this address, both in lower case; of several, who is in a team on `day` comes first."""
    now_here = (Membership.starts <= day) & (Membership.ends > day)
    row = db.session.execute(
        select(Rep.id, Rep.key, Rep.name)
        .join(Membership, Membership.rep_id == Rep.id)
        .where(Rep.email == email)
        .order_by(now_here.desc(), Membership.ends.desc(), Rep.id)
        .limit(1)
    ).first()
    return LinkedRep(*row) if row else None


def teams_of_rep(rep_id: int, day: int) -> frozenset[int]:
    """Return the ids of the teams that a rep is in on `day`."""
    found = select(Membership.team_id).where(
        Membership.rep_id == rep_id, Membership.starts <= day, Membership.ends > day
    )
    return frozenset(db.session.scalars(found))


def managed_teams(user_id: int) -> frozenset[int]:
    """Return the ids of the teams that a user manages."""
    return frozenset(db.session.scalars(select(ManagedTeam.team_id).where(ManagedTeam.user_id == user_id)))


def team_names(user: Viewer) -> tuple[list[str], list[str]]:
    """Return the names of the teams that a user belongs to today, and of those that he manages."""
    wanted = user.team_ids | user.managed_team_ids
    known = db.session.execute(select(Team.id, Team.name).where(Team.id.in_(wanted))).all()
    return (
        sorted(name for team_id, name in known if team_id in user.team_ids),
        sorted(name for team_id, name in known if team_id in user.managed_team_ids),
    )


def nothing_loaded() -> bool:
    """Return whether there is no standing at all yet: a new installation."""
    return db.session.scalar(select(Standing.who).limit(1)) is None


def open_logins(user_id: int, now: int) -> list[OpenLogin]:
    """Return the log-ins of a user that have not ended, the newest first."""
    rows = db.session.execute(
        select(LoginSession.id, LoginSession.created_at, LoginSession.idle_ends_at, LoginSession.ends_at)
        .where(LoginSession.user_id == user_id, LoginSession.revoked_at.is_(None))
        .where(LoginSession.idle_ends_at > now, LoginSession.ends_at > now)
        .order_by(LoginSession.created_at.desc())
    )
    return [OpenLogin(began, min(idle_end, end), login) for login, began, idle_end, end in rows]


def all_users() -> list[tuple[str, str, str, bool]]:
    """Return e-mail, role, names of managed teams, and whether disabled, of every user by e-mail."""
    teams: dict[int, list[str]] = {}
    managed = (
        select(ManagedTeam.user_id, Team.name).join(Team, Team.id == ManagedTeam.team_id).order_by(Team.name)
    )
    for user_id, name in db.session.execute(managed):
        teams.setdefault(user_id, []).append(name)
    users = select(User.id, User.email, User.role, User.disabled_at).order_by(User.email)
    return [
        (email, role, ", ".join(teams.get(user_id, [])), disabled_at is not None)
        for user_id, email, role, disabled_at in db.session.execute(users)
    ]


def all_screens() -> list[ListedScreen]:
    """Return every wall screen, by name."""
    columns = (Screen.id, Screen.name, Screen.created_at, Screen.revoked_at)
    rows = db.session.execute(select(*columns).order_by(Screen.name))
    return [ListedScreen(number, name, made, revoked is not None) for number, name, made, revoked in rows]
