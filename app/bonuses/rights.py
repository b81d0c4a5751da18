"""Who may do what with money: nobody decides on his own bonus, his own teams' or one that he proposed himself.

Each rule returns why not, to be said to the person, or an empty text. Services ask within the transaction that writes,
the desk asks the same to show it beforehand.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Row, Select, bindparam, select

from app.bonuses.errors import ForbiddenError
from app.bonuses.times import agreed
from app.extensions import db
from app.models.bonuses import SECONDED
from app.models.people import Membership, Rep
from app.models.users import ManagedTeam, User
from scoring.periods import month_starts

DECIDERS = ("manager", "admin")

_ABLE = select(User.email, User.role).where(User.id == bindparam("id"), User.disabled_at.is_(None))


@dataclass(frozen=True)
class Actor:
    """A user who acts: the reps with his e-mail address, and the teams that he manages."""

    id: int
    email: str
    role: str
    reps: frozenset[int]
    manages: frozenset[int]


class Circle(NamedTuple):
    """The teams that somebody manages, or is or was a member of, and who is or was in them with him."""

    teams: frozenset[int]
    reps: frozenset[int]


def actor(user_id: int) -> Actor:
    """Return who acts; what he is stays so until the transaction ends. Raises ForbiddenError if he may not log in."""
    return _known(user_id, _ABLE.with_for_update(read=True))


def reader(user_id: int) -> Actor:
    """Return who only looks at what he might do. Raises ForbiddenError if he may not log in."""
    return _known(user_id, _ABLE)


def _known(user_id: int, able: Select[str, str]) -> Actor:
    user = db.session.execute(able, {"id": user_id}).one_or_none()
    if user is None:
        raise ForbiddenError(_("You may not log in any more."))
    reps = db.session.scalars(select(Rep.id).where(Rep.email == user.email))
    manages = db.session.scalars(select(ManagedTeam.team_id).where(ManagedTeam.user_id == user_id))
    return Actor(user_id, user.email, user.role, frozenset(reps), frozenset(manages))


def circle(who: Actor, quarter: int, now: int) -> Circle:
    """Return the circle of somebody in the quarter that begins with this month, and today."""
    today = agreed().day(now)
    during = _present(month_starts(quarter), month_starts(quarter + 3)) | _present(today, today + 1)
    member = select(Membership.team_id).where(Membership.rep_id.in_(who.reps), during)
    teams = who.manages.union(db.session.scalars(member))
    reps = select(Membership.rep_id).where(Membership.team_id.in_(teams), during)
    return Circle(teams, who.reps.union(db.session.scalars(reps)))


def led(teams: Collection[int], quarter: int) -> frozenset[int]:
    """Return the reps who were in one of these teams in the quarter that begins with this month."""
    during = _present(month_starts(quarter), month_starts(quarter + 3))
    return frozenset(
        db.session.scalars(select(Membership.rep_id).where(Membership.team_id.in_(teams), during))
    )


def _present(first: int, after: int) -> ColumnElement[bool]:
    return (Membership.starts < after) & (Membership.ends > first)


def is_decider(who: Actor) -> str:
    """Say why somebody may not decide about money at all."""
    return "" if who.role in DECIDERS else _("Managers and admins decide about bonuses.")


def to_decide(who: Actor, near: Circle, bonus: Row[Any]) -> str:
    """Say why somebody may neither approve nor decline a bonus."""
    if refusal := is_decider(who) or to_adjust(who, bonus.board, bonus.who):
        return refusal
    if bonus.who in (near.teams if bonus.board == "team" else near.reps):
        return _("This is a bonus of your own team: somebody else decides.")
    if bonus.proposed_by == who.id:
        return _("You proposed this bonus: somebody else decides.")
    return ""


def to_approve(who: Actor, near: Circle, bonus: Row[Any]) -> str:
    """Say why somebody may not approve a bonus, for the first or the second time."""
    if refusal := to_decide(who, near, bonus):
        return refusal
    if bonus.state == SECONDED and bonus.seconded_by == who.id:
        return _("You approved this bonus already: the second approval is somebody else's.")
    return ""


def to_adjust(who: Actor, board: str, payee: int) -> str:
    """Say why somebody may not adjust what a rep or a team gets."""
    if refusal := is_decider(who):
        return refusal
    return _("This is your own bonus: somebody else decides.") if is_own(who, board, payee) else ""


def is_own(who: Actor, board: str, payee: int) -> bool:
    """Tell whether somebody is the rep that a bonus is for."""
    return board == "rep" and payee in who.reps


def to_say(who: Actor, rep: int) -> str:
    """Say why somebody may not add to a rep's dispute."""
    return to_withdraw(who, rep) if is_decider(who) else ""


def to_resolve(who: Actor, rep: int) -> str:
    """Say why somebody may not end a rep's dispute by an answer."""
    if is_decider(who):
        return _("Managers and admins answer disputes.")
    return _("This is your own dispute: somebody else answers it.") if rep in who.reps else ""


def to_withdraw(who: Actor, rep: int) -> str:
    """Say why somebody may not take a rep's dispute back."""
    return "" if rep in who.reps else _("This is not your dispute.")
