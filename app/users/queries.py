"""Reads of users, with their teams, their links and when they last logged in."""

from typing import NamedTuple

from sqlalchemy import select

from app.extensions import db
from app.models.people import Team
from app.models.users import ManagedTeam, PasswordLink, User


class Person(NamedTuple):
    """A user; `teams` are those that he manages, id and name; `link_ends` is the end of his link, if he has one.

    Whoever has no password was invited, and did not follow the invitation yet.
    """

    id: int
    email: str
    role: str
    disabled: bool
    has_password: bool
    link_ends: int | None
    last_log_in: int | None
    teams: tuple[tuple[int, str], ...]


def people(only: int | None = None) -> list[Person]:
    """Return all users by e-mail address, or `only` the one with this id."""
    managed: dict[int, list[tuple[int, str]]] = {}
    teams = select(ManagedTeam.user_id, Team.id, Team.name).join(Team, Team.id == ManagedTeam.team_id)
    for user_id, team_id, name in db.session.execute(teams.order_by(Team.name)):
        managed.setdefault(user_id, []).append((team_id, name))
    columns = (User.id, User.email, User.role, User.disabled_at, User.password_hash != "")
    users = (
        select(*columns, PasswordLink.expires_at, User.last_log_in)
        .outerjoin(PasswordLink, PasswordLink.user_id == User.id)
        .order_by(User.email)
    )
    if only is not None:
        users = users.where(User.id == only)
    return [
        Person(
            user_id,
            email,
            role,
            disabled_at is not None,
            bool(has),
            ends,
            last,
            tuple(managed.get(user_id, ())),
        )
        for user_id, email, role, disabled_at, has, ends, last in db.session.execute(users)
    ]


def person(user_id: int) -> Person | None:
    """Return the user with this id, if there is one."""
    return next(iter(people(user_id)), None)


def team_names() -> dict[str, str]:
    """Return what teams there are to manage: names, in their order."""
    return {name: name for name in db.session.scalars(select(Team.name).order_by(Team.name))}
