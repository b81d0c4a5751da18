"""Who may give badges and revoke them: managers to those in their teams today, admins to all, nobody to himself."""

from flask_babel import gettext as _
from sqlalchemy import select

from app.badges.errors import ForbiddenError
from app.extensions import db
from app.models.people import Membership, Rep
from app.models.users import ManagedTeam, User


def hold_to_rights(by: int, board: str, who: int, today: int) -> None:
    """Raise ForbiddenError if a user may not decide about the badges of a rep or a team."""
    user = db.session.execute(
        select(User.email, User.role).where(User.id == by, User.disabled_at.is_(None))
    ).one_or_none()
    if user is None or user.role not in ("manager", "admin"):
        raise ForbiddenError(_("Managers and admins decide about badges."))
    if board == "rep" and db.session.scalar(select(Rep.email).where(Rep.id == who)) == user.email:
        raise ForbiddenError(_("Nobody decides about his own badges."))
    if user.role != "admin" and not _leads(by, board, who, today):
        raise ForbiddenError(_("Only who manages the team decides about its badges."))


def _leads(by: int, board: str, who: int, today: int) -> bool:
    managed = select(ManagedTeam.team_id).where(ManagedTeam.user_id == by)
    if board == "rep":
        there = (Membership.starts <= today) & (Membership.ends > today)
        managed = managed.join(Membership, Membership.team_id == ManagedTeam.team_id).where(
            Membership.rep_id == who, there
        )
    else:
        managed = managed.where(ManagedTeam.team_id == who)
    return db.session.scalar(managed.limit(1)) is not None
